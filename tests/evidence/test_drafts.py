"""Editors write the next version of a summary: beginning, saving, taking over, putting away."""

import threading

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum.accounts.operations import revoke_role
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.conditions.queries import get_condition
from forum.database import db, transaction
from forum.errors import NotAllowed, NotFound, Refused
from forum.evidence import operations as evidence
from forum.evidence import queries as published
from forum.evidence.drafts import operations, queries
from forum.evidence.drafts.models import DraftComment, SummaryDraft, SummarySignature
from forum.evidence.models import Summary, SummaryRevision
from forum.notifications.models import Notice
from forum.viewers import VISITOR
from tests import factories
from tests.evidence.drafting import SLUG, FormReader, as_editor, begun, day, new_editor, question, read, typed
from tests.statements import counted


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


def drafts() -> int:
    return db.session.scalar(select(func.count()).select_from(SummaryDraft)) or 0


# Beginning


def test_a_draft_begins_with_the_words_that_readers_see(site: Forum, draft_id: str) -> None:
    with site.app_context():
        draft, shown = read(draft_id), queries.shown_revision(get_condition(SLUG).id)
        assert shown is not None
        assert (draft.parts, draft.base_number, draft.state) == (shown.parts, shown.number, "draft")
        assert (draft.searched_on, draft.change_note) == (shown.searched_on, "")


def test_beginning_twice_leads_to_the_same_draft_and_two_editors_have_two(site: Forum, editor_id: int) -> None:
    with site.app_context():
        first = begun(editor_id)
        assert begun(editor_id) == first
        assert begun(new_editor()) != first
        assert begun(editor_id, "crohns-disease") != first
        assert drafts() == 3


def test_the_summary_page_has_the_button_for_editors_alone(site: Forum, editor: FlaskClient) -> None:
    address = f"/conditions/{SLUG}/evidence"
    assert "write the next version" in editor.get(address).get_data(as_text=True)
    assert "write the next version" not in site.test_client().get(address).get_data(as_text=True)
    answer = editor.post(f"{address}/drafts")
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/edit")
    assert editor.get(answer.headers["Location"]).status_code == 200


def test_a_condition_without_a_summary_begins_empty(site: Forum, editor: FlaskClient) -> None:
    with site.app_context(), transaction():
        db.session.query(SummaryRevision).filter(
            SummaryRevision.summary_id.in_(select(Summary.id).where(Summary.condition_id == get_condition(SLUG).id))
        ).delete(synchronize_session=False)
        db.session.query(Summary).filter_by(condition_id=get_condition(SLUG).id).delete()
    answer = editor.post(f"/conditions/{SLUG}/evidence/drafts", follow_redirects=True)
    assert answer.status_code == 200
    assert "None yet." in answer.get_data(as_text=True)
    with site.app_context():
        draft = db.session.query(SummaryDraft).one()
        assert (draft.base_number, draft.parts["questions"], draft.review_due) == (None, [], None)
        page = queries.draft_page(draft.public_id, as_editor(draft.written_by_id or 0))
        assert page.dates is None
        assert {each.place for each in page.problems} == {"short", "not-shown", "whole"}
    assert editor.get(at(draft.public_id, "")).status_code == 200


def test_a_source_goes_into_the_table_or_the_list_of_the_draft(
    site: Forum, editor_id: int, editor: FlaskClient
) -> None:
    address = "/conditions/crohns-disease/evidence/drafts"
    for nothing in ("none-such", "x" * 500, "a\x00b", "../x", "²"):
        assert editor.post(address, data={"source": nothing}).status_code == 404
    assert editor.post(address, data={"source": "younger-2013-fm-rct"}).status_code == 303
    with site.app_context():
        draft = db.session.query(SummaryDraft).one()
        assert draft.parts["also"][-1] == "younger-2013-fm-rct"  # a study, but not of this condition
        assert draft.version == 2
    editor.post(address, data={"source": "younger-2013-fm-rct"})  # it is there already
    with site.app_context():
        assert read(draft.public_id).version == 2


def test_beginning_needs_a_condition_and_an_editor(site: Forum, editor: FlaskClient) -> None:
    assert editor.post("/conditions/nowhere/evidence/drafts").status_code == 404
    with site.app_context(), pytest.raises(NotAllowed), transaction():
        operations.start_draft(get_condition(SLUG), viewer=VISITOR)


