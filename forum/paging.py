"""Pages of things: which one is shown, and how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Page", "page_count", "page_number", "page_of"]

T = TypeVar("T")
HIGHEST_PAGE = 1_000_000  # beyond it the arithmetic would leave what a database counts in


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. Pages are numbered from 1; a list of nothing has one, empty, page."""

    items: Sequence[T]
    number: int
    pages: int
    total: int

    @property
    def previous(self) -> int | None:
        """The number of the page before, if there is one."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The number of the page after, if there is one."""
        return self.number + 1 if self.number < self.pages else None


def page_count(total: int, size: int) -> int:
    """How many pages `total` things need, at least one."""
    return max(1, -(-total // size))


def page_number(text: str | None) -> int:
    """The page that an address asks for; anything that is no page number means the first."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > len(str(HIGHEST_PAGE)):
        return 1
    return min(max(1, int(text)), HIGHEST_PAGE)


def page_of(position: int, size: int) -> int:
    """The page on which the thing at `position` (from 1) stands."""
    return max(1, -(-position // size))
