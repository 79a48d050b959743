"""An approved draft becomes a version: by two people, by one alone, or urgently; and no version ever changes."""

import ast
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from forum import clock
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import NotAllowed, Refused
from forum.evidence import operations
from forum.evidence.citing import shown as shown_keys
from forum.evidence.drafts.models import SummaryDraft, SummarySignature
from forum.evidence.drafts.operations import publishing, signing
from forum.evidence.drafts.queries import get_draft
from forum.evidence.models import (
    Citation,
    Source,
    SourceVersion,
    Summary,
    SummaryCandidate,
    SummaryDoubt,
    SummaryRevision,
)
from forum.evidence.queries import find_source, find_summary
from forum.evidence.reading import as_summary
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
    shown,
    state_of,
    suspend,
)
from tests.statements import counted

KEY = "younger-2013-fm-rct"
MOST_STATEMENTS = 12


@pytest.fixture
def desk(site: Forum) -> Desk:
    return desk_of(site)


def path(public_id: str, *rest: str) -> str:
    return "/".join(["/editorial/drafts", public_id, *rest])


def mark(desk: Desk, standing: str = "retracted") -> None:
    with transaction():
        operations.mark_source(
            find_source(KEY), viewer=desk.viewer("second"), standing=standing, day=date(2026, 3, 2), notice="A notice."
        )


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# By two people


@pytest.mark.parametrize("who", ["writer", "second"])
def test_whoever_wrote_or_approved_it_publishes_and_readers_see_it_at_once(
    site: Forum, desk: Desk, client: FlaskClient, who: str
) -> None:
    assert NEW not in client.get(FM).text
    short = client.get("/conditions/fibromyalgia").text
    with site.app_context():
        public_id = approved(desk)
    browser = getattr(desk, who)
    assert "A published version is never changed" in browser.get(path(public_id, "publish")).text
    answer = browser.post(path(public_id, "publish"), data={"seen": "3", "marks": ""})
    assert (answer.status_code, answer.location) == (303, FM)
    text = client.get(FM).text
    assert NEW in text
    assert "Version 2 of 2." in text
    pinned = client.get("/conditions/fibromyalgia").text
    assert "Reviewed by two people." in pinned
    assert "Reviewed by two people." not in short
    assert NEW not in client.get(f"{FM}/history/1").text
    with site.app_context():
        made = shown()
        draft = get_draft(public_id)
        assert (made.number, made.origin, made.review, made.written_by_id) == (2, "editor", "two", desk.ids["writer"])
        assert (draft.state, draft.revision_id) == ("published", made.id)
        signed = db.session.execute(select(SummarySignature.role, SummarySignature.revision_id)).all()
        assert [tuple(each) for each in signed] == [("writer", made.id), ("approver", made.id)]
        cited = db.session.execute(
            select(Source.key, Citation.source_version, Source.version)
            .join(Source, Source.id == Citation.source_id)
            .where(Citation.revision_id == made.id)
        ).all()
        assert {key for key, *_ in cited} == set(shown_keys(as_summary("fibromyalgia", made)))
        assert all(kept == now for _key, kept, now in cited)
        assert ("draft_published" in notices(desk.ids["writer"])) == (who == "second")
    assert "It was published on" in desk.writer.get(path(public_id)).text


def test_nobody_else_publishes_and_nothing_that_is_not_approved(site: Forum, desk: Desk) -> None:
    with site.app_context():
        third = factories.viewer("Third", roles=("editor",))
        public_id = draft_of(desk.ids["writer"])
        act(signing.hand_over, public_id, desk.viewer("writer"), declaration=NONE)
        with pytest.raises(Refused):
            act(publishing.publish, public_id, desk.viewer("writer"), known="")
        act(signing.approve, public_id, desk.viewer("second"), declaration=NONE)
        with pytest.raises(NotAllowed):
            act(publishing.publish, public_id, third, known="")
        demote(desk.ids["second"])
        assert count(SummaryRevision) == len(list(Path("forum/evidence/content/summaries").glob("*.yaml")))
    assert desk.second.post(path(public_id, "publish"), data={"seen": "3"}).status_code == 404
    assert desk.reader.post(path(public_id, "publish"), data={"seen": "3"}).status_code == 404
    assert desk.writer.post(path(public_id, "publish"), data={"seen": "2"}).status_code == 409
    assert desk.writer.post(path(public_id, "publish"), data={"seen": "3"}).status_code == 303
    assert desk.writer.post(path(public_id, "publish"), data={"seen": "4"}).status_code == 409


