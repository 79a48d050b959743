"""What editors say to each other about a draft, beside its paragraphs."""

from flask_babel import gettext as _

from forum import clock
from forum.accounts import operations as accounts
from forum.database import db, lock
from forum.errors import NotAllowed, Refused
from forum.evidence.drafts import signing_policies as policies
from forum.evidence.drafts.models import DraftComment, SummaryDraft
from forum.evidence.drafts.operations.signing import path_of, tell_writer
from forum.evidence.drafts.queries.comments import count_comments
from forum.evidence.queries import signing
from forum.viewers import Viewer

__all__ = ["MOST_COMMENTS", "comment", "open_again", "settle"]

MOST_COMMENTS = 200  # on one draft: more is a talk for elsewhere


def comment(draft: SummaryDraft, *, viewer: Viewer, place: str, quoted: str, words: str) -> DraftComment:
    """Say something about a part of a draft. Its writer is told, once until they have read it.

    `quoted` is the part as it stood there. Raises NotAllowed for whoever is no editor, Refused where the draft is done
    with or has too many comments already.
    """
    now = hold(draft, viewer)
    if count_comments(draft.id) >= MOST_COMMENTS:
        raise Refused(_("This draft has %(count)s comments already.", count=MOST_COMMENTS))
    made = DraftComment(draft_id=draft.id, place=place, quoted=quoted, words=words, member_id=now.id)
    db.session.add(made)
    db.session.flush()
    writer = draft.written_by_id
    if writer not in (None, now.id) and not signing.has_unread(writer, kind="draft_comment", path=path_of(draft)):
        tell_writer(draft, kind="draft_comment")
    return made


def settle(comment: DraftComment, *, draft: SummaryDraft, viewer: Viewer) -> None:
    """Say that a comment is done. Twice changes nothing. Raises what commenting raises."""
    now = hold(draft, viewer)
    lock(comment)
    if comment.done_at is None:
        comment.done_at, comment.done_by_id = clock.now(), now.id
        db.session.flush()


def open_again(comment: DraftComment, *, draft: SummaryDraft, viewer: Viewer) -> None:
    """Say that a comment is not done after all. Raises what commenting raises."""
    hold(draft, viewer)
    lock(comment)
    comment.done_at, comment.done_by_id = None, None
    db.session.flush()


def hold(draft: SummaryDraft, viewer: Viewer) -> Viewer:
    """The viewer as they are now, and the draft held, which is not done with."""
    now = accounts.hold_viewer(viewer)
    lock(draft)
    if not policies.can_see_drafts(now):
        raise NotAllowed(_("This is for editors and admins."))
    if not policies.can_comment(now, draft):
        raise Refused(_("This draft is done with."))
    return now
