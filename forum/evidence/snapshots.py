"""A record as it was when a version of a summary was published."""

from collections.abc import Mapping
from typing import Any

from forum.evidence.models import Source

__all__ = ["as_it_was"]

COLUMNS = frozenset(column.name for column in Source.__table__.columns)
# What became of a publication is told as it is now, also beside an old version; the row stays the same row.
PRESENT = ("id", "key", "standing", "standing_day", "standing_notice")


def as_it_was(source: Source, record: Mapping[str, Any], *, version: int) -> Source:  # Any: JSON
    """The source with the columns of an earlier record. It belongs to no session, and nothing of it is stored."""
    then = {name: value for name, value in record.items() if name in COLUMNS}
    now = {name: getattr(source, name) for name in COLUMNS if name not in then or name in PRESENT}
    return Source(**{**then, **now, "version": version})
