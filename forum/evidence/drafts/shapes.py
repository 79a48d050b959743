"""What the pages of drafts are given."""

from dataclasses import dataclass
from datetime import datetime

from forum.conditions.models import Condition
from forum.evidence.drafts.checks import Problem
from forum.evidence.drafts.models import SummaryDraft
from forum.evidence.reading import Account, Dates, Notes

__all__ = ["DraftPage", "Line"]


@dataclass(frozen=True, slots=True)
class Line:
    """A draft in the list of drafts. `writer` is a name, None where the member has left."""

    public_id: str
    slug: str
    name: str  # of the condition
    state: str
    base_number: int | None
    writer: str | None
    is_mine: bool
    changed_at: datetime
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft as readers would see it, and what has to be mended before they do.

    `draft` is the row, with its condition and its writer; `account` and `dates` are made as for a published version.
    """

    draft: SummaryDraft
    condition: Condition
    account: Account
    dates: Dates | None  # None: the day of the search or of the review is missing
    problems: tuple[Problem, ...]
    reminders: tuple[Problem, ...]  # what is no fault, but easily forgotten
    notes: tuple[Notes, ...]  # what nobody has confirmed of its sources
    shown_number: int | None  # of the version that readers see; None: there is none
    writer: str | None  # None: the member has left
    may_write: bool
    may_take_over: bool
    may_drop: bool
    is_mine: bool
