"""Somebody who may be at risk: who looks after them, who waits, what was done, and what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from forum.accounts.models import Member
from forum.database import db
from forum.moderation.models import AtRisk, Case, Flag, RiskStep
from forum.moderation.reasons import TAKE_WITHIN, more_urgent
from forum.moderation.risk_words import step_words
from forum.viewers import Viewer

__all__ = [
    "Care",
    "Risk",
    "Step",
    "Waiting",
    "care_of",
    "find_risk",
    "is_looked_after",
    "is_untaken_too_long",
    "reason_besides_risk",
    "risks_waiting",
]

WAITING_SHOWN = 50
By = aliased(Member)


@dataclass(frozen=True, slots=True)
class Risk:
    """Who looks after somebody, and since when; until then nobody does since `waiting_since`, which ends at `due`."""

    holder: str | None
    is_mine: bool
    waiting_since: datetime
    due: datetime
    is_late: bool
    taken_at: datetime | None
    remind_at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done. `by` is a moderator; without one it was the forum itself, or whom it is about."""

    kind: str
    title: str
    by: str | None
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Care:
    """How somebody is looked after: `risk` while a case is about that, and the steps, which stay afterwards.

    `can_write`: there is somebody who could read a message.
    """

    risk: Risk | None
    steps: Sequence[Step]
    can_write: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the page of what waits: no name and no words of whom it is about. `last_at` is the last step."""

    public_id: str
    risk: Risk
    last_at: datetime | None


def find_risk(case_id: int) -> AtRisk | None:
    """Who looks after whom this case is about; None for a case about something else."""
    return db.session.scalars(
        select(AtRisk)
        .where(AtRisk.case_id == case_id)
        .options(joinedload(AtRisk.holder))
        .execution_options(populate_existing=True)
    ).one_or_none()


def risk_of(viewer: Viewer, row: AtRisk, *, at: datetime) -> Risk:
    """The same as a page shows it."""
    due = row.waiting_since + TAKE_WITHIN
    return Risk(
        holder=row.holder.name if row.holder else None,
        is_mine=viewer.id is not None and row.holder_id == viewer.id,
        waiting_since=row.waiting_since,
        due=due,
        is_late=row.holder_id is None and due < at,
        taken_at=row.taken_at,
        remind_at=row.remind_at,
    )


def care_of(viewer: Viewer, case: Case, *, was_worried_about: bool, at: datetime) -> Care:
    """How somebody is looked after. One statement, and none for a case in which nobody ever was worried."""
    can_write = case.author is not None and case.author.deleted_at is None
    if case.severity != 0 and not was_worried_about:
        return Care(risk=None, steps=[], can_write=can_write)
    query = (
        select(AtRisk, RiskStep, By.name)
        .select_from(Case)
        .outerjoin(AtRisk, AtRisk.case_id == Case.id)
        .outerjoin(RiskStep, RiskStep.case_id == Case.id)
        .outerjoin(By, RiskStep.by_id == By.id)
        .options(joinedload(AtRisk.holder))
        .where(Case.id == case.id)
        .order_by(RiskStep.id)
    )
    found: Sequence[tuple[AtRisk | None, RiskStep | None, str | None]] = db.session.execute(query).tuples().all()
    row = found[0][0] if found else None
    return Care(
        risk=risk_of(viewer, row, at=at) if row else None,
        steps=[step_of(step, by=name) for _row, step, name in found if step is not None],
        can_write=can_write,
    )


def step_of(step: RiskStep, *, by: str | None) -> Step:
    """A step as its page shows it."""
    return Step(kind=step.kind, title=step_words(step.kind), by=by, at=step.at, words=step.words)


def is_untaken_too_long(at: datetime) -> ColumnElement[bool]:
    """Whether nobody has taken on a Case in time, in a query that reads cases."""
    late = AtRisk.holder_id.is_(None), AtRisk.waiting_since < at - TAKE_WITHIN
    return exists().where(AtRisk.case_id == Case.id, *late).correlate_except(AtRisk)


def is_looked_after() -> ColumnElement[bool]:
    """Whether somebody looks after whom a Case is about: whoever claimed it last, and for longer than a claim."""
    return exists().where(AtRisk.case_id == Case.id, AtRisk.holder_id.is_not(None)).correlate_except(AtRisk)


def risks_waiting(viewer: Viewer, *, at: datetime) -> Sequence[Waiting]:
    """Everybody who may be at risk, those first whom nobody looks after; without what is about the viewer."""
    last = select(RiskStep.at).where(RiskStep.case_id == Case.id).order_by(RiskStep.id.desc()).limit(1)
    query = (
        select(AtRisk, Case.public_id, last.correlate(Case).scalar_subquery())
        .join(Case, AtRisk.case_id == Case.id)
        .where(Case.closed_at.is_(None), or_(Case.author_id.is_(None), Case.author_id != viewer.id))
        .options(joinedload(AtRisk.holder))
        .order_by(AtRisk.holder_id.is_not(None), AtRisk.waiting_since, AtRisk.case_id)
        .limit(WAITING_SHOWN)
    )
    return [Waiting(case, risk_of(viewer, row, at=at), last_at) for row, case, last_at in db.session.execute(query)]


def reason_besides_risk(case_id: int) -> str | None:
    """The most urgent reason for which a case was flagged, besides a worry about somebody."""
    query = select(Flag.reason).where(Flag.case_id == case_id, Flag.reason != "at_risk").order_by(Flag.id)
    found = db.session.scalars(query).all()
    return reduce(more_urgent, found) if found else None
