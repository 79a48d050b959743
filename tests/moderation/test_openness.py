"""Moderation in the open: what everybody may read of it, and what nobody can work out of it."""

import csv
import io
import random  # noqa: TID251 - seeded: the same tables in every run
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient
from sqlalchemy import CheckConstraint, select, update

from forum.app import Forum
from forum.database import db, transaction
from forum.moderation import operations, queries
from forum.moderation.models import FLAG_REASONS, Case, Decision, Flag
from forum.moderation.openness import AUTOMATIC, INTERNAL, PUBLIC, Cell, finished_months, month_after, pooled
from forum.moderation.queries.openness import APPEALS, OUTCOMES, overturn_rate
from forum.moderation.sanctions import LIMIT_OF
from forum.moderation.verbs import VERB_WORDS, verb_words
from forum.viewers import VISITOR, Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.test_aliases import flagged as flagged_under
from tests.moderation.test_everybody import client_of as client_in
from tests.statements import counted

Browser = Callable[[Viewer], FlaskClient]
OCTOBER = date(2026, 10, 1)
IN_OCTOBER = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
IN_NOVEMBER = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def client_of(app: Forum) -> Browser:
    return lambda viewer: client_in(app, viewer)


def at(moment: datetime) -> object:
    return patch("forum.clock.now", return_value=moment)


def known_verbs() -> set[str]:
    """Every verb that has words of its own."""
    return {*VERB_WORDS, *LIMIT_OF}


def known(verb: str) -> bool:
    return verb_words(verb) != verb


def test_every_verb_of_the_log_is_either_public_or_not(app: Forum) -> None:
    with app.app_context():
        assert {"hide", "claim", "reveal"} <= known_verbs()
        assert known_verbs() - PUBLIC - INTERNAL == set()
    assert set() == PUBLIC & INTERNAL
    assert AUTOMATIC <= PUBLIC


def test_every_decision_with_words_is_counted_and_public(app: Forum) -> None:
    checks = [str(each.sqltext) for each in Decision.__table__.constraints if isinstance(each, CheckConstraint)]
    verbs = set(re.findall(r"'(\w+)'", " ".join(checks)))
    assert {"keep", "uphold"} <= verbs
    with app.app_context():
        named = {verb for verb in verbs if known(verb)}
    assert named - {*OUTCOMES, *APPEALS} == {"look_after"}
    assert named - PUBLIC == {"withdrawn", "look_after"}


@pytest.mark.parametrize(
    ("counts", "cells"),
    [
        ({}, [Cell(("a", "b", "c"), None)]),
        ({"a": 4, "b": 5}, [Cell(("a", "b", "c"), None)]),
        ({"a": 12, "b": 15, "c": 10}, [Cell(("a",), 12), Cell(("b",), 15), Cell(("c",), 10)]),
        ({"a": 40, "b": 5, "c": 6}, [Cell(("a",), 40), Cell(("b", "c"), 11)]),
        ({"a": 40, "b": 15, "c": 3}, [Cell(("a",), 40), Cell(("b", "c"), 18)]),
        ({"a": 40, "b": 15, "c": 0}, [Cell(("a",), 40), Cell(("b", "c"), 15)]),
        ({"a": 40, "b": 2, "c": 1}, [Cell(("a", "b", "c"), 43)]),
    ],
)
def test_small_counts_are_put_together(counts: dict[str, int], cells: list[Cell]) -> None:
    assert pooled(counts, ("a", "b", "c")) == cells


def test_no_small_count_can_be_worked_out() -> None:
    chance = random.Random(4)
    for _try in range(2_000):
        counts = {key: chance.choice((0, 1, 4, 9, 10, 11, 30, 200)) for key in "abcdefgh"}
        cells = pooled(counts, tuple(counts))
        assert sorted(key for cell in cells for key in cell.keys) == list(counts)
        for cell in cells:
            assert cell.count is None or cell.count >= 10
            assert all(counts[key] >= 10 for key in cell.keys) or len(cell.keys) > 1
        if any(cell.count is None for cell in cells):
            assert sum(counts.values()) < 10


def test_only_months_that_are_over_have_numbers() -> None:
    first = datetime(2026, 8, 31, 23, 59, tzinfo=UTC)
    months = list(finished_months(first, at=IN_NOVEMBER))
    assert months == [date(2026, 8, 1), date(2026, 9, 1), OCTOBER]
    assert list(finished_months(None, at=IN_NOVEMBER)) == []
    assert list(finished_months(IN_NOVEMBER, at=IN_NOVEMBER)) == []
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)


def flag_at(moment: datetime, scene: scenes.Scene, post: str, *, reason: str) -> str:
    """A flag raised at this moment, which opened a case; the case."""
    case = scenes.flag(scene.flagger, post, reason=reason)
    db.session.execute(update(Case).where(Case.public_id == case).values(opened_at=moment))
    key = select(Case.id).where(Case.public_id == case).scalar_subquery()
    db.session.execute(update(Flag).where(Flag.case_id == key).values(created_at=moment))
    db.session.commit()
    return case


