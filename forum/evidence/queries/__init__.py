"""Everything that is read in the evidence area."""

from forum.evidence.queries.published import (
    GENERAL,
    SOURCES_PER_PAGE,
    conditions_by_slug,
    edited_conditions,
    history_page,
    newest_revisions,
    pinned,
    revision_page,
    source_page,
    sources_by_key,
    sources_page,
    summary_page,
)
from forum.evidence.queries.sources import (
    conditions_of,
    get_source,
    is_cited,
    is_identified,
    known_sources,
    taken_keys,
)

__all__ = [
    "GENERAL",
    "SOURCES_PER_PAGE",
    "conditions_by_slug",
    "conditions_of",
    "edited_conditions",
    "get_source",
    "history_page",
    "is_cited",
    "is_identified",
    "known_sources",
    "newest_revisions",
    "pinned",
    "revision_page",
    "source_page",
    "sources_by_key",
    "sources_page",
    "summary_page",
    "taken_keys",
]