def test_a_suspended_writer_does_not_publish(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = approved(desk)
        before = desk.viewer("writer")
        suspend(desk.ids["writer"])
        with pytest.raises(NotAllowed):
            act(publishing.publish, public_id, before, known="")


def test_a_draft_of_a_deleted_account_is_published_by_whoever_approved_it(
    site: Forum, desk: Desk, client: FlaskClient
) -> None:
    with site.app_context():
        public_id = approved(desk)
        with transaction():
            member = get_member(desk.ids["writer"])
            member.deleted_at, member.active, member.name = clock.now(), False, "gone-1"
    assert "gone-1" not in desk.second.get(path(public_id)).text
    assert desk.second.post(path(public_id, "publish"), data={"seen": "3"}).status_code == 303
    text = client.get(FM).text
    assert "Wrote it: a former member" in text
    assert "gone-1" not in text


def test_records_that_changed_are_looked_at_again_when_it_is_published(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = approved(desk)
        with transaction():
            draft = get_draft(public_id)
            draft.parts = {**draft.parts, "also": [*draft.parts["also"], "no-such-source"]}
        with pytest.raises(Refused):
            act(publishing.publish, public_id, desk.viewer("writer"), known="")
        assert shown().number == 1


def test_the_page_of_a_summary_and_its_history_stay_within_their_statements(
    site: Forum, desk: Desk, client: FlaskClient
) -> None:
    with site.app_context():
        published(desk)
    for page in (FM, f"{FM}/history", f"{FM}/history/1", f"{FM}/history/2/changes?from=1", "/conditions/fibromyalgia"):
        client.get(page)
        with counted() as statements:
            assert client.get(page).status_code == 200
        assert len(statements) <= MOST_STATEMENTS, (page, len(statements))
    desk.second.get("/editorial")
    with counted() as statements:
        assert desk.second.get("/editorial").status_code == 200
    assert len(statements) <= MOST_STATEMENTS, len(statements)


# Two at once


def test_two_who_publish_at_once_one_wins_and_both_are_kept(site: Forum, desk: Desk, client: FlaskClient) -> None:
    with site.app_context():
        first = approved(desk)
        second = draft_of(desk.ids["second"], new="The other editor's sentence, which is new.")
        act(signing.hand_over, second, desk.viewer("second"), declaration=NONE)
        act(signing.approve, second, desk.viewer("writer"), declaration=NONE)
        viewers = {first: desk.viewer("writer"), second: desk.viewer("second")}
    raised = at_once(
        site,
        *(
            lambda each=each, viewer=viewer: act(publishing.publish, each, viewer, known="")
            for each, viewer in viewers.items()
        ),
    )
    assert raised == ["", "Outdated"]
    with site.app_context():
        states = {each: state_of(each)[0] for each in (first, second)}
        assert sorted(states.values()) == ["approved", "published"]
        assert shown().number == 2
    late = first if states[first] == "approved" else second
    browser = desk.writer if late == first else desk.second
    refused = browser.post(path(late, "publish"), data={"seen": "3"})
    assert refused.status_code == 409
    assert "Version 2 was published meanwhile; yours is kept." in refused.text
    changes = browser.get(path(late, "changes") + "?from=shown").text
    assert "<del>" in changes
    assert "<ins>" in changes
    assert "I have read it: base mine on version 2" in changes
    other = desk.second if late == first else desk.writer
    assert "base mine on version" not in other.get(path(late, "changes") + "?from=shown").text
    assert other.post(path(late, "rebase"), data={"seen": "3", "number": "2"}).status_code == 403
    assert browser.post(path(late, "rebase"), data={"seen": "3", "number": "1"}).status_code == 409
    assert browser.post(path(late, "rebase"), data={"seen": "3", "number": "2"}).status_code == 303
    with site.app_context():
        assert state_of(late) == ("draft", 4, 0)
        assert get_draft(late).base_number == 2
        act(signing.hand_over, late, viewers[late], declaration=NONE)
        act(signing.approve, late, viewers[second if late == first else first], declaration=NONE)
        act(publishing.publish, late, viewers[late], known="")
        assert shown().number == 3
    text = client.get(FM).text
    assert (NEW in text) == (late == first)


def test_the_first_version_of_a_condition_is_made_once(site: Forum, desk: Desk) -> None:
    with site.app_context():
        drafts = [draft_of(desk.ids[name], slug="pots") for name in ("writer", "second")]
        with transaction():
            db.session.execute(delete(Citation))
            summary = find_summary("pots")
            db.session.execute(delete(SummaryRevision).where(SummaryRevision.summary_id == summary.id))
            db.session.execute(delete(Summary).where(Summary.id == summary.id))
            for each in drafts:
                get_draft(each).base_number = None
        names = ("writer", "second")
        for each, name, other in zip(drafts, names, reversed(names), strict=True):
            act(signing.hand_over, each, desk.viewer(name), declaration=NONE)
            act(signing.approve, each, desk.viewer(other), declaration=NONE)
        viewers = [desk.viewer(name) for name in names]
    raised = at_once(
        site,
        *(
            lambda each=each, viewer=viewer: act(publishing.publish, each, viewer, known="")
            for each, viewer in zip(drafts, viewers, strict=True)
        ),
    )
    assert raised == ["", "Outdated"]
    with site.app_context():
        assert shown("pots").number == 1
        assert sorted(state_of(each)[0] for each in drafts) == ["approved", "published"]


def test_publishing_and_sending_back_in_the_same_moment_do_not_both_win(site: Forum, desk: Desk) -> None:
    with site.app_context():
        public_id = approved(desk)
        writer, second = desk.viewer("writer"), desk.viewer("second")
    raised = at_once(
        site,
        lambda: act(publishing.publish, public_id, writer, seen=3, known=""),
        lambda: act(signing.send_back, public_id, second, seen=3, words="Wait."),
    )
    assert raised == ["", "Refused"]
    with site.app_context():
        assert (state_of(public_id)[0], shown().number) in [("published", 2), ("draft", 1)]


# Sources that something became of


def test_a_marked_source_has_to_be_spoken_of_and_the_new_version_ends_the_doubt(
    site: Forum, desk: Desk, client: FlaskClient
) -> None:
    with site.app_context():
        public_id = approved(desk)
        mark(desk)
    assert "This summary is under review" in client.get(FM).text
    form = desk.writer.get(path(public_id, "publish")).text
    assert "Something became of sources that this text shows" in form
    assert "Younger J and others, 2013" in form
    marks = re.findall(r'name="marks"[^>]*value="([^"]*)"', form)[0]
    assert marks == f"{KEY}:retracted"
    assert desk.writer.post(path(public_id, "publish"), data={"seen": "3", "marks": marks}).status_code == 422
    assert desk.writer.post(path(public_id, "publish"), data={"seen": "3", "marks": ""}).status_code == 409
    ticked = {"seen": "3", "marks": f"{KEY}:corrected", "knows": "y"}
    assert desk.writer.post(path(public_id, "publish"), data=ticked).status_code == 409
    assert desk.writer.post(path(public_id, "publish"), data={**ticked, "marks": marks}).status_code == 303
    assert "This summary is under review" not in client.get(FM).text
    with site.app_context():
        ended = db.session.scalars(select(SummaryDoubt.ending).join(Summary, Summary.id == SummaryDoubt.summary_id))
        assert set(ended) == {"version", None}  # that of the other summary which shows it stays


def test_what_a_new_source_asked_is_answered_by_a_version_that_shows_it(site: Forum, desk: Desk) -> None:
    with site.app_context():
        summary = find_summary("fibromyalgia")
        other = db.session.scalars(
            select(Source).where(Source.key.not_in(shown_keys(as_summary("fibromyalgia", shown()))))
        ).first()
        assert other is not None
        with transaction():
            for source in (find_source(KEY), other):
                db.session.add(SummaryCandidate(summary_id=summary.id, source_id=source.id))
        published(desk)
        found = dict(db.session.execute(select(SummaryCandidate.source_id, SummaryCandidate.ending)).tuples().all())
        assert found == {find_source(KEY).id: "version", other.id: None}


# One person alone


def test_where_nobody_else_could_approve_its_writer_publishes_alone(
    site: Forum, desk: Desk, client: FlaskClient
) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
    typed = {"seen": "1", "marks": "", **SIGNED}
    assert path(public_id, "publish-alone") not in desk.writer.get(path(public_id)).text
    assert desk.writer.post(path(public_id, "publish-alone"), data=typed).status_code == 409
    assert desk.second.post(path(public_id, "publish-alone"), data=typed).status_code == 403
    with site.app_context():
        assert state_of(public_id) == ("draft", 1, 0)
        suspend(desk.ids["second"])
        boss = factories.member("Boss", roles=("admin",)).id
    assert desk.writer.post(path(public_id, "publish-alone"), data=typed).status_code == 409
    with site.app_context():
        suspend(boss)
    assert path(public_id, "publish-alone") in desk.writer.get(path(public_id)).text
    assert desk.writer.post(path(public_id, "publish-alone"), data=typed).status_code == 303
    for page in (FM, "/conditions/fibromyalgia"):
        assert "Reviewed by one person: when it was published, nobody else could approve it." in client.get(page).text
    assert "Reviewed by one person" in client.get(f"{FM}/history").text
    with site.app_context():
        assert (shown().review, shown().second_look_due) == ("one", None)


def test_a_lone_admin_publishes_what_they_wrote(site: Forum) -> None:
    with site.app_context():
        boss = factories.member("Boss", roles=("admin",)).id
        public_id = draft_of(boss)
        act(publishing.publish_alone, public_id, factories.viewer_for(boss), declaration=NONE, known="")
        assert shown().review == "one"


# Urgent


def urgent(desk: Desk, public_id: str, **typed: str) -> int:
    form = {"seen": "1", "marks": "", "why": "The dose was wrong.", **SIGNED, **typed}
    return desk.writer.post(path(public_id, "urgent"), data=form).status_code


def test_an_urgent_correction_does_not_wait_and_says_so_until_somebody_has_looked(
    site: Forum, desk: Desk, client: FlaskClient
) -> None:
    with site.app_context():
        public_id = draft_of(desk.ids["writer"])
    assert urgent(desk, public_id, why=" ") == 422
    assert urgent(desk, public_id) == 303
    due = (clock.now() + timedelta(days=7)).date()
    day = f"{due.day} {due:%B %Y}"
    for page in (FM, "/conditions/fibromyalgia"):
        assert f"Urgent correction, seen by one person; a second one looks by {day}." in client.get(page).text
    history = client.get(f"{FM}/history").text
    assert f"Urgent correction, seen by one person; a second one looks by {day}" in history
    assert "A new trial. The dose was wrong." in history
    assert "in 7 days" in desk.second.get("/editorial").text
    with site.app_context():
        assert notices(desk.ids["second"]) == ["second_look"]
        assert notices(desk.ids["writer"]) == []
    own = desk.writer.post(f"{FM}/second-look", data={"number": "2", **SIGNED})
    assert own.status_code == 403
    assert desk.reader.get(f"{FM}/second-look").status_code == 403
    assert desk.second.post(f"{FM}/second-look", data={"number": "1", **SIGNED}).status_code == 409
    assert desk.second.post(f"{FM}/second-look", data={"number": "2", **SIGNED}).status_code == 303
    assert desk.second.post(f"{FM}/second-look", data={"number": "2", **SIGNED}).status_code == 409
    text = client.get(FM).text
    assert "Urgent correction; a second person has looked since." in text
    assert "Looked again: Sorrel" in text
    assert "Urgent corrections that wait" not in desk.second.get("/editorial").text


def test_a_second_look_that_is_overdue_is_told_to_everyone_and_once_to_editors(
    site: Forum, desk: Desk, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site.app_context():
        urgent(desk, draft_of(desk.ids["writer"]))
    later = clock.now() + timedelta(days=8)
    with site.app_context():
        for today in (clock.now().date(), later.date(), later.date()):
            with transaction():
                operations.alarm_editors(today=today)
        assert notices(desk.ids["second"]).count("second_look") == 2
        assert notices(desk.ids["writer"]).count("second_look") == 1
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: later)
        due = (later - timedelta(days=1)).date()
        told = f"The look of a second one was due {due.day} {due:%B %Y} and is overdue."
        assert told in client.get(FM).text
        assert told in client.get("/conditions/fibromyalgia").text
        assert "and is overdue" in client.get(f"{FM}/history").text


def test_a_new_version_takes_the_place_of_an_urgent_one(site: Forum, desk: Desk, client: FlaskClient) -> None:
    with site.app_context():
        urgent(desk, draft_of(desk.ids["writer"]))
        published(desk, new="Yet another sentence.")
    assert "Urgent correction" not in client.get(FM).text
    assert "Urgent corrections that wait" not in desk.second.get("/editorial").text
    assert desk.second.post(f"{FM}/second-look", data={"number": "3", **SIGNED}).status_code == 409
    history = client.get(f"{FM}/history").text
    assert "Urgent correction, seen by one person" in history
    assert "a second one looks by" not in history


def test_two_who_look_again_at_once_sign_once(site: Forum, desk: Desk) -> None:
    with site.app_context():
        urgent(desk, draft_of(desk.ids["writer"]))
        viewers = [desk.viewer("second"), factories.viewer("Third", roles=("editor",))]

    def look(viewer: object) -> None:
        with transaction():
            signing.look_again(find_summary("fibromyalgia"), viewer=viewer, number=2, declaration=NURSE)

    assert at_once(site, *(lambda viewer=viewer: look(viewer) for viewer in viewers)) == ["", "Refused"]


# What was published


def test_no_line_of_the_program_changes_a_version_that_was_published() -> None:
    columns = {column.name for column in SummaryRevision.__table__.columns} - {"number"}
    for module in Path("forum").rglob("*.py"):
        if "migrations" in module.parts:
            continue
        text = module.read_text("utf-8")
        assert not re.search(r"(update|delete)\(SummaryRevision\)", text), module
        for node in ast.walk(ast.parse(text)):
            targets = node.targets if isinstance(node, ast.Assign) else []
            flat = [each for target in targets for each in (target.elts if isinstance(target, ast.Tuple) else [target])]
            for each in flat:
                is_revision = isinstance(each, ast.Attribute) and ast.unparse(each.value).endswith("revision")
                assert not (is_revision and each.attr in columns), (module, ast.unparse(each))


def test_what_was_published_stays_as_it_was_when_its_draft_and_its_records_change(
    site: Forum, desk: Desk, client: FlaskClient
) -> None:
    with site.app_context():
        public_id = published(desk)
        parts = shown().parts
        with transaction():
            draft = get_draft(public_id)
            draft.parts = {}
        db.session.expire_all()
        assert shown().parts == parts
        source = find_source(KEY)
        then = source.result
        record = {column.name: getattr(source, column.name) for column in Source.__table__.columns}
        del record["id"], record["standing_day"]
        with transaction():
            db.session.add(SourceVersion(source_id=source.id, number=source.version, record=record, origin="starter"))
            source.version += 1
            source.result = f"{then} Another result, made up for a test."
    assert "Another result, made up for a test." in client.get(FM).text
    with site.app_context():
        published(desk, new="Yet another sentence.")
    old = client.get(f"{FM}/history/2").text
    assert "Another result, made up for a test." not in old
    assert str(then)[:40].replace("'", "&#39;") in old
    assert "Another result, made up for a test." in client.get(FM).text
    with site.app_context():
        assert count(SummaryDraft) == 2
