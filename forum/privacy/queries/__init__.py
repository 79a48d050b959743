"""Reading what a member may take along."""

from forum.privacy.queries.entries import Entry
from forum.privacy.queries.export import Export, export_of

__all__ = ["Entry", "Export", "export_of"]
