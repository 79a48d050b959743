"""Bringing evidence into the database, and keeping it from going stale. Nothing here commits."""

from forum.evidence.operations.alarming import alarm_editors
from forum.evidence.operations.importing import Imported, import_found
from forum.evidence.operations.loading import Loaded, load_starter, source_values
from forum.evidence.operations.retractions import Compared, Noted, compare_with_notices
from forum.evidence.operations.sourcing import add_source, change_source, delete_source, fill_source
from forum.evidence.operations.standing import end_with_version, mark_source, say_why_it_stands

__all__ = [
    "Compared",
    "Imported",
    "Loaded",
    "Noted",
    "add_source",
    "alarm_editors",
    "change_source",
    "compare_with_notices",
    "delete_source",
    "end_with_version",
    "fill_source",
    "import_found",
    "load_starter",
    "mark_source",
    "say_why_it_stands",
    "source_values",
]
