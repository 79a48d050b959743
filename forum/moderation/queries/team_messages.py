"""What the team wrote to a member who may be at risk, as that member reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from forum.database import db
from forum.errors import NotFound
from forum.moderation.models import Case, RiskStep
from forum.moderation.queries.cases import text_of
from forum.moderation.queries.letters import name_of

__all__ = ["MessagePage", "get_message", "message_page", "messages_to", "sent_to"]

MESSAGES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class MessagePage:
    """A message, what the member answered to it and after it, and whether they still can. `name` greets them."""

    public_id: str
    name: str
    paragraphs: Sequence[str]
    at: datetime
    answers: Sequence[tuple[datetime, str]]
    can_answer: bool


def get_message(public_id: str) -> RiskStep:
    """A message with its case and what that is about. Raises NotFound."""
    of_case = joinedload(RiskStep.case).options(
        joinedload(Case.topic), joinedload(Case.post), joinedload(Case.experience), joinedload(Case.author)
    )
    query = select(RiskStep).where(RiskStep.public_id == public_id, RiskStep.kind == "message").options(of_case)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def message_page(message: RiskStep) -> MessagePage:
    """The page of a message that came from get_message."""
    case = message.case
    answers = (
        select(RiskStep.at, RiskStep.words)
        .where(RiskStep.case_id == case.id, RiskStep.kind == "answer", RiskStep.id > message.id)
        .order_by(RiskStep.id)
    )
    return MessagePage(
        public_id=message.public_id,
        name=name_of(case, text_of(case)),
        paragraphs=[part for part in message.words.split("\n\n") if part.strip()],
        at=message.at,
        answers=list(db.session.execute(answers).tuples()),
        can_answer=case.closed_at is None,
    )


def sent_to(member_id: int) -> ColumnElement[bool]:
    """Whether a RiskStep is a message to this member, in a query that joins its Case."""
    return (Case.author_id == member_id) & (RiskStep.kind == "message") & (RiskStep.words != "")


def messages_to(member_id: int) -> Sequence[RiskStep]:
    """What the team wrote to this member, newest first."""
    query = select(RiskStep).join(Case, RiskStep.case_id == Case.id).where(sent_to(member_id))
    return db.session.scalars(query.order_by(RiskStep.id.desc()).limit(MESSAGES_SHOWN)).all()
