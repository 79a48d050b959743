"""The sheet for an appointment: what stands on it, whose it is, and that it never has a third page."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from forum.app import Forum
from forum.conditions.models import Condition
from forum.conditions.operations import load_conditions
from forum.database import db, transaction
from forum.evidence.operations import load_starter
from forum.experiences.card import TableRow
from forum.experiences.models import AppointmentQuestion, CheckIn, DoseStep, Experience, SideEffect
from forum.pages.paper import BOLD, PLAIN, wrapped
from forum.pages.routes.sheets import printed
from tests import factories
from tests.experiences import lives
from tests.statements import counted

SCRIPTS = "Łódź, Ελλάδα, Україна, עברית, العربية, हिन्दी, 日本語, 한국어, 👩\u200d⚕️🧪"
LETTERS = f"{SCRIPTS}, \u202eright\u202c e\u0301 &lt;b&gt; <b>"
SIZES = {"a4": (595, 842), "letter": (612, 792)}


@pytest.fixture
def told(app: Forum) -> Experience:
    """A shared experience with fibromyalgia, on a site with its starting content."""
    with app.app_context():
        with transaction():
            load_conditions()
            load_starter()
        condition = db.session.query(Condition).filter_by(slug="fibromyalgia").one()
        new = lives.experience(factories.member("marlow_fern").id, condition=condition)
        lives.check_in(new.id, date(2026, 8, 9), effect="much_better", rating=4, line="Most nights are whole")
        db.session.add(AppointmentQuestion(experience_id=new.id, words="Could it be the time of day?"))
        return lives.stored(new)


@pytest.fixture
def own(app: Forum, told: Experience) -> FlaskClient:
    """The member's browser."""
    return factories.sign_in(app.test_client(), told.member_id)


def at(told: Experience, rest: str) -> str:
    return f"/experiences/{told.public_id}{rest}"


def pages_of(own: FlaskClient, told: Experience, *, paper: str = "a4") -> list[str]:
    """The words of each page, white space made one."""
    answer = own.get(at(told, f"/sheet.pdf?paper={paper}"))
    assert answer.status_code == 200
    reader = PdfReader(BytesIO(answer.data))
    for page in reader.pages:
        size = SIZES[paper]
        assert (round(page.mediabox.width), round(page.mediabox.height)) == size
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def lives_of_every_length() -> Iterator[tuple[int, str, int]]:
    """How many check-ins, with which line, and how many questions."""
    yield 0, "", 0
    yield 40, "A short line", 3
    yield 40, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3, 20
    yield 40, "x" * 300, 20
    yield 40, LETTERS, 20
    yield 150, "many words " * 27, 20


