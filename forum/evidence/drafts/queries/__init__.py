"""Reading drafts: for editors alone."""

from forum.evidence.drafts.queries.one import draft_page, find_open, get_draft, problems_now, shown_revision

__all__ = ["draft_page", "find_open", "get_draft", "problems_now", "shown_revision"]
