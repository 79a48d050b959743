"""Taking signatures off a draft whose words are not those that were signed any more."""

from sqlalchemy import delete

from forum.database import change
from forum.evidence.drafts.models import SummaryDraft, SummarySignature

__all__ = ["forget_signatures"]


def forget_signatures(draft: SummaryDraft) -> None:
    """Take every signature off a draft, which is locked. Those of published versions stay where they are."""
    change(delete(SummarySignature).where(SummarySignature.draft_id == draft.id))