def test_an_editor_who_is_none_any_more_is_refused(site: Forum, editor_id: int, draft_id: str) -> None:
    with site.app_context():
        viewer = as_editor(editor_id)  # as the page knew them
        with transaction():
            revoke_role(get_member(editor_id), role="editor")
        with pytest.raises(NotAllowed), transaction():
            operations.start_draft(get_condition(SLUG), viewer=viewer)
        with pytest.raises(NotAllowed), transaction():
            operations.drop_draft(read(draft_id), viewer=viewer)


def test_pressing_the_button_twice_at_once_gives_one_draft(site: Forum, editor_id: int) -> None:
    ready, found = threading.Barrier(2), []
    clients = [factories.sign_in(site.test_client(), editor_id) for _ in range(2)]

    def press(client: FlaskClient) -> None:
        ready.wait()
        found.append(client.post(f"/conditions/{SLUG}/evidence/drafts").headers["Location"])

    threads = [threading.Thread(target=press, args=(client,)) for client in clients]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 2
    assert len(set(found)) == 1
    with site.app_context():
        assert drafts() == 1


# Saving


def test_what_is_typed_is_kept_part_by_part(site: Forum, editor: FlaskClient, draft_id: str) -> None:
    more = question(1, question="Is it safe?", direction="no-research", because="", answer="")
    form = typed(**more, ongoing="A trial of 90 people (NCT00000001).\n\n", further="[@bruun-2023-fm-rct], none-such")
    answer = editor.post(at(draft_id), data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, at(draft_id))
    with site.app_context():
        draft = read(draft_id)
        assert draft.version == 2
        assert draft.parts["bottom_line"][1] == "It is too small to tell."
        assert [each["question"] for each in draft.parts["questions"]] == ["Does it help?", "Is it safe?"]
        assert draft.parts["ongoing"] == ["A trial of 90 people (NCT00000001)."]
        assert "younger-2013-fm-rct" in draft.parts["trials"]
        assert draft.parts["also"] == ["none-such"] or draft.parts["also"][-1] == "none-such"
        assert (draft.change_note, draft.searched_on.isoformat()) == ("Shorter.", day(-7))
    page = editor.get(at(draft_id)).get_data(as_text=True)
    assert "none-such is no source here." in page
    assert 'value="2"' in page


def test_saving_the_same_twice_changes_nothing(site: Forum, editor: FlaskClient, draft_id: str) -> None:
    assert editor.post(at(draft_id), data=typed()).status_code == 303
    assert editor.post(at(draft_id), data=typed()).status_code == 303
    with site.app_context():
        assert read(draft_id).version == 2


def test_what_the_form_shows_is_what_was_saved(site: Forum, editor: FlaskClient, draft_id: str) -> None:
    """Opening the form of a whole summary and saving it untouched loses nothing of it."""
    from_page = FormReader(editor.get(at(draft_id)).get_data(as_text=True)).fields
    with site.app_context():
        before = read(draft_id).parts
    assert editor.post(at(draft_id), data=from_page).status_code == 303
    with site.app_context():
        after = read(draft_id).parts
    asked = [{**each, "because": each.get("because") or ""} for each in before["questions"]]
    assert after["questions"] == asked
    assert {name: after[name] for name in ("bottom_line", "not_shown", "ongoing")} == {
        name: before[name] for name in ("bottom_line", "not_shown", "ongoing")
    }
    assert set(after["trials"] + after["also"]) == set(before["trials"] + before["also"])


def test_save_and_look_leads_to_the_draft(editor: FlaskClient, draft_id: str) -> None:
    answer = editor.post(at(draft_id), data={**typed(), "act": "look"})
    assert answer.headers["Location"] == at(draft_id, "")


def test_questions_are_added_moved_and_taken_out(site: Forum, editor: FlaskClient, draft_id: str) -> None:
    two = {**typed(), **question(1, question="Is it safe?")}
    editor.post(at(draft_id), data={**two, "act": "up-2"})
    with site.app_context():
        draft = read(draft_id)
        assert [each["question"] for each in draft.parts["questions"]] == ["Is it safe?", "Does it help?"]
    editor.post(at(draft_id), data={**two, "act": "add", "version": "2"})
    with site.app_context():
        assert [each["question"] for each in read(draft_id).parts["questions"]] == ["Does it help?", "Is it safe?", ""]
    gone = {**two, "version": "3", "questions-0-take_out": "y", "questions-0-because": "x" * 5000}
    assert editor.post(at(draft_id), data=gone).status_code == 303
    with site.app_context():
        assert [each["question"] for each in read(draft_id).parts["questions"]] == ["Is it safe?"]


