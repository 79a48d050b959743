"""The difference between two versions of a summary: part by part, word by word, for everyone."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from forum.app import Forum
from forum.database import transaction
from forum.evidence.differing import Changes, compare, parts_of
from forum.evidence.drafts.queries import get_draft
from forum.evidence.queries import find_source
from forum.evidence.records import record_of, snapshot
from forum.evidence.starter import StarterSummary, make_summary
from tests.evidence.sign_off import FM, NEW, Desk, desk_of, draft_of, published, shown

QUESTION: dict[str, Any] = {
    "question": "Does it help?",
    "direction": "mixed",
    "because": "Two trials disagree [@a].",
    "answer": "Pain fell by [=a:fall] [@a].",
    "certainty": None,
}


class Record:
    """What differing reads of a source."""

    def __init__(self, name: str, **figures: str) -> None:
        self.authors, self.et_al, self.title, self.year, self.n = [name], False, "A title", 2013, 30
        self.design, self.figures = "parallel RCT", figures


SOURCES: dict[str, Any] = {"a": Record("Adams A", fall="12%"), "b": Record("Brown B")}


def summary(**fields: Any) -> StarterSummary:
    row: dict[str, Any] = {
        "condition": "pots",
        "bottom_line": ["Little is known.", "Two trials disagree [@a]."],
        "searched_on": date(2026, 1, 2),
        "searched_where": "Copies.",
        "review_due": date(2026, 7, 2),
        "questions": [QUESTION],
        "trials": ["a"],
        "also": [],
        "not_shown": ["Nobody looked at children."],
        "ongoing": [],
    }
    return make_summary({**row, **fields})


def differing(old: StarterSummary, new: StarterSummary, *, before: Any = SOURCES, after: Any = SOURCES) -> Changes:
    return compare(old, before, new, after)


def words(changes: Changes, kind: str) -> list[str]:
    return [piece.text.strip() for part in changes.parts for line in part.lines for piece in line if piece.kind == kind]


@pytest.fixture
def desk(site: Forum) -> Desk:
    return desk_of(site)


@pytest.fixture
def asked(site: Forum) -> Any:
    with site.test_request_context():
        yield


@pytest.mark.usefixtures("asked")
def test_two_that_say_the_same_differ_in_nothing() -> None:
    changes = differing(summary(), summary())
    assert changes.are_none
    assert {part.kind for part in changes.parts} == {"same"}


@pytest.mark.usefixtures("asked")
def test_words_that_went_and_came_are_told_apart_within_their_part() -> None:
    changes = differing(summary(), summary(bottom_line=["Little is known.", "Three trials disagree [@a]."]))
    (part,) = [each for each in changes.parts if each.kind != "same"]
    assert part.called == "In short"
    assert words(changes, "gone") == ["Two"]
    assert words(changes, "new") == ["Three"]


@pytest.mark.usefixtures("asked")
def test_a_source_that_comes_first_changes_no_citation_behind_it() -> None:
    new = summary(bottom_line=["Little is known [@b].", "Two trials disagree [@a]."], trials=["a", "b"])
    changes = differing(summary(), new)
    assert [each.name for each in changes.came] == ["Brown B, 2013"]
    assert changes.went == ()
    assert "Adams" not in " ".join([*words(changes, "gone"), *words(changes, "new")])


@pytest.mark.usefixtures("asked")
def test_a_figure_that_its_record_says_otherwise_is_a_difference() -> None:
    after = {**SOURCES, "a": Record("Adams A", fall="9%")}
    changes = differing(summary(), summary(), after=after)
    assert words(changes, "gone") == ["12%"]
    assert words(changes, "new") == ["9%"]


@pytest.mark.usefixtures("asked")
def test_a_direction_and_a_certainty_that_changed_are_told_in_words() -> None:
    rated = {"rating": "low", "start": "high", "steps": [{"domain": "imprecision", "levels": 2, "why": "30 people."}]}
    new = summary(questions=[{**QUESTION, "direction": "no-clear-difference", "certainty": rated}])
    (part,) = [each for each in differing(summary(), new).parts if each.kind != "same"]
    assert part.direction
    assert (part.direction.before, part.direction.after) == (
        "Compared, and the studies disagree",
        "Compared, with no clear difference",
    )
    assert part.certainty
    assert part.certainty.before == "Not rated yet"
    assert part.certainty.after.startswith("Low, as an editor rates it; starts at: High")


@pytest.mark.usefixtures("asked")
def test_questions_that_moved_came_or_went_are_found_by_their_words() -> None:
    other = {**QUESTION, "question": "Is it safe?", "answer": "Nobody counted."}
    third = {**QUESTION, "question": "Which dose?", "answer": "One dose."}
    old, new = summary(questions=[QUESTION, other]), summary(questions=[other, QUESTION, third])
    kinds = {part.called: part.kind for part in differing(old, new).parts if part.called.startswith("Question")}
    assert kinds == {
        "Question: Is it safe?": "same",
        "Question: Does it help?": "same",
        "Question: Which dose?": "new",
    }
    gone = {part.called: part.kind for part in differing(new, old).parts if part.called.startswith("Question")}
    assert gone["Question: Which dose?"] == "gone"


@pytest.mark.usefixtures("asked")
def test_a_draft_that_lacks_days_and_sources_can_still_be_compared() -> None:
    unfinished = summary(searched_on=None, review_due=None, trials=["a", "nobody-knows"])
    changes = differing(summary(), unfinished)
    assert [(each.key, each.name) for each in changes.came] == [("nobody-knows", "nobody-knows")]
    assert {place for place, *_ in parts_of(unfinished, SOURCES)} == {
        *("whole", "short", "q1", "studies", "not-shown", "ongoing")
    }


# On the pages


def test_everyone_compares_two_published_versions(site: Forum, desk: Desk, client: FlaskClient) -> None:
    assert "Compare two versions" not in client.get(f"{FM}/history").text
    with site.app_context():
        old = shown().parts["not_shown"][-1]
        published(desk)
    history = client.get(f"{FM}/history").text
    assert f"{FM}/history/2/changes" in history
    picked = client.get(f"{FM}/history/changes?from=1&to=2")
    assert (picked.status_code, picked.location) == (303, f"{FM}/history/2/changes?from=1")
    for page in (picked.location, f"{FM}/history/2/changes"):
        text = client.get(page).text
        assert "<ins>" in text
        assert "[taken out:]" in text
        assert NEW.split()[-1] in text
        assert old.split(maxsplit=1)[0] in text
        assert "A new trial." in text
    back = client.get(f"{FM}/history/1/changes?from=2")
    assert back.status_code == 200
    assert "Both say the same." in client.get(f"{FM}/history/2/changes?from=2").text


@pytest.mark.parametrize(
    "page",
    [
        *("/2/changes?from=9", "/9/changes?from=1", "/1/changes", "/2/changes?from=", "/2/changes?from=x"),
        *("/2/changes?from=-1", "/2/changes?from=999999999999", "/changes", "/changes?from=1", "/changes?from=1&to=٢"),
    ],
)
def test_versions_that_are_not_there_are_not_compared(site: Forum, desk: Desk, client: FlaskClient, page: str) -> None:
    with site.app_context():
        published(desk)
    assert client.get(f"{FM}/history{page}").status_code == 404


def test_a_draft_is_compared_with_its_base_by_editors_alone(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
        first = draft_of(desk.ids["writer"], slug="pots")
        with transaction():
            get_draft(first).base_number = None
    page = f"/editorial/drafts/{public_id}/changes"
    text = desk.second.get(page).text
    assert NEW.split()[-1] in text
    assert "how the draft differs from version 1" in text
    assert desk.reader.get(page).status_code == 404
    assert (
        "There is no published version to compare it with."
        in desk.second.get(f"/editorial/drafts/{first}/changes").text
    )
    assert desk.second.get("/editorial/drafts/0000/changes").status_code == 404


def test_html_in_a_version_is_words(site: Forum, desk: Desk, client: FlaskClient) -> None:
    with site.app_context():
        published(desk, new="A <script>alert()</script> sentence.", note="<i>Why</i>")
    for page in ("/2/changes", "/2", ""):
        assert "<script>alert" not in client.get(f"{FM}/history{page}").text
    assert "&lt;i&gt;Why&lt;/i&gt;" in client.get(f"{FM}/history/2/changes").text


def test_a_record_as_it_was_knows_what_became_of_it(site: Forum, desk: Desk) -> None:
    with site.app_context():
        source = find_source("younger-2013-fm-rct")
        kept = {**record_of(source), "title": "An old title", "no_column": 1}
        then = snapshot(source, kept)
        source.standing = "retracted"
        now = snapshot(source, kept)
        assert (then.title, then.year, then.key) == ("An old title", source.year, source.key)
        assert (then.standing, now.standing) == ("sound", "retracted")
