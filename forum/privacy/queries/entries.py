"""What a file of a member's data is made of."""

from collections.abc import Iterable

__all__ = ["Entry", "rows"]

Entry = dict[str, object]  # what JSON can say; days and moments are written as ISO 8601 by the route


def rows(found: Iterable[object], *names: str) -> list[Entry]:
    """These fields of each row."""
    return [{name: getattr(row, name) for name in names} for row in found]