@pytest.mark.parametrize("act", ["up-1", "down-9", "up-0", "down-99999999999", "nonsense", "up--1", ""])
def test_a_move_that_makes_no_sense_saves_and_moves_nothing(
    site: Forum, editor: FlaskClient, draft_id: str, act: str
) -> None:
    two = {**typed(), **question(1, question="Is it safe?"), "act": act}
    assert editor.post(at(draft_id), data=two).status_code == 303
    with site.app_context():
        assert [each["question"] for each in read(draft_id).parts["questions"]] == ["Does it help?", "Is it safe?"]


def test_saving_an_older_version_keeps_both(site: Forum, editor: FlaskClient, draft_id: str) -> None:
    editor.post(at(draft_id), data=typed())
    late = editor.post(at(draft_id), data=typed(bottom_line="Typed in another window.\nAnd kept."))
    page = late.get_data(as_text=True)
    assert late.status_code == 409
    assert "Typed in another window." in page
    assert f'href="{at(draft_id, "")}"' in page
    with site.app_context():
        assert read(draft_id).parts["bottom_line"][0].startswith("One small trial")
    again = editor.post(at(draft_id), data=FormReader(page).fields)
    assert again.status_code == 303
    with site.app_context():
        assert read(draft_id).parts["bottom_line"][0] == "Typed in another window."


def test_two_who_save_at_once_lose_no_word(site: Forum, editor_id: int, draft_id: str) -> None:
    ready, answers = threading.Barrier(2), {}
    clients = {text: factories.sign_in(site.test_client(), editor_id) for text in ("From here.", "From there.")}

    def send(text: str) -> None:
        ready.wait()
        answers[text] = clients[text].post(at(draft_id), data=typed(bottom_line=text))

    threads = [threading.Thread(target=send, args=(text,)) for text in clients]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(each.status_code for each in answers.values()) == [303, 409]
    (lost,) = [text for text, each in answers.items() if each.status_code == 409]
    assert lost in answers[lost].get_data(as_text=True)
    with site.app_context():
        assert read(draft_id).parts["bottom_line"] != [lost]
        assert read(draft_id).version == 2


# Taking over, putting away


def test_another_editor_takes_over_and_the_first_keeps_what_they_typed(
    site: Forum, editor: FlaskClient, editor_id: int, draft_id: str
) -> None:
    with site.app_context():
        other_id = new_editor()
        with transaction():
            db.session.add(
                SummarySignature(draft_id=read(draft_id).id, role="writer", member_id=editor_id, interests="None")
            )
            read(draft_id).state = "waiting"
    other = factories.sign_in(site.test_client(), other_id)
    assert other.get(at(draft_id)).status_code == 403
    assert other.post(at(draft_id, "take-over"), data={"why": "You are on holiday."}).status_code == 303
    assert other.get(at(draft_id)).status_code == 200
    late = editor.post(at(draft_id), data=typed(bottom_line="Mine, typed meanwhile."))
    assert late.status_code == 409
    assert "Mine, typed meanwhile." in late.get_data(as_text=True)
    assert "Another editor writes this draft now" in late.get_data(as_text=True)
    with site.app_context():
        draft = read(draft_id)
        assert (draft.written_by_id, draft.state, draft.submitted_at) == (other_id, "draft", None)
        assert db.session.query(SummarySignature).count() == 0
        assert db.session.query(DraftComment).one().words == "You are on holiday."
        notice = db.session.query(Notice).filter_by(kind="draft_taken").one()
        assert (notice.member_id, notice.path) == (editor_id, at(draft_id, ""))
    assert "taken over a draft" in editor.get("/notifications").get_data(as_text=True)


def test_whoever_handed_over_takes_it_back_to_change_it(site: Forum, editor: FlaskClient, draft_id: str) -> None:
    with site.app_context(), transaction():
        read(draft_id).state = "approved"
    assert editor.get(at(draft_id)).status_code == 403
    assert editor.post(at(draft_id), data=typed()).status_code == 409
    assert editor.post(at(draft_id, "take-over")).status_code == 303
    assert editor.post(at(draft_id), data=typed(version=2)).status_code == 303
    with site.app_context():
        assert db.session.query(Notice).filter_by(kind="draft_taken").count() == 0


