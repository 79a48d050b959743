"""What editors said about a draft, by its parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from forum.database import db
from forum.errors import NotFound
from forum.evidence.drafts.models import DraftComment, SummaryDraft

__all__ = ["Said", "Spoken", "comments_on", "count_comments", "get_comment"]


@dataclass(frozen=True, slots=True)
class Said:
    """One comment. `name` is None where the member has left; `quoted` is the part as it stood there."""

    id: int
    name: str | None
    words: str
    quoted: str
    is_outdated: bool  # the part says something else by now
    is_done: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Spoken:
    """A part of a draft with what was said about it, the oldest first."""

    place: str
    called: str
    comments: tuple[Said, ...]

    @property
    def waiting(self) -> int:
        """How many are not done."""
        return sum(not each.is_done for each in self.comments)


def comments_on(draft: SummaryDraft, parts: Iterable[tuple[str, str, str]]) -> tuple[Spoken, ...]:
    """Every part (its place, what it is called, its text now) with its comments; a part that is gone comes last."""
    query = select(DraftComment).where(DraftComment.draft_id == draft.id).options(joinedload(DraftComment.member))
    rows: dict[str, list[DraftComment]] = {}
    for row in db.session.scalars(query.order_by(DraftComment.id)):
        rows.setdefault(row.place, []).append(row)
    found = [
        Spoken(place, called, tuple(said(row, text) for row in rows.pop(place, []))) for place, called, text in parts
    ]
    gone = [Spoken(place, place, tuple(said(row, "") for row in left)) for place, left in rows.items()]
    return (*found, *gone)


def said(row: DraftComment, text: str) -> Said:
    """A comment whose member is loaded."""
    member = row.member
    name = member.name if member is not None and member.deleted_at is None else None
    outdated = bool(row.quoted) and row.quoted != text
    return Said(row.id, name, row.words, row.quoted, outdated, row.done_at is not None, row.made_at)


def count_comments(draft_id: int) -> int:
    """How many comments a draft has."""
    return db.session.scalar(select(func.count()).where(DraftComment.draft_id == draft_id)) or 0


def get_comment(draft: SummaryDraft, number: int) -> DraftComment:
    """One comment on this draft. Raises NotFound."""
    query = select(DraftComment).where(DraftComment.id == number, DraftComment.draft_id == draft.id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found
