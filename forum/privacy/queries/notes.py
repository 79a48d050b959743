"""What moderators noted about a member, as the member may have it: without who wrote it and without anybody else."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import func, literal, or_, select

from forum.accounts.models import Voice
from forum.database import db, is_sqlite
from forum.moderation.models import Case, Note
from forum.privacy.queries.entries import Entry

__all__ = ["LEFT_OUT", "notes_about"]

LEFT_OUT = "[left out]"
ADDRESS = r"[^\s@<>()]+@[^\s@<>()]*\w"


def notes_about(member_id: int) -> list[Entry]:
    """Every note on the member or on a case about something of theirs, by day: the hour could tell who was on duty."""
    query = (
        select(Note)
        .outerjoin(Case, Note.case_id == Case.id)
        .where(or_(Note.member_id == member_id, Case.author_id == member_id))
        .order_by(Note.id)
    )
    found = db.session.scalars(query).all()
    names = others_named_in("\n".join(note.body for note in found), member_id=member_id)
    return [
        {
            "about": "you" if note.member_id is not None else "something of yours that moderators looked at",
            "note": without(note.body, names),
            "day": note.written_at.date(),
        }
        for note in found
    ]


def others_named_in(text: str, *, member_id: int) -> Sequence[str]:
    """The names, one-off names too, of other members that may stand in a text."""
    if not text:
        return []
    place = func.instr if is_sqlite() else func.strpos
    own = select(Voice.name).where(Voice.member_id == member_id)
    query = select(Voice.name).where(
        place(func.lower(literal(text)), func.lower(Voice.name)) > 0, Voice.name.not_in(own)
    )
    return db.session.scalars(query.distinct()).all()


def without(text: str, names: Iterable[str]) -> str:
    """The text with other members' names and all addresses left out; a longer name goes before one inside it."""
    known = sorted(names, key=len, reverse=True)
    parts = [ADDRESS, *(rf"(?<!\w){re.escape(name)}(?!\w)" for name in known)]
    return re.sub("|".join(parts), LEFT_OUT, text, flags=re.IGNORECASE)
