"""The order of the queue: somebody at risk first, then severity, then what is overdue, then people, then age.

Of those at risk, whom nobody looks after yet comes before the others.
Nothing leaves the queue by age. A case that has waited longer than its target (reasons.TARGETS) moves up one step of
severity, and before the others of that step.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, or_, select

from forum.database import db
from forum.moderation.models import Case
from forum.moderation.queries.recusal import too_close
from forum.moderation.queries.risks import is_looked_after, is_untaken_too_long
from forum.moderation.queries.scopes import in_charge
from forum.moderation.queries.team import is_left_to, spares
from forum.moderation.queries.waves import leads_its_wave
from forum.moderation.reasons import LATEST_TARGET, NOW, TARGETS
from forum.viewers import Viewer

__all__ = ["find_next_case", "is_held", "is_overdue", "most_urgent_first", "waiting_for"]


def waiting_for(viewer: Viewer) -> ColumnElement[bool]:
    """Open cases that this moderator looks after, without those about the viewer.

    Who flagged a moderator stays hidden from that moderator. What they asked not to see is there only where nobody else
    could take it. A wave stands there as one case.
    """
    not_about_me = or_(Case.author_id.is_(None), Case.author_id != viewer.id)
    bearable = or_(~spares(viewer.id), is_left_to(viewer.id))
    return and_(Case.closed_at.is_(None), not_about_me, in_charge(viewer.id), bearable, leads_its_wave())


def is_overdue(at: datetime) -> ColumnElement[bool]:
    """Whether a case has waited longer than it should; somebody at risk, whether nobody took it on in time."""
    waits = {each: Case.opened_at < at - target for each, target in TARGETS.items()} | {0: is_untaken_too_long(at)}
    late = [and_(Case.severity == each, too_long) for each, too_long in waits.items()]
    return or_(*late, and_(Case.severity.not_in(TARGETS), Case.opened_at < at - LATEST_TARGET))


def is_held(at: datetime) -> ColumnElement[bool]:
    """Whether somebody has claimed it now, or looks after whom it is about."""
    return and_(Case.claimed_by_id.is_not(None), or_(Case.claimed_until > at, is_looked_after()))


def most_urgent_first(at: datetime) -> tuple[SQLColumnExpression[Any], ...]:  # Any: numbers and a moment
    """What the queue is ordered by, all of it ascending."""
    overdue = is_overdue(at)
    step: ColumnElement[int] = case(
        (and_(overdue, Case.severity > NOW), Case.severity - 1),
        else_=Case.severity,
    )
    nobody_yet = case((and_(Case.severity == 0, is_looked_after()), 1), else_=0)
    return step, nobody_yet, case((overdue, 0), else_=1), -Case.people, Case.opened_at, Case.id


def comes_after(order: Sequence[SQLColumnExpression[Any]], place: Sequence[Any]) -> ColumnElement[bool]:  # Any: too
    """Whether a case stands behind this place (the values of `order` there) in the queue."""
    level: list[ColumnElement[bool]] = []
    found: list[ColumnElement[bool]] = []
    for column, value in zip(order, place, strict=True):
        found.append(and_(*level, column > value))
        level.append(column == value)
    return or_(*found)


def find_next_case(viewer: Viewer, *, at: datetime, after: str | None = None) -> str | None:
    """The public id of the most urgent case that the viewer may decide and nobody else has; in the order after one."""
    order = most_urgent_first(at)
    free = or_(~is_held(at), Case.claimed_by_id == viewer.id)
    unasked = or_(Case.second_opinion_by_id.is_(None), Case.second_opinion_by_id != viewer.id)
    query = select(Case.public_id).where(waiting_for(viewer), free, unasked, ~too_close(viewer.id))
    if after:
        place = select(*order).where(Case.public_id == after)
        found = db.session.execute(place).one_or_none()
        query = query.where(comes_after(order, found)) if found is not None else query
    return db.session.scalars(query.order_by(*order).limit(1)).first()
