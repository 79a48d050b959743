"""Bringing evidence into the database, and keeping it from going stale."""

from forum.evidence.operations.alarming import alarm_editors
from forum.evidence.operations.loading import Loaded, load_starter, source_values
from forum.evidence.operations.retractions import Compared, Noted, compare_with_notices
from forum.evidence.operations.standing import end_with_version, mark_source, say_why_it_stands

__all__ = [
    "Compared",
    "Loaded",
    "Noted",
    "alarm_editors",
    "compare_with_notices",
    "end_with_version",
    "load_starter",
    "mark_source",
    "say_why_it_stands",
    "source_values",
]
