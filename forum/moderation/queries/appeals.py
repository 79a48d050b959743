"""Appeals: whose they are, what they are against, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from forum.database import db
from forum.moderation.models import Appeal, Case, Decision
from forum.moderation.policies import APPEAL_FOR, can_appeal
from forum.viewers import Viewer

__all__ = ["AppealState", "appeal_state", "became_of_appeal", "keys_of_appeals", "open_appeals_of"]

TARGETS = tuple(joinedload(each) for each in (Case.topic, Case.post, Case.experience))


@dataclass(frozen=True, slots=True)
class AppealState:
    """Whether a decision can still be appealed against (until then), or when it was and what came of it.

    `outcome` is the public id of the decision on the appeal, once it is final.
    """

    until: datetime | None
    appealed_at: datetime | None
    words: str
    outcome: str | None


def appeal_state(viewer: Viewer, decision: Decision, *, given: bool, at: datetime) -> AppealState:
    """For a decision that came from get_decision; `given`: a sanction came with it. One statement."""
    final = (Decision.case_id == Case.id) & (Decision.final_at <= at) & Decision.undone_at.is_(None)
    query = (
        select(Case.opened_at, Appeal.words, Decision.public_id)
        .select_from(Appeal)
        .join(Case, Appeal.case_id == Case.id)
        .outerjoin(Decision, final)
        .where(Appeal.decision_id == decision.id)
        .order_by(Decision.id.desc())
        .limit(1)
    )
    found = db.session.execute(query).one_or_none()
    if found is not None:
        return AppealState(until=None, appealed_at=found[0], words=found[1], outcome=found[2])
    is_open = can_appeal(viewer, decision.case, decision, given=given, at=at)
    until = decision.final_at + APPEAL_FOR if is_open else None
    return AppealState(until=until, appealed_at=None, words="", outcome=None)


def became_of_appeal(decision_id: int, *, at: datetime) -> str | None:
    """What an appeal against this decision came to, as its verb; None while there is nothing that anybody was told."""
    query = (
        select(Decision.verb)
        .join(Appeal, Appeal.case_id == Decision.case_id)
        .where(Appeal.decision_id == decision_id, Decision.final_at <= at, Decision.undone_at.is_(None))
    )
    return db.session.scalars(query.order_by(Decision.id.desc()).limit(1)).one_or_none()


def keys_of_appeals(member_id: int) -> Select[tuple[int]]:
    """The keys of the cases in which this member appealed."""
    return select(Case.id).where(Case.author_id == member_id, Case.is_appeal)


def open_appeals_of(member_id: int) -> Sequence[Case]:
    """What this member asked and nobody has decided, with what it is about."""
    query = select(Case).where(Case.author_id == member_id, Case.is_appeal, Case.closed_at.is_(None))
    return db.session.scalars(query.order_by(Case.id).options(*TARGETS)).all()
