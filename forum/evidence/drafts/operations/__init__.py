"""What is done with drafts of summaries. Nothing here commits."""

from forum.evidence.drafts.operations.signatures import forget_signatures

__all__ = ["forget_signatures"]
