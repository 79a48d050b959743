"""What the form of a draft takes, and what it says of the rest: bad input, the order of the table, ratings."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from forum.app import Forum
from forum.database import db, transaction
from forum.evidence.drafts import queries
from forum.evidence.models import Source
from tests import factories
from tests.evidence.drafting import FormReader, begun, new_editor, question, read, typed


@pytest.fixture
def editor_id(site: Forum) -> int:
    with site.app_context():
        return new_editor()


@pytest.fixture
def editor(site: Forum, editor_id: int) -> FlaskClient:
    return factories.sign_in(site.test_client(), editor_id)


@pytest.fixture
def draft_id(site: Forum, editor_id: int) -> str:
    with site.app_context():
        return begun(editor_id)


def at(public_id: str, act: str = "edit") -> str:
    return f"/editorial/drafts/{public_id}/{act}".removesuffix("/")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"bottom_line": "x" * 100_000}, "100,000 characters long"),
        ({"questions-0-answer": "y" * 100_000}, "100,000 characters long"),
        ({"bottom_line": "\n".join("line" for _ in range(40))}, "40 lines"),
        ({"not_shown": "z" * 1_500}, "A line has more than"),
        ({"questions-0-because": "bad\x07bell"}, "invisible"),
        ({"questions-0-direction": "forged"}, "Not a valid choice"),
        ({"questions-0-start": "forged"}, "Not a valid choice"),
        ({"questions-0-risk_of_bias-levels": "7"}, "Not a valid choice"),
        ({"questions-0-start": "high", "questions-0-risk_of_bias-levels": "1"}, "Say why it goes down"),
        ({"questions-0-start": "high", "questions-0-imprecision-why": "Few."}, "By how many levels"),
        ({"questions-0-imprecision-why": "Few.", "questions-0-imprecision-levels": "1"}, "Where does the rating start"),
        ({"questions-0-start": "low", "questions-0-wording": "Low certainty."}, "Empty one of the two"),
        ({"searched_on": "2026-02-31"}, "Not a valid date"),
        ({"searched_on": "the day before"}, "Not a valid date"),
        ({"searched_on": "0001-01-01"}, "cannot be meant"),
        ({"review_due": "9999-12-31"}, "cannot be meant"),
        ({"further": "no key at all!"}, "not the key of a source: all!"),
        ({"chosen": ["<script>"]}, "This form is damaged"),
        ({"chosen": [f"key-{n}" for n in range(300)]}, "This form is damaged"),
        ({"further": " ".join(f"key-{n}" for n in range(300))}, "too many keys"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_typed(
    editor: FlaskClient, draft_id: str, fields: dict[str, Any], sentence: str
) -> None:
    answer = editor.post(at(draft_id), data=typed(**fields, change_note="These words stay."))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert "These words stay." in page
    with editor.application.app_context():
        assert read(draft_id).version == 1


def test_thirty_questions_are_too_many_and_all_stay(editor: FlaskClient, draft_id: str) -> None:
    many = {name: value for n in range(30) for name, value in question(n, question=f"Question no {n}?").items()}
    answer = editor.post(at(draft_id), data=typed(**many))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "These are 30 questions; a draft holds 12." in page
    assert all(f"Question no {n}?" in page for n in range(30))


def test_a_forged_form_with_thousands_of_questions_is_refused_soon(editor: FlaskClient, draft_id: str) -> None:
    forged = typed(**{f"questions-{n}-question": "x" for n in range(9_000)})
    assert editor.post(at(draft_id), data=forged).status_code == 422


def test_odd_names_of_fields_are_no_error(editor: FlaskClient, draft_id: str) -> None:
    odd = {"questions-²-question": "x", "questions-٣-question": "x", "questions--1-question": "x", "questions-0": "x"}
    assert editor.post(at(draft_id), data=typed(**odd, act="up-²")).status_code in (303, 422)


def test_html_is_text_wherever_it_is_typed(editor: FlaskClient, draft_id: str) -> None:
    evil = "<img src=x onerror=alert(1)>"
    form = typed(bottom_line=f"{evil}\nTwo.", not_shown=evil, ongoing=evil, searched_where=evil, change_note=evil)
    form |= question(0, question=evil, because=evil, answer=f"{evil}\n\n- {evil}")
    form |= {"questions-0-start": "low", "questions-0-imprecision-levels": "1", "questions-0-imprecision-why": evil}
    assert editor.post(at(draft_id), data=form).status_code == 303
    for address in (at(draft_id), at(draft_id, "")):
        page = editor.get(address).get_data(as_text=True)
        assert "<img" not in page
        assert page.count("&lt;img") > 5


def test_an_empty_form_is_kept_too(site: Forum, editor: FlaskClient, draft_id: str) -> None:
    assert editor.post(at(draft_id), data={"version": "1"}).status_code == 303
    with site.app_context():
        draft = read(draft_id)
        assert (draft.parts["bottom_line"], draft.parts["questions"], draft.searched_on) == ([], [], None)
    assert editor.get(at(draft_id, "")).status_code == 200


@pytest.mark.parametrize("version", ["", "0", "-1", "x", "99999999999999999999", "²"])
def test_a_damaged_version_is_a_conflict_and_no_error(editor: FlaskClient, draft_id: str, version: str) -> None:
    assert editor.post(at(draft_id), data={**typed(), "version": version}).status_code == 409


@pytest.mark.parametrize("address", ["none", "A" * 12, "x" * 300])
def test_a_draft_that_is_not_there_is_not_found(editor: FlaskClient, address: str) -> None:
    assert editor.get(f"/editorial/drafts/{address}").status_code == 404
    assert editor.get(f"/editorial/drafts/{address}/edit").status_code == 404


# The table


def test_nobody_chooses_the_order_of_the_table(site: Forum, editor: FlaskClient, draft_id: str) -> None:
    with site.app_context():
        before = read(draft_id).parts
        about = set(before["trials"])
        sources = {key: (each.design, each.n) for key, each in queries.sources_named(about).items()}
    chosen = list(reversed(before["trials"] + before["also"]))
    editor.post(at(draft_id), data=typed(chosen=chosen))
    with site.app_context():
        trials = read(draft_id).parts["trials"]
        assert set(trials) == about
    compared = ("parallel RCT", "randomised crossover", "single-blind crossover")
    ranks = [(sources[key][0] not in compared, sources[key][1] is None, -(sources[key][1] or 0)) for key in trials]
    assert ranks == sorted(ranks)
    assert len({rank[0] for rank in ranks}) == 2


def test_what_a_study_found_plays_no_part_in_its_place(site: Forum, editor: FlaskClient, draft_id: str) -> None:
    with site.app_context():
        editor.post(at(draft_id), data=typed(chosen=sorted(read(draft_id).parts["trials"])))
        before = read(draft_id).parts["trials"]
        with transaction():
            for each in db.session.query(Source):
                each.direction = "negative" if each.direction.startswith("positive") else "positive"
    editor.post(at(draft_id), data=typed(version=2, chosen=sorted(before, reverse=True), change_note="Again."))
    with site.app_context():
        assert read(draft_id).parts["trials"] == before


# Certainty


def test_a_rating_by_an_editor_is_reckoned(site: Forum, editor: FlaskClient, draft_id: str) -> None:
    form = typed() | {"questions-0-start": "high", "questions-0-rating": ""}
    form |= {"questions-0-imprecision-levels": "2", "questions-0-imprecision-why": "Few people [@younger-2013-fm-rct]."}
    form |= {"questions-0-risk_of_bias-levels": "2", "questions-0-risk_of_bias-why": "Nobody was blinded."}
    assert editor.post(at(draft_id), data=form).status_code == 303
    with site.app_context():
        stated = read(draft_id).parts["questions"][0]["certainty"]
    assert (stated["rating"], stated["start"]) == ("very-low", "high")
    assert [(each["domain"], each["levels"]) for each in stated["steps"]] == [("risk-of-bias", 2), ("imprecision", 2)]
    untouched = FormReader(editor.get(at(draft_id)).get_data(as_text=True)).fields
    assert editor.post(at(draft_id), data=untouched).status_code == 303
    with site.app_context():
        assert read(draft_id).version == 2
    page = editor.get(at(draft_id, "")).get_data(as_text=True)
    assert "Very low, as an editor rates it" in page
    assert "Few people<sup>" in page