def fill_october(scene: scenes.Scene, *, cases: int = 12) -> list[str]:
    """Cases about replies, opened in October, each decided one hour later than the one before."""
    made = []
    for number in range(cases):
        post = texts.reply(scene.author, scene.topic, body=f"Reply {number}").public_id
        moment = IN_OCTOBER + timedelta(hours=number)
        case = flag_at(moment, scene, post, reason="spam" if number else "sourcing")
        with at(IN_OCTOBER + timedelta(hours=2 * number + 1)):
            made.append(scenes.decide(scene.moderator, case, scenes.choice("remove", rule=scene.rule)))
    return made


def test_the_numbers_of_a_month(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        fill_october(scene)
        figures = queries.figures_of([OCTOBER])[0]
        assert figures.flags == [Cell(FLAG_REASONS, 12)]  # eleven and one: apart, the one would be known
        assert figures.outcomes[0].count == 12
        assert "remove" in figures.outcomes[0].keys
        assert figures.moderators == [Cell(("moderators",), None)]
        assert figures.automatic == [Cell(tuple(sorted(AUTOMATIC)), None)]
        assert (figures.median, figures.ninetieth) == (6 * 3600, 11 * 3600)  # the 6th and the 11th of 1 … 12 hours
        september, october = queries.figures_of([date(2026, 9, 1), OCTOBER])
        assert october == figures
        assert (september.median, september.outcomes[0].count) == (None, None)


def test_times_are_told_of_ten_decisions_and_more(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        made = fill_october(scene, cases=10)
        assert queries.figures_of([OCTOBER])[0].median == 5 * 3600
        db.session.execute(update(Decision).where(Decision.public_id == made[0]).values(undone_at=IN_OCTOBER))
        db.session.commit()
        assert queries.figures_of([OCTOBER])[0].median is None


def look_after(viewer: Viewer, case: str) -> None:
    """Somebody at risk is taken on, written to, and it ends."""
    with transaction():
        found = queries.get_case(case)
        operations.take_on(found, viewer=viewer)
        operations.write_to_member(found, viewer=viewer, words="How are you?")
        operations.close_risk(found, viewer=viewer, version=found.version, words="They are well.")


def test_at_risk_is_counted_as_flags_alone(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        fill_october(scene)
        case = flag_at(IN_OCTOBER, scene, scene.post, reason="at_risk")
        with at(IN_OCTOBER):
            look_after(scene.second, case)
        figures = queries.figures_of([OCTOBER])[0]
        assert figures.flags[0].count == 13
        assert figures.outcomes[0].count == 12
        assert sum(act.count for act in queries.public_acts(OCTOBER, at=IN_NOVEMBER)) == 12


def test_the_last_second_of_a_month_is_in_it(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        for moment, count in ((datetime(2026, 10, 31, 23, 59, 59, tzinfo=UTC), 11), (IN_NOVEMBER, 3)):
            for number in range(count):
                post = texts.reply(scene.author, scene.topic, body=f"Reply {number}").public_id
                flag_at(moment, scene, post, reason="spam")
        october, november = queries.figures_of([OCTOBER, date(2026, 11, 1)])
        assert (october.flags[0].count, november.flags[0].count) == (11, None)


def test_the_page_and_the_file_say_the_same(app: Forum, client_of: Browser) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        fill_october(scene)
    with at(IN_NOVEMBER):
        page = client_of(VISITOR).get("/transparency")
        file = client_of(VISITOR).get("/transparency.csv")
    assert page.status_code == 200
    assert "October 2026" in page.text
    assert "Half of the cases were decided within 6 hours, nine of ten within 11 hours." in page.text
    assert "fewer than 10" in page.text
    rows = list(csv.DictReader(io.StringIO(file.text)))
    assert {row["month"] for row in rows} == {"2026-10"}
    numbers = {row["table"]: (row["count"], row["hours"]) for row in rows}
    assert numbers == {
        "flags": ("12", ""),
        "outcomes": ("12", ""),
        "appeals": ("", ""),
        "overturned": ("", ""),
        "sanctions": ("", ""),
        "automatic": ("", ""),
        "moderators": ("", ""),
        "median": ("", "6"),
        "ninetieth_percentile": ("", "11"),
    }
    assert "public" in page.headers["Cache-Control"]


def test_without_a_finished_month_the_page_says_so(app: Forum, client_of: Browser) -> None:
    page = client_of(VISITOR).get("/transparency?month=2026-10")
    assert "There is no finished month yet" in page.text
    assert client_of(VISITOR).get("/transparency.csv").text.startswith("month,table")
    assert "Nothing was done this month" in client_of(VISITOR).get("/transparency/log?month=x").text


def test_the_public_log_tells_acts_by_day_and_rule(app: Forum, client_of: Browser) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        fill_october(scene, cases=3)
    with at(IN_NOVEMBER):
        text = client_of(VISITOR).get("/transparency/log?month=2026-10").text
    assert "14 October 2026" in text
    assert "3. Say what you did" in text
    assert "3 times" in text
    for word in ("mona", "ada", "flora", "Sleep", "Reply 1", "Please.", "a note", "09:30"):
        assert word not in text


def test_today_is_not_in_it_yet(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        with at(IN_OCTOBER):
            scenes.decide(scene.moderator, scenes.flag(scene.flagger, scene.post), scenes.choice("keep"))
        assert queries.public_acts(OCTOBER, at=IN_OCTOBER + timedelta(hours=12)) == []
        assert len(queries.public_acts(OCTOBER, at=IN_OCTOBER + timedelta(hours=16))) == 1


def test_what_is_not_final_is_not_in_it(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        midnight = datetime(2026, 10, 15, tzinfo=UTC)
        with at(midnight - timedelta(seconds=5)):
            scenes.decide(scene.moderator, scenes.flag(scene.flagger, scene.post), scenes.choice("keep"))
        assert queries.public_acts(OCTOBER, at=midnight + timedelta(seconds=5)) == []
        assert len(queries.public_acts(OCTOBER, at=midnight + timedelta(seconds=26))) == 1


def test_undone_and_automatic_acts_are_marked(app: Forum, client_of: Browser) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        with at(IN_OCTOBER):
            chosen = scenes.choice("remove", rule=scene.rule)
            scenes.undo(scene.moderator, scenes.decide(scene.moderator, scenes.flag(scene.flagger, scene.post), chosen))
            texts.reply(factories.viewer("nina"), scene.topic, body="See [here](https://example.org/shop).")
        acts = queries.public_acts(OCTOBER, at=IN_NOVEMBER)
        assert {(act.verb, act.undone, act.automatic) for act in acts} == {
            ("remove", True, False),
            ("hold", False, True),
        }
    with at(IN_NOVEMBER):
        text = client_of(VISITOR).get("/transparency/log?month=2026-10").text
    assert "undone before anybody was told" in text
    assert "the forum itself" in text


def test_a_look_behind_a_name_is_public_when_its_member_is_told(app: Forum) -> None:
    with app.app_context():
        author, flagger = factories.viewer("zebulon"), factories.viewer("flora")
        moderator = factories.viewer("mona", roles=("moderator",))
        case = flagged_under("post", author=author, flagger=flagger, alias="Amber Teasel 27")
        with at(IN_OCTOBER), transaction():
            operations.reveal(queries.get_case(case), viewer=moderator, reason="A threat.")
        assert queries.public_acts(OCTOBER, at=IN_OCTOBER + timedelta(days=6)) == []
        assert [act.verb for act in queries.public_acts(OCTOBER, at=IN_OCTOBER + timedelta(days=8))] == ["reveal"]


@pytest.mark.parametrize("path", ["/transparency", "/transparency.csv", "/transparency/log?month=2026-10"])
def test_the_pages_cost_the_same_with_many_cases(app: Forum, client_of: Browser, path: str) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        fill_october(scene, cases=1)
    spent = []
    for _turn in range(2):
        with at(IN_NOVEMBER), counted() as statements:
            assert client_of(VISITOR).get(path).status_code == 200
        spent.append(len(statements))
        with app.app_context():
            fill_october(scene, cases=9)
    assert spent[0] == spent[1] <= 12


def test_a_month_in_which_something_was_flagged_and_nothing_done_has_numbers(app: Forum, client_of: Browser) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        flag_at(IN_OCTOBER, scene, scene.post, reason="spam")
        assert queries.begun_at() == IN_OCTOBER
    with at(IN_NOVEMBER):
        assert "October 2026" in client_of(VISITOR).get("/transparency").text


def test_appeals_are_counted_apart_from_first_decisions(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        made = fill_october(scene)
        for number, decision in enumerate(made[:11]):
            with at(IN_OCTOBER + timedelta(days=7)), transaction():
                found = queries.get_decision(decision)
                case = operations.appeal(found, viewer=scene.author, words="Please look again.").public_id
            with at(IN_OCTOBER + timedelta(days=8 if number else 12)):
                scenes.decide(scene.second, case, scenes.choice("uphold" if number else "reverse"))
        figures = queries.figures_of([OCTOBER])[0]
        assert figures.outcomes[0].count == 12
        assert figures.appeals == [Cell(("uphold", "change", "reverse"), 11)]
        assert figures.overturned is None
        assert figures.median == 6 * 3600
        verbs = {act.verb for act in queries.public_acts(OCTOBER, at=IN_NOVEMBER)}
        assert verbs == {"remove", "uphold", "reverse"}


@pytest.mark.parametrize(("upheld", "overturned", "rate"), [(30, 10, 25), (10, 9, None), (9, 40, None), (0, 0, None)])
def test_the_overturn_rate_tells_of_no_few(upheld: int, overturned: int, rate: int | None) -> None:
    assert overturn_rate({"uphold": upheld, "reverse": overturned - overturned // 2, "change": overturned // 2}) == rate
