"""Who works on a case, and who asks for a second opinion, as its page says it."""

from dataclasses import dataclass
from datetime import datetime

from forum.moderation.models import Case
from forum.moderation.policies import has_asked
from forum.viewers import Viewer

__all__ = ["Claim", "claim_of"]


@dataclass(frozen=True, slots=True)
class Claim:
    """`holder` has the case until then; `asked_by` wants to hear what others think before it is decided."""

    holder: str | None
    until: datetime | None
    is_mine: bool
    asked_by: str | None
    asked_by_me: bool
    question: str


def claim_of(viewer: Viewer, case: Case, *, at: datetime) -> Claim:
    """The same of a case that came from get_case; no statement."""
    holder = case.holder_id(at)
    return Claim(
        holder=case.claimed_by.name if holder is not None and case.claimed_by else None,
        until=case.claimed_until if holder is not None else None,
        is_mine=holder is not None and holder == viewer.id,
        asked_by=case.second_opinion_by.name if case.second_opinion_by else None,
        asked_by_me=has_asked(viewer, case),
        question=case.second_opinion_question,
    )
