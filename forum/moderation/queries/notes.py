"""Reading the notes of moderators, and what else one of them has to know before a case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select

from forum.accounts.models import Member
from forum.database import db
from forum.moderation.models import Action, Case, Note
from forum.moderation.queries.care import Cover, cover_columns, cover_from
from forum.viewers import Viewer

__all__ = ["Beside", "NoteRow", "beside_case", "notes_on_member"]

NOTES_SHOWN = 50  # the newest


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note as moderators read it. `is_on_member`: not on the case whose page shows it."""

    by: str | None
    at: datetime
    words: str
    is_on_member: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """How a moderator stands to a case, whether they asked who is behind its one-off name, and the notes."""

    cover: Cover
    revealed: bool
    notes: Sequence[NoteRow]


def beside_case(viewer: Viewer, case: Case, *, alias: str | None) -> Beside:
    """All of it in one statement, since the page of a case asks many.

    The notes are those on the case and, unless it stands under an alias, those on whom it is about.
    """
    asked = exists().where(Action.case_id == Case.id, Action.actor_id == viewer.id, Action.verb == "reveal")
    chosen = Note.case_id == Case.id
    if alias is None:
        chosen = or_(chosen, Note.member_id == Case.author_id)
    query = (
        select(*cover_columns(viewer), asked.correlate(Case), Note, Member.name)
        .select_from(Case)
        .outerjoin(Note, chosen)
        .outerjoin(Member, Note.written_by_id == Member.id)
        .where(Case.id == case.id)
        .order_by(Note.id.desc())
        .limit(NOTES_SHOWN)
    )
    found = db.session.execute(query).all()
    *cover, revealed, _note, _by = found[0]
    return Beside(cover_from(cover), bool(revealed), rows((note, by) for *_, note, by in found if note is not None))


def notes_on_member(member_id: int) -> Sequence[NoteRow]:
    """The notes on a member, oldest first."""
    query = select(Note, Member.name).outerjoin(Member, Note.written_by_id == Member.id)
    query = query.where(Note.member_id == member_id).order_by(Note.id.desc()).limit(NOTES_SHOWN)
    return rows((note, by) for note, by in db.session.execute(query))


def rows(found: Iterable[tuple[Note, str | None]]) -> Sequence[NoteRow]:
    """Notes with the names of who wrote them, oldest first."""
    return [NoteRow(by, note.written_at, note.body, note.case_id is None) for note, by in found][::-1]
