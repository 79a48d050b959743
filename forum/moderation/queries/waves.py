"""Waves: cases about texts that are alike stand as one in the queue, and can be decided together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select
from sqlalchemy.orm import aliased

from forum.database import db
from forum.markup import excerpt
from forum.moderation.models import Case

__all__ = ["Alike", "Other", "alike", "leads_its_wave", "open_alike", "others_in_wave"]

SNIPPET = 120
SHOWN = 50
Other = aliased(Case)


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case of the same wave."""

    public_id: str
    snippet: str
    is_open: bool


def leads_its_wave() -> ColumnElement[bool]:
    """Whether a Case stands in the queue: every one that is in no wave, and of a wave the oldest that is open."""
    first = select(func.min(Other.id)).where(Other.wave_id == Case.wave_id, Other.closed_at.is_(None))
    return or_(Case.wave_id.is_(None), Case.id == first.correlate(Case).scalar_subquery())


def others_in_wave() -> ScalarSelect[int]:
    """How many other open cases the wave of a Case has."""
    others = Other.wave_id == Case.wave_id, Other.closed_at.is_(None), Other.id != Case.id
    return select(func.count(Other.id)).where(*others).correlate(Case).scalar_subquery()


def alike(others: Iterable[Case]) -> Sequence[Alike]:
    """The other cases of a wave, open ones first; what somebody took back meanwhile is only counted as closed."""
    in_order = sorted(others, key=lambda each: (each.closed_at is not None, each.id))
    return [
        Alike(
            each.public_id,
            excerpt(each.snapshot_markdown, SNIPPET) if each.closed_at is None else "",
            each.closed_at is None,
        )
        for each in in_order[:SHOWN]
    ]


def open_alike(case: Case) -> Sequence[str]:
    """The public ids of the other open cases of its wave, oldest first: the order in which all lock them."""
    if case.wave_id is None:
        return []
    query = select(Case.public_id).where(Case.wave_id == case.wave_id, Case.id != case.id, Case.closed_at.is_(None))
    return db.session.scalars(query.order_by(Case.id).limit(SHOWN)).all()
