"""Reading drafts: for editors alone."""

from forum.evidence.drafts.queries.listed import drafts_page, name_of_writer
from forum.evidence.drafts.queries.one import (
    draft_page,
    edit_page,
    find_open,
    get_draft,
    problems_now,
    shown_revision,
    sources_named,
)

__all__ = [
    "draft_page",
    "drafts_page",
    "edit_page",
    "find_open",
    "get_draft",
    "name_of_writer",
    "problems_now",
    "shown_revision",
    "sources_named",
]