def fill(app: Forum, told: Experience, *, check_ins: int, line: str, questions: int) -> None:
    """Everything that an experience can hold, as long as it can be."""
    with app.app_context():
        one = db.session.get(Experience, told.id)
        assert one is not None
        one.purpose, one.other_changes = line[:120] or "Pain", (line + " ") * 2
        one.other_changes = one.other_changes[:500]
        for number in range(20 if check_ins else 0):
            month = date(2023, 1, 1).replace(year=2023 + number // 12, month=1 + number % 12)
            db.session.add(DoseStep(experience_id=told.id, from_month=month, micrograms=1000 + number))
            db.session.add(SideEffect(experience_id=told.id, kind="other", words=f"{number} {line}"[:80]))
        for number in range(questions):
            db.session.add(AppointmentQuestion(experience_id=told.id, words=f"{number} {line}"[:300]))
        for number in range(check_ins):
            day = date(2025, 1, 1) + timedelta(days=number)
            said = {"effect": "no_change", "rating": 5, "line": line[:300], "side_effects": ["headache"]}
            db.session.add(CheckIn(experience_id=told.id, on_day=day, **said))
        db.session.commit()


@pytest.mark.parametrize("paper", SIZES)
@pytest.mark.parametrize(("check_ins", "line", "questions"), list(lives_of_every_length()), ids=lambda v: str(v)[:20])
def test_it_has_two_pages_whatever_stands_on_it(
    app: Forum, own: FlaskClient, told: Experience, *, paper: str, check_ins: int, line: str, questions: int
) -> None:
    fill(app, told, check_ins=check_ins, line=line, questions=questions)
    pages = pages_of(own, told, paper=paper)
    assert len(pages) == 2
    assert "page 1 of 2" in pages[0]
    assert "page 2 of 2" in pages[1]
    assert "LDN for Fibromyalgia" in pages[0]
    assert "What studies say about LDN for Fibromyalgia" in pages[1]


def test_it_holds_the_record_the_questions_and_the_evidence(own: FlaskClient, told: Experience) -> None:
    first, second = pages_of(own, told)
    for words in (
        "Taking it (since March 2026)",
        "Cold hands (Moderate, still there)",
        "Most nights are whole",
        "0.5 mg",
    ):
        assert words in first, words
    assert "1 check-in." in first
    assert "Could it be the time of day?" in second
    assert "Compared, and the studies disagree" in second
    assert "[1] Younger J" in second
    assert "doi.org/10.1002/art.37734" in second
    assert "Not rated yet" in second
    assert "with 10 and 31 women, favoured LDN" in re.sub(r"\s+", " ", second)


def test_it_does_not_name_the_member(own: FlaskClient, told: Experience) -> None:
    assert "marlow_fern" not in " ".join(pages_of(own, told))
    page = own.get(at(told, "/sheet")).text
    assert "marlow_fern" not in page.split("<main", 1)[1]


def test_the_page_to_print_says_the_same(own: FlaskClient, told: Experience) -> None:
    page = own.get(at(told, "/sheet")).text
    for words in (
        "Most nights are whole",
        "Could it be the time of day?",
        "Compared, and the studies disagree",
        "art.37734",
    ):
        assert words in page or words == "art.37734", words
    assert "<svg" in page
    assert "1 check-in" in page
    assert "with 10 and 31 women, favoured LDN" in page
    assert "[=" not in page


def test_of_a_long_record_the_page_to_print_holds_the_latest(app: Forum, own: FlaskClient, told: Experience) -> None:
    fill(app, told, check_ins=40, line="A line", questions=1)
    page = own.get(at(told, "/sheet")).text
    assert "earlier lines are left out." in page
    assert "Most nights are whole" in page


@pytest.mark.parametrize(
    ("steps", "check_ins", "kept"),
    [
        (3, 9, (3, 7)),
        (3, 2, (3, 2)),
        (20, 40, (6, 4)),
        (20, 1, (9, 1)),
        (20, 0, (10, 0)),
        (0, 30, (0, 10)),
        (0, 0, (0, 0)),
    ],
)
def test_the_page_to_print_keeps_doses_rather_than_old_check_ins(
    steps: int, check_ins: int, kept: tuple[int, int]
) -> None:
    rows = [TableRow(str(at), "3 mg", is_check_in=at >= steps) for at in range(steps + check_ins)]
    lines = printed(rows)
    told = sum(row.is_check_in for row in lines)
    assert (len(lines) - told, told) == kept
    assert lines == sorted(lines, key=rows.index)
    assert lines[-1:] == rows[-1:]


def test_a_condition_without_a_summary_has_a_sheet_too(app: Forum, own: FlaskClient, told: Experience) -> None:
    with app.app_context():
        other = lives.experience(told.member_id, condition=factories.condition("rare", name="Something rare"))
    assert "Nobody has written a summary yet." in pages_of(own, other)[1]
    assert "Nobody has written a summary yet." in own.get(at(other, "/sheet")).text


def test_nobody_else_gets_it(app: Forum, client: FlaskClient, told: Experience) -> None:
    with app.app_context():
        others = [factories.member().id, factories.member(roles=("moderator",)).id]
    for rest in ("/sheet", "/sheet.pdf"):
        assert client.get(at(told, rest)).status_code == 303
        for other in others:
            assert factories.sign_in(app.test_client(), other).get(at(told, rest)).status_code == 403


def test_a_paper_that_nobody_has_is_not_found(own: FlaskClient, told: Experience) -> None:
    assert own.get(at(told, "/sheet.pdf?paper=a3")).status_code == 404
    assert own.get(at(told, "/sheet.pdf?paper=LETTER")).status_code == 200


def test_it_is_not_kept_by_caches_and_has_a_name(own: FlaskClient, told: Experience) -> None:
    answer = own.get(at(told, "/sheet.pdf"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/pdf"
    assert "ldn-fibromyalgia-20" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("rest", ["/sheet", "/sheet.pdf"])
def test_it_costs_at_most_twelve_statements(own: FlaskClient, told: Experience, rest: str) -> None:
    own.get(at(told, rest))
    with counted() as statements:
        own.get(at(told, rest))
    assert len(statements) <= 12


@pytest.mark.parametrize("font", [PLAIN, BOLD])
def test_lines_are_no_longer_than_asked_and_lose_no_letter(font: str) -> None:
    text = f"Some words, one {'very' * 60}long, and {LETTERS}"
    lines = wrapped(text, font, 8, 90)
    assert "".join(lines).replace(" ", "") == wrapped(text, font, 8, 9000)[0].replace(" ", "")
    assert wrapped("", font, 8, 90) == []
