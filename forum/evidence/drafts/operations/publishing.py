"""Publishing: a draft becomes a version, which is never changed again."""

from collections.abc import Mapping
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import update

from forum import clock
from forum.database import change, db, lock
from forum.errors import NotAllowed, Refused
from forum.evidence.citing import shown
from forum.evidence.drafts import queries
from forum.evidence.drafts import signing_policies as policies
from forum.evidence.drafts.models import SummaryDraft, SummarySignature
from forum.evidence.drafts.operations.signatures import forget_signatures
from forum.evidence.drafts.operations.signing import held, sign, tell_writer, turn
from forum.evidence.drafts.policies import is_writer
from forum.evidence.drafts.written import summary_of
from forum.evidence.models import Citation, Source, Summary, SummaryRevision
from forum.evidence.operations.standing import end_with_version
from forum.evidence.queries import signing
from forum.evidence.queries.standing import editor_ids
from forum.evidence.signed import Declaration
from forum.notifications.operations import notify_each
from forum.viewers import Viewer

__all__ = ["SECOND_LOOK_DAYS", "Outdated", "publish", "publish_alone", "publish_urgently", "rebase"]

SECOND_LOOK_DAYS = 7  # after an urgent correction, as issue 5 has it


class Outdated(Refused):
    """Another version was published since the draft was begun. Both are kept."""


def publish(draft: SummaryDraft, *, viewer: Viewer, seen: int, known: str) -> SummaryRevision:
    """Its writer or whoever approved it shows it to readers.

    `known` is queries.signing.marks_seen of the marked sources that the text speaks of. Raises NotAllowed, Outdated
    where another version was published meanwhile, and Refused where it is not approved or a record has changed.
    """
    now = held(draft, viewer=viewer, seen=seen)
    if not policies.can_publish(now, {row.member_id for row in signing.signatures_on(draft)}):
        raise NotAllowed(_("Whoever wrote or approved a draft publishes it."))
    if draft.state != "approved":
        raise Refused(_("This draft is not approved yet."))
    return show(draft, by=now, review="two", known=known)


def publish_alone(
    draft: SummaryDraft, *, viewer: Viewer, seen: int, declaration: Declaration, known: str
) -> SummaryRevision:
    """Its writer publishes it where nobody else could approve it; the page says so.

    Raises what publishing raises, and Refused where there is somebody else.
    """
    now = held_by_writer(draft, viewer=viewer, seen=seen)
    if signing.approver_ids(besides=now.id):
        raise Refused(_("Somebody else can approve this draft. Please hand it over to them."))
    sign_anew(draft, declaration, now)
    return show(draft, by=now, review="one", known=known)


def publish_urgently(
    draft: SummaryDraft, *, viewer: Viewer, seen: int, declaration: Declaration, known: str, why: str
) -> SummaryRevision:
    """Its writer corrects something that cannot wait; a second person looks within SECOND_LOOK_DAYS.

    `why` is read by everyone, after what the draft says of what changed. Raises what publishing raises.
    """
    now = held_by_writer(draft, viewer=viewer, seen=seen)
    sign_anew(draft, declaration, now)
    draft.is_urgent = True
    draft.change_note = f"{draft.change_note} {why}".strip()
    revision = show(draft, by=now, review="urgent", known=known)
    others = [each for each in editor_ids() if each != now.id]
    path = f"/conditions/{draft.condition.slug}/evidence"
    notify_each(others, kind="second_look", path=path, origin=f"second_look:{revision.id}")
    return revision


def held_by_writer(draft: SummaryDraft, *, viewer: Viewer, seen: int) -> Viewer:
    """Hold a draft that is not done with, for its writer alone."""
    now = held(draft, viewer=viewer, seen=seen)
    if not policies.can_publish_alone(now, draft):
        raise NotAllowed(_("Whoever wrote a draft publishes it without another editor."))
    if draft.state not in ("draft", "waiting", "approved"):
        raise Refused(_("This draft is done with."))
    return now


def sign_anew(draft: SummaryDraft, declaration: Declaration, now: Viewer) -> None:
    """The writer's signature alone, with what they declare today."""
    forget_signatures(draft)
    sign(declaration, role="writer", member_id=now.id, draft=draft)