def test_nobody_gets_two_drafts_by_taking_one_over(site: Forum, editor: FlaskClient, draft_id: str) -> None:
    with site.app_context():
        others = begun(new_editor())
    answer = editor.post(at(others, "take-over"), data={"why": "I have time."})
    assert answer.status_code == 409
    assert "I have time." in answer.get_data(as_text=True)
    with site.app_context(), transaction():
        operations.drop_draft(read(draft_id), viewer=as_editor(read(draft_id).written_by_id or 0))
    assert editor.post(at(others, "take-over")).status_code == 303


def test_the_draft_of_somebody_who_left_can_be_taken_over(site: Forum, editor: FlaskClient) -> None:
    with site.app_context():
        left = begun(new_editor())
        with transaction():
            read(left).written_by_id = None
    assert "Its writer has left" in editor.get(at(left, "")).get_data(as_text=True)
    assert "Its writer has left" in editor.get("/editorial/drafts").get_data(as_text=True)
    assert editor.post(at(left, "take-over")).status_code == 303


def test_a_draft_that_was_put_away_can_still_be_read_and_no_more(
    site: Forum, editor: FlaskClient, draft_id: str
) -> None:
    assert "put this draft away?" in editor.get(at(draft_id, "drop")).get_data(as_text=True)
    assert editor.post(at(draft_id, "drop")).status_code == 303
    assert editor.post(at(draft_id, "drop")).status_code == 303  # twice is harmless
    page = editor.get(at(draft_id, "")).get_data(as_text=True)
    assert "Put away." in page
    assert "To mend" not in page
    assert editor.get(at(draft_id)).status_code == 403
    assert editor.post(at(draft_id, "take-over")).status_code == 409
    assert "Put away" in editor.get("/editorial/drafts").get_data(as_text=True)
    with site.app_context():
        assert begun(read(draft_id).written_by_id or 0) != draft_id


def test_a_published_draft_is_not_put_away(site: Forum, editor_id: int, draft_id: str) -> None:
    with site.app_context():
        with transaction():
            draft = read(draft_id)
            draft.state, draft.published_at = "published", draft.created_at
        with pytest.raises(Refused), transaction():
            operations.drop_draft(read(draft_id), viewer=as_editor(editor_id))


# What depends on drafts


def test_a_source_is_not_deleted_while_a_draft_shows_it(site: Forum, editor: FlaskClient, editor_id: int) -> None:
    with site.app_context():
        with transaction():
            key = evidence.add_source({"title": "A new trial"}, conditions=[], viewer=as_editor(editor_id)).key
        draft_id = begun(editor_id)
        editor.post(at(draft_id), data=typed(bottom_line=f"One [@{key}].\nTwo."))
        with pytest.raises(Refused), transaction():
            evidence.delete_source(published.get_source(key), viewer=as_editor(editor_id))
    assert "cannot be deleted" in editor.get(f"/sources/{key}/delete").get_data(as_text=True)
    editor.post(at(draft_id, "drop"))
    assert editor.post(f"/sources/{key}/delete").status_code == 303


def test_the_list_is_empty_at_first_and_then_says_whose_is_what(site: Forum, editor: FlaskClient) -> None:
    assert "Nobody is writing a version just now" in editor.get("/editorial/drafts").get_data(as_text=True)
    with site.app_context():
        begun(new_editor())
    page = editor.get("/editorial/drafts").get_data(as_text=True)
    assert "Being written" in page
    assert "By member" in page


def test_only_editors_and_admins_see_a_draft(site: Forum, editor_id: int, draft_id: str) -> None:
    with site.app_context():
        assert queries.draft_page(draft_id, as_editor(editor_id)).is_mine
        for viewer in (VISITOR, factories.viewer(), factories.viewer(roles=("moderator",))):
            with pytest.raises(NotFound):
                queries.draft_page(draft_id, viewer)
        assert not queries.draft_page(draft_id, factories.viewer(roles=("admin",))).may_write


def test_a_page_costs_the_same_for_one_source_and_for_hundreds(
    site: Forum, editor: FlaskClient, editor_id: int, draft_id: str
) -> None:
    def spent(address: str) -> int:
        with counted() as statements:
            assert editor.get(address).status_code == 200
        return len(statements)

    addresses = (at(draft_id), at(draft_id, ""), "/editorial/drafts")
    before = [spent(address) for address in addresses]
    with site.app_context(), transaction():
        for number in range(150):
            values = {"title": f"A paper {number}", "figures": {"weeks": "12"}}
            evidence.add_source(values, conditions=[get_condition(SLUG)], viewer=as_editor(editor_id))
    for _number in range(3):
        with site.app_context():
            begun(new_editor())
    assert [spent(address) for address in addresses] == before
    assert max(before) <= 12
