"""How a member stands: the limits and warnings in force, and what was decided of late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from forum.accounts.models import Limit
from forum.conditions.models import Condition
from forum.database import db
from forum.moderation.models import Decision, RiskStep, Sanction
from forum.moderation.queries.letters import LetterRow, letters_page
from forum.moderation.queries.team_messages import messages_to

__all__ = ["InForce", "Standing", "standing_of"]

LETTERS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class InForce:
    """A sanction as its member reads it. `kind` is warning, held, silenced or suspended; `letter` its public id."""

    kind: str
    condition: str | None
    reason: str
    since: datetime
    until: datetime | None
    letter: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds now, the newest letters, and what the team wrote besides."""

    in_force: Sequence[InForce]
    letters: Sequence[LetterRow]
    has_more: bool
    messages: Sequence[RiskStep]


def standing_of(member_id: int, *, at: datetime) -> Standing:
    """The member's own page, in five statements."""
    letters = letters_page(member_id, at=at, number=1)
    return Standing(
        in_force=[*limits_in_force(member_id, at=at), *warnings_in_force(member_id, at=at)],
        letters=letters.items[:LETTERS_SHOWN],
        has_more=letters.total > LETTERS_SHOWN,
        messages=messages_to(member_id),
    )


def limits_in_force(member_id: int, *, at: datetime) -> list[InForce]:
    """What is forbidden now. The letter is linked once it can be read; the reason stands here from the start."""
    told = and_(Decision.id == Sanction.decision_id, Decision.final_at <= at, Decision.undone_at.is_(None))
    query = (
        select(Limit, Condition.name, Decision.public_id)
        .outerjoin(Condition, Limit.condition_id == Condition.id)
        .outerjoin(Sanction, Sanction.limit_id == Limit.id)
        .outerjoin(Decision, told)
        .where(Limit.member_id == member_id, Limit.lifted_at.is_(None), Limit.starts_at <= at)
        .where(or_(Limit.until.is_(None), Limit.until > at))
        .order_by(Limit.id)
    )
    return [
        InForce(limit.kind, condition, limit.reason, limit.starts_at, limit.until, letter)
        for limit, condition, letter in db.session.execute(query)
    ]


def warnings_in_force(member_id: int, *, at: datetime) -> list[InForce]:
    """The warnings that still count. Nobody reads of one before its decision is final."""
    query = (
        select(Sanction, Decision.public_id)
        .join(Decision, Sanction.decision_id == Decision.id)
        .where(Sanction.member_id == member_id, Sanction.kind == "warning", Sanction.lifted_at.is_(None))
        .where(Sanction.until > at, Decision.final_at <= at)
        .order_by(Sanction.id)
    )
    return [
        InForce("warning", None, sanction.reason, sanction.created_at, sanction.until, letter)
        for sanction, letter in db.session.execute(query)
    ]
