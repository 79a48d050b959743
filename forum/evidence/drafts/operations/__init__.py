"""What is done with drafts of summaries. Nothing here commits."""

from forum.evidence.drafts.operations.signatures import forget_signatures
from forum.evidence.drafts.operations.writing import drop_draft, save_draft, start_draft, take_over_draft

__all__ = ["drop_draft", "forget_signatures", "save_draft", "start_draft", "take_over_draft"]
