"""What each page of the evidence area is given."""

from dataclasses import dataclass
from datetime import date, datetime

from forum.conditions.models import Condition
from forum.evidence.candidates.queries import Weighed
from forum.evidence.citers import Citer
from forum.evidence.glossary import Term
from forum.evidence.marks import Trail
from forum.evidence.models import Source
from forum.evidence.reading import Account, Dates, Label, Listed, Notes
from forum.evidence.signed import SignOff
from forum.evidence.talk.queries import Talk
from forum.paging import Page

__all__ = ["Entry", "Filter", "HistoryPage", "Pinned", "SourcePage", "SourcesPage", "SummaryPage"]


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """One revision of a summary, whole."""

    condition: Condition
    account: Account
    dates: Dates
    sign_off: SignOff
    number: int
    shown_number: int
    revisions: int
    notes: tuple[Notes, ...]  # empty for all but editors
    challenges: int  # that wait for an answer in public
    waiting: tuple[Listed, ...]  # new publications that nobody has weighed yet
    words: tuple[Term, ...]  # of the glossary, that the summary uses
    talk: Talk | None  # where members talk about it; None: nowhere that this viewer may read

    @property
    def is_shown(self) -> bool:
        """Whether this is the revision that readers see."""
        return self.number == self.shown_number


@dataclass(frozen=True, slots=True)
class Pinned:
    """A summary in short, for the page of its condition. `sources` counts those of the whole."""

    account: Account
    dates: Dates
    sign_off: SignOff
    sources: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a summary's history."""

    number: int
    origin: str
    change_note: str
    searched_on: date
    published_at: datetime | None
    is_shown: bool
    sign_off: SignOff


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Every revision of a summary, newest first."""

    condition: Condition
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One publication: its record, what it is about, and which summaries show it or did."""

    source: Source
    listed: Listed
    direction: Label
    citers: tuple[Citer, ...]
    notes: tuple[str, ...]  # empty for all but editors
    trail: tuple[Trail, ...]  # what became of it, newest first
    can_mark: bool
    weighed: tuple[Weighed, ...]  # whether it changes a summary that does not show it

    @property
    def summaries(self) -> tuple[Condition, ...]:
        """The conditions whose summaries show it now."""
        return tuple(citer.condition for citer in self.citers if citer.is_shown)


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition by which the list of sources can be narrowed, and how many are left then."""

    slug: str
    name: str | None
    count: int


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """One page of the list of sources. `total` counts all there are, `page.total` those that fit the filter."""

    page: Page[Listed]
    filters: tuple[Filter, ...]
    chosen: str | None
    total: int
