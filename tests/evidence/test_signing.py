"""A draft is handed over, approved by another editor or sent back, and who signed stands on the page."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum import clock
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import NotAllowed, Refused
from forum.evidence.drafts.models import DraftComment, SummarySignature
from forum.evidence.drafts.operations import commenting, publishing, signing, take_over_draft
from forum.evidence.drafts.queries import get_draft
from forum.evidence.queries import find_summary
from tests import factories
from tests.evidence.sign_off import (
    FM,
    NEW,
    NONE,
    NURSE,
    SIGNED,
    Desk,
    act,
    approved,
    at_once,
    demote,
    desk_of,
    draft_of,
    notices,
    published,
    state_of,
    suspend,
)
from tests.statements import counted

MOST_STATEMENTS = 12


@pytest.fixture
def desk(site: Forum) -> Desk:
    return desk_of(site)


def path(public_id: str, *rest: str) -> str:
    return "/".join(["/editorial/drafts", public_id, *rest])


def seen(site: Forum, public_id: str) -> str:
    with site.app_context():
        return str(get_draft(public_id).version)


# Handing over


def test_a_writer_hands_a_draft_over_with_a_declaration_and_the_other_editors_are_told(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
    page = desk.writer.get(path(public_id))
    assert path(public_id, "hand-over") in page.text
    form = desk.writer.get(path(public_id, "hand-over")).text
    assert "This will be public" in form
    assert "your name here, Elder" in form
    sent = {"seen": "1", **SIGNED, "interests": "Shares of <b>X</b>."}
    assert desk.writer.post(path(public_id, "hand-over"), data=sent).status_code == 303
    with site.app_context():
        assert state_of(public_id) == ("waiting", 2, 1)
        assert notices(desk.ids["second"]) == ["draft_waiting"]
        assert notices(desk.ids["writer"]) == notices(desk.ids["reader"]) == []
    shown = desk.second.get(path(public_id)).text
    assert "Shares of &lt;b&gt;X&lt;/b&gt;." in shown
    assert path(public_id, "approve") in shown
    assert path(public_id, "approve") not in desk.writer.get(path(public_id)).text
    assert "A draft of a summary waits for a second editor" in desk.second.get("/notifications").text
    assert "Waiting for a second editor: 1" in desk.second.get("/editorial").text


def test_what_was_declared_last_stands_in_the_form(site: Forum, desk: Desk) -> None:
    with site.app_context():
        act(signing.hand_over, draft_of(desk.ids["writer"]), desk.viewer("writer"), declaration=NURSE)
        public_id = draft_of(desk.ids["writer"], slug="pots")
    form = desk.writer.get(path(public_id, "hand-over")).text
    assert NURSE.interests in form
    assert 'value="nurse"' in form


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"interests": "  "}, "Write your interests, or “None”."),
        ({"interests": "x" * 1_001}, "1,001"),
        ({"interests": "a\x00b"}, "Your interests"),
        ({"is_clinician": ""}, "Choose yes or no."),
        ({"is_clinician": "yes"}, "A clinician says with which qualification."),
        ({"qualification": "q" * 121}, "121"),
    ],
)
def test_a_declaration_that_lacks_something_comes_back_as_it_was_typed(
    site: Forum, desk: Desk, typed: dict[str, str], told: str
) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
    answer = desk.writer.post(path(public_id, "hand-over"), data={"seen": "1", **SIGNED, **typed})
    assert answer.status_code == 422
    assert told in answer.text
    with site.app_context():
        assert state_of(public_id) == ("draft", 1, 0)


def test_nobody_hands_over_what_another_writes_or_what_has_to_be_mended(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id, unfinished = draft_of(desk.ids["writer"]), draft_of(desk.ids["writer"], slug="pots", note="")
    sent = {"seen": "1", **SIGNED}
    assert desk.second.post(path(public_id, "hand-over"), data=sent).status_code == 403
    assert desk.reader.post(path(public_id, "hand-over"), data=sent).status_code == 404
    refused = desk.writer.post(path(unfinished, "hand-over"), data={**sent, "interests": "A word that is kept."})
    assert refused.status_code == 409
    assert "A word that is kept." in refused.text
    assert desk.writer.post(path(public_id, "hand-over"), data={**sent, "seen": "7"}).status_code == 409
    assert desk.writer.post(path(public_id, "hand-over"), data={**sent, "seen": "x" * 40}).status_code == 409
    with site.app_context():
        assert [state_of(each)[0] for each in (public_id, unfinished)] == ["draft", "draft"]


# Approving, and sending back


def test_another_editor_approves_and_the_writer_is_told(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
        act(signing.hand_over, public_id, desk.viewer("writer"), declaration=NONE)
    assert desk.second.post(path(public_id, "approve"), data={"seen": "2", **SIGNED}).status_code == 303
    with site.app_context():
        assert state_of(public_id) == ("approved", 3, 2)
        assert notices(desk.ids["writer"]) == ["draft_approved"]
    assert path(public_id, "publish") in desk.writer.get(path(public_id)).text
    assert path(public_id, "publish") in desk.second.get(path(public_id)).text


def test_nobody_approves_what_they_wrote_not_even_as_an_admin(site: Forum, desk: Desk) -> None:
    with site.app_context():
        both = factories.member("Both", roles=("editor", "admin")).id
        for member_id in (desk.ids["writer"], both):
            public_id = draft_of(member_id)
            viewer = factories.viewer_for(member_id)
            act(signing.hand_over, public_id, viewer, declaration=NONE)
            with pytest.raises(NotAllowed):
                act(signing.approve, public_id, viewer, declaration=NONE)
            with pytest.raises(NotAllowed):
                act(signing.send_back, public_id, viewer, words="No.")
            assert state_of(public_id) == ("waiting", 2, 1)
    assert desk.writer.get(path(public_id, "approve")).status_code == 200  # of the other's, which is allowed


def test_an_admin_approves_only_where_there_is_no_other_editor(site: Forum, desk: Desk) -> None:
    with site.app_context():
        admin = factories.viewer("Boss", roles=("admin",))
        public_id = draft_of(desk.ids["writer"])
        act(signing.hand_over, public_id, desk.viewer("writer"), declaration=NONE)
        with pytest.raises(NotAllowed):
            act(signing.approve, public_id, admin, declaration=NONE)
        suspend(desk.ids["second"])
        act(signing.approve, public_id, admin, declaration=NONE)
        assert state_of(public_id) == ("approved", 3, 2)


def test_whoever_lost_the_role_between_page_and_button_does_not_approve(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
        act(signing.hand_over, public_id, desk.viewer("writer"), declaration=NONE)
        before = desk.viewer("second")
        demote(desk.ids["second"])
        with pytest.raises(NotAllowed):
            act(signing.approve, public_id, before, declaration=NONE)
    assert desk.second.post(path(public_id, "approve"), data={"seen": "2", **SIGNED}).status_code == 404
    with site.app_context():
        assert state_of(public_id) == ("waiting", 2, 1)


def test_a_suspended_editor_signs_nothing(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
        before = desk.viewer("writer")
        suspend(desk.ids["writer"])
        with pytest.raises(NotAllowed):
            act(signing.hand_over, public_id, before, declaration=NONE)
    assert desk.writer.post(path(public_id, "hand-over"), data={"seen": "1", **SIGNED}).status_code == 403


def test_two_who_approve_at_once_sign_once(site: Forum, desk: Desk) -> None:
    with site.app_context():
        third = factories.viewer("Third", roles=("editor",))
        second = desk.viewer("second")
        public_id = draft_of(desk.ids["writer"])
        act(signing.hand_over, public_id, desk.viewer("writer"), declaration=NONE)
    raised = at_once(
        site,
        *(
            lambda viewer=viewer: act(signing.approve, public_id, viewer, seen=2, declaration=NONE)
            for viewer in (second, third)
        ),
    )
    assert raised == ["", "Refused"]
    with site.app_context():
        assert state_of(public_id) == ("approved", 3, 2)


def test_a_writer_and_another_who_approve_at_once_leave_one_approval(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
        writer, second = desk.viewer("writer"), desk.viewer("second")
        act(signing.hand_over, public_id, writer, declaration=NONE)
    raised = at_once(
        site,
        *(
            lambda viewer=viewer: act(signing.approve, public_id, viewer, seen=2, declaration=NONE)
            for viewer in (writer, second)
        ),
    )
    assert "" in raised
    with site.app_context():
        roles = db.session.execute(select(SummarySignature.role, SummarySignature.member_id)).all()
        assert [tuple(each) for each in roles] == [("writer", writer.id), ("approver", second.id)]


def test_an_approval_and_a_change_of_the_draft_in_the_same_moment_do_not_both_win(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
        third, second = factories.viewer("Third", roles=("editor",)), desk.viewer("second")
        act(signing.hand_over, public_id, desk.viewer("writer"), declaration=NONE)
    raised = at_once(
        site,
        lambda: act(signing.approve, public_id, second, seen=2, declaration=NONE),
        lambda: act(signing.send_back, public_id, third, seen=2, words="Not yet."),
    )
    assert raised == ["", "Refused"]
    with site.app_context():
        assert state_of(public_id) in [("approved", 3, 2), ("draft", 3, 0)]


def test_an_approval_and_the_writers_next_words_in_the_same_moment_approve_nothing_unread(
    site: Forum, desk: Desk
) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
        writer, second = desk.viewer("writer"), desk.viewer("second")
        act(signing.hand_over, public_id, writer, declaration=NONE)
        parts = get_draft(public_id).parts

    def take_back() -> None:
        with transaction():
            take_over_draft(get_draft(public_id), viewer=writer, why="")

    raised = at_once(site, lambda: act(signing.approve, public_id, second, seen=2, declaration=NONE), take_back)
    assert raised in (["", ""], ["", "Refused"])
    with site.app_context():
        state, _version, signatures = state_of(public_id)
        assert (state, signatures) == ("draft", 0)
        assert get_draft(public_id).parts == parts
        with pytest.raises(Refused):
            act(signing.approve, public_id, second, seen=2, declaration=NONE)


def test_sent_back_with_words_signatures_go_and_the_writer_is_told(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = approved(desk)
    empty = desk.second.post(path(public_id, "send-back"), data={"seen": "3", "words": " "})
    assert empty.status_code == 422
    sent = desk.second.post(path(public_id, "send-back"), data={"seen": "3", "words": "Say how long.\nIt was short."})
    assert sent.status_code == 303
    with site.app_context():
        assert state_of(public_id) == ("draft", 4, 0)
        assert notices(desk.ids["writer"]) == ["draft_approved", "draft_back"]
    shown = desk.writer.get(path(public_id)).text
    assert "<p>Say how long.</p><p>It was short.</p>" in shown
    assert "sent back to you" in desk.writer.get("/editorial").text
    with site.app_context(), pytest.raises(Refused):
        act(signing.send_back, public_id, desk.viewer("second"), words="Once more.")


# Comments beside paragraphs


def test_a_comment_stands_beside_its_paragraph_with_what_it_was_about(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
    asked = desk.second.get(path(public_id, "comment") + "?place=not-shown").text
    assert NEW in asked
    sent = desk.second.post(path(public_id, "comment"), data={"place": "not-shown", "words": "Who <b>says</b> so?"})
    assert sent.location == path(public_id) + "#said-not-shown"
    shown = desk.writer.get(path(public_id)).text
    assert "Who &lt;b&gt;says&lt;/b&gt; so?" in shown
    assert shown.index(NEW) < shown.index("Who &lt;b&gt;says") < shown.index('id="sources"')
    assert "The text has changed since" not in shown
    with site.app_context(), transaction():
        draft = get_draft(public_id)
        draft.parts = {**draft.parts, "not_shown": draft.parts["not_shown"][:-1]}
        assert NEW in db.session.scalars(select(DraftComment.quoted)).one()
    assert "The text has changed since" in desk.writer.get(path(public_id)).text


def test_a_comment_is_done_and_not_done_again(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
        other = draft_of(desk.ids["writer"], slug="pots")
        made = act_comment(public_id, desk, "whole", "Shorter, please.")
    here = path(public_id, "comments", str(made))
    for pressed, told in (("done", "Not done after all"), ("done", "Not done after all"), ("open", "1 not done")):
        assert desk.writer.post(here, data={"act": pressed}).status_code == 303
        assert told in desk.writer.get(path(public_id)).text
    assert desk.writer.post(path(other, "comments", str(made)), data={"act": "done"}).status_code == 404
    assert desk.reader.post(here, data={"act": "done"}).status_code == 404


def act_comment(public_id: str, desk: Desk, place: str, words: str, *, name: str = "second") -> int:
    with transaction():
        draft, viewer = get_draft(public_id), desk.viewer(name)
        return commenting.comment(draft, viewer=viewer, place=place, quoted="", words=words).id


def test_the_writer_is_told_of_comments_once_until_they_have_read_it(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
        for words in ("One.", "Two."):
            act_comment(public_id, desk, "q1", words)
        act_comment(public_id, desk, "q1", "My own.", name="writer")
        assert notices(desk.ids["writer"]) == ["draft_comment"]
    page = desk.writer.get("/notifications")
    until = page.text.split('name="until"')[1].split('value="')[1].split('"')[0]
    assert desk.writer.post("/notifications/read", data={"until": until}).status_code == 303
    with site.app_context():
        act_comment(public_id, desk, "q1", "Three.")
        assert notices(desk.ids["writer"]) == ["draft_comment", "draft_comment"]


def test_comments_have_a_length_a_number_and_an_end(site: Forum, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
    for words in (" ", "x" * 2_001):
        sent = desk.second.post(path(public_id, "comment"), data={"place": "q1", "words": words})
        assert sent.status_code == 422
    for place in ("q99", "", "<b>"):
        assert desk.second.post(path(public_id, "comment"), data={"place": place, "words": "W."}).status_code == 404
    monkeypatch.setattr(commenting, "MOST_COMMENTS", 1)
    for status in (303, 409):
        sent = desk.second.post(path(public_id, "comment"), data={"place": "q1", "words": "Kept words."})
        assert sent.status_code == status
    assert "Kept words." in sent.text
    with site.app_context(), transaction():
        get_draft(public_id).state = "dropped"
    assert desk.second.post(path(public_id, "comment"), data={"place": "q1", "words": "W."}).status_code == 409


def test_the_page_of_a_draft_takes_as_many_statements_with_many_comments(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
    found = []
    for number in (1, 60):
        with site.app_context():
            for each in range(number):
                act_comment(public_id, desk, ("q1", "short", "whole")[each % 3], "Words.")
        desk.second.get(path(public_id))
        with counted() as statements:
            assert desk.second.get(path(public_id)).status_code == 200
        found.append(len(statements))
    assert found[0] == found[1]
    assert found[0] <= MOST_STATEMENTS, found


# The version that readers see


def test_a_clinician_signs_the_version_that_is_shown_also_a_starter_version(
    site: Forum, desk: Desk, client: FlaskClient
) -> None:
    before = client.get(FM).text
    assert "Not yet reviewed by a clinician." in before
    assert "Written for a new site; nobody of this site has signed it." in before
    assert "Some of its results were read in abstracts" in before
    typed = {"number": "1", "interests": "None.", "qualification": "rheumatologist", "is_clinician": "yes"}
    none = desk.second.post(f"{FM}/clinician", data={**typed, "is_clinician": "no"})
    assert none.status_code == 422
    assert "Only a clinician signs here." in none.text
    assert desk.second.post(f"{FM}/clinician", data={**typed, "number": "4"}).status_code == 409
    assert desk.reader.post(f"{FM}/clinician", data=typed).status_code == 403
    for _twice in range(2):
        assert desk.second.post(f"{FM}/clinician", data=typed).status_code == 303
    for page in (FM, "/conditions/fibromyalgia"):
        text = client.get(page).text
        assert "Read by a clinician (rheumatologist, as they declare it)." in text
        assert text.count("Read by a clinician (") == 1
        assert "Not yet reviewed by a clinician." not in text
    assert "Read it as a clinician: Sorrel" in client.get(FM).text


def test_a_clinicians_signature_is_for_one_version(site: Forum, desk: Desk, client: FlaskClient) -> None:
    with site.app_context():
        with transaction():
            summary = find_summary("fibromyalgia")
            signing.read_as_clinician(summary, viewer=desk.viewer("second"), number=1, declaration=NURSE)
        public_id = draft_of(desk.ids["writer"])
        act(signing.hand_over, public_id, desk.viewer("writer"), declaration=NONE)
        act(signing.approve, public_id, desk.viewer("second"), declaration=NONE)
        act(publishing.publish, public_id, desk.viewer("second"), known="")
    assert "Not yet reviewed by a clinician." in client.get(FM).text
    assert "Read by a clinician (nurse" in client.get(f"{FM}/history/1").text


def test_who_signed_stands_on_the_page_and_a_former_member_has_no_name(
    site: Forum, desk: Desk, client: FlaskClient
) -> None:
    with site.app_context():
        published(desk)
    text = client.get(FM).text
    assert "Wrote it: Elder" in text
    assert "Approved it: Sorrel" in text
    assert "I own no shares." in text
    assert "Reviewed by two people." in text
    assert "Read by a clinician (nurse, as they declare it)." in text
    with site.app_context(), transaction():
        member = get_member(desk.ids["writer"])
        member.deleted_at, member.name = clock.now(), "gone-1"
    for page in (FM, f"{FM}/history"):
        text = client.get(page).text
        assert "Wrote it: a former member" in text
        assert "Elder" not in text
        assert "gone-1" not in text


def test_no_name_of_a_drafts_writer_or_of_whoever_comments_gets_out(
    site: Forum, desk: Desk, client: FlaskClient
) -> None:
    with site.app_context():
        public_id = approved(desk)
        act_comment(public_id, desk, "short", "canarycomment", name="second")
        dropped = draft_of(desk.ids["writer"], slug="fibromyalgia")
    for browser in (client, desk.reader):
        for page in (
            *(FM, f"{FM}/history", f"{FM}/history/1", "/conditions/fibromyalgia", "/evidence", "/sources", "/"),
            *(path(public_id), path(dropped), path(public_id, "changes"), path(public_id, "comment"), "/editorial"),
            *(path(public_id, "approve"), "/notifications", "/search?q=winter", "/conditions/fibromyalgia/feed"),
        ):
            text = browser.get(page).text
            assert [word for word in ("Elder", "Sorrel", "canarycomment", NEW) if word in text] == [], page
