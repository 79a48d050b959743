"""Writing down for other moderators what is worth knowing about a case or a member."""

from flask_babel import gettext as _
from sqlalchemy import delete

from forum.accounts.models import Member
from forum.database import change, db, lock
from forum.errors import Refused
from forum.moderation import queries
from forum.moderation.models import Case, Note
from forum.moderation.operations import cases, effects
from forum.viewers import Viewer

__all__ = ["drop_notes_on", "note_on_case", "note_on_member"]


def note_on_case(case: Case, *, viewer: Viewer, words: str) -> Note:
    """A note on this case. The log says that there is one, not what it says: a log cannot forget anybody's health."""
    note = write(Note(case_id=case.id, written_by_id=viewer.id, body=words))
    cases.log("note", actor_id=viewer.id, target=effects.target_name(case), case=case)
    return note


def note_on_member(member: Member, *, viewer: Viewer, words: str) -> Note:
    """A note on this member. Raises Refused when the account has just been deleted."""
    lock(member)
    if member.deleted_at is not None:
        raise Refused(_("This account has just been deleted."))
    note = write(Note(member_id=member.id, written_by_id=viewer.id, body=words))
    cases.log("note", actor_id=viewer.id, target=queries.target_of_member(member.id))
    return note


def write(note: Note) -> Note:
    """Keep it."""
    db.session.add(note)
    db.session.flush()
    return note


def drop_notes_on(member_id: int) -> None:
    """What moderators noted on somebody who has left is of no use to anybody any more."""
    change(delete(Note).where(Note.member_id == member_id))