def rebase(draft: SummaryDraft, *, viewer: Viewer, seen: int, number: int) -> None:
    """Its writer has read the version that was published meanwhile: from now on the draft follows that one.

    Whoever signed it signed it as following another one: it has to be handed over again. Raises NotAllowed for
    everybody else, Refused where yet another version is shown by now.
    """
    now = held(draft, viewer=viewer, seen=seen)
    if not is_writer(now, draft):
        raise NotAllowed(_("Whoever writes a draft says what it is based on."))
    if draft.state not in ("draft", "waiting", "approved"):
        raise Refused(_("This draft is done with."))
    summary = signing.summary_of_condition(draft.condition_id)
    if summary is None or summary.shown_number != number:
        raise Refused(_("Yet another version was published meanwhile. Please read that one."))
    forget_signatures(draft)
    draft.base_number, draft.submitted_at, draft.changed_at = number, None, clock.now()
    turn(draft, "draft")
    db.session.flush()


def show(draft: SummaryDraft, *, by: Viewer, review: str, known: str) -> SummaryRevision:
    """Make the next version of a draft that is held, and show it.

    The sources are held before the summary, as whoever marks a source does: a mark stands either before the reader of
    this version or after, never unseen between.
    """
    words = summary_of(draft.condition.slug, draft)
    sources = signing.sources_with_keys(shown(words))
    for source in sources.values():
        lock(source)
    summary = held_summary(draft)
    if queries.problems_now(draft):
        raise Refused(_("Something in this draft has to be mended first: a record has changed, or the text."))
    if signing.marks_seen(sources.values()) != known:
        raise Refused(_("A source of this text was corrected, questioned or retracted. Say that the text says so."))
    revision = made(draft, summary, review=review)
    db.session.flush()
    cite(revision, sources)
    move_signatures(draft, revision)
    summary.shown_number = revision.number
    end_with_version(revision)
    turn(draft, "published")
    draft.published_at, draft.revision_id = revision.published_at, revision.id
    db.session.flush()
    if by.id != draft.written_by_id:
        tell_writer(draft, kind="draft_published")
    return revision


def held_summary(draft: SummaryDraft) -> Summary:
    """The summary of the draft's condition, held; a new one where there is none.

    Raises Outdated where its version is not the one that the draft was begun from.
    """
    summary = signing.summary_of_condition(draft.condition_id)
    if summary is None:
        lock(draft.condition)  # or two who write the first one would both make it
        summary = signing.summary_of_condition(draft.condition_id)
    number = lock(summary).shown_number if summary else None
    if number != draft.base_number:
        raise Outdated(_("Version %(number)s was published meanwhile; yours is kept.", number=number))
    if summary is None:
        summary = Summary(condition_id=draft.condition_id, shown_number=1)
        db.session.add(summary)
        db.session.flush()
    return summary


def made(draft: SummaryDraft, summary: Summary, *, review: str) -> SummaryRevision:
    """The version, with the words of the draft as they are now."""
    moment = clock.now()
    revision = SummaryRevision(
        summary_id=summary.id,
        number=signing.newest_number(summary.id) + 1,
        origin="editor",
        parts=draft.parts,
        searched_on=draft.searched_on,
        searched_where=draft.searched_where,
        review_due=draft.review_due,
        change_note=draft.change_note,
        written_by_id=draft.written_by_id,
        created_at=draft.created_at,
        published_at=moment,
        review=review,
        second_look_due=moment.date() + timedelta(days=SECOND_LOOK_DAYS) if review == "urgent" else None,
    )
    db.session.add(revision)
    return revision


def cite(revision: SummaryRevision, sources: Mapping[str, Source]) -> None:
    """Keep which sources the version shows, and how their records were then."""
    db.session.add_all(
        Citation(revision_id=revision.id, source_id=source.id, source_version=source.version)
        for source in sources.values()
    )


def move_signatures(draft: SummaryDraft, revision: SummaryRevision) -> None:
    """Who signed the draft signed the version."""
    db.session.flush()
    mine = SummarySignature.draft_id == draft.id
    change(update(SummarySignature).where(mine).values(revision_id=revision.id, draft_id=None))
