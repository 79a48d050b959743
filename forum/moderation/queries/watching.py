"""What the forum does by itself for somebody who may be at risk: which cases are due now."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select

from forum.accounts.models import Member
from forum.database import db
from forum.moderation.models import AtRisk, Case, RiskStep
from forum.moderation.queries.team import is_at_work
from forum.moderation.reasons import TAKE_WITHIN

__all__ = ["cases_to_alarm", "cases_to_remind_of", "cases_whose_holder_is_gone", "steps_to_forget"]


def due(*criteria: ColumnElement[bool]) -> Sequence[str]:
    """The public ids of the open cases that these say of, oldest first."""
    query = select(Case.public_id).join(AtRisk, AtRisk.case_id == Case.id).where(Case.closed_at.is_(None), *criteria)
    return db.session.scalars(query.order_by(Case.id)).all()


def cases_to_alarm(at: datetime) -> Sequence[str]:
    """Nobody has taken them on in time, and nobody was told of it."""
    return due(AtRisk.holder_id.is_(None), AtRisk.alarmed_at.is_(None), AtRisk.waiting_since <= at - TAKE_WITHIN)


def cases_to_remind_of(at: datetime) -> Sequence[str]:
    """Their holders should look once more."""
    return due(AtRisk.holder_id.is_not(None), AtRisk.remind_at <= at)


def cases_whose_holder_is_gone() -> Sequence[str]:
    """Their holders have left, are moderators no more, or are suspended."""
    able = exists().where(Member.id == AtRisk.holder_id, is_at_work()).correlate_except(Member)
    return due(AtRisk.holder_id.is_not(None), ~able)


def steps_to_forget() -> ColumnElement[bool]:
    """Which RiskSteps still have words although their case is closed and whom it is about has left."""
    about_nobody = (
        select(Case.id)
        .outerjoin(Member, Case.author_id == Member.id)
        .where(Case.closed_at.is_not(None), or_(Member.id.is_(None), Member.deleted_at.is_not(None)))
    )
    return RiskStep.case_id.in_(about_nobody) & (RiskStep.words != "")
