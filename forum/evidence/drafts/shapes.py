"""What the pages of drafts are given."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from forum.conditions.models import Condition
from forum.evidence.drafts.checks import Problem
from forum.evidence.drafts.models import SummaryDraft
from forum.evidence.marks import Mark
from forum.evidence.reading import Account, Dates, Label, Notes

__all__ = ["Citable", "DraftPage", "DraftsPage", "EditPage", "Line"]


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
    grade: float  # school grade that the bottom line reads like
    notes: tuple[Notes, ...]  # what nobody has confirmed of its sources
    shown_number: int | None  # of the version that readers see; None: there is none
    writer: str | None  # None: the member has left
    parts: tuple[tuple[str, str, str], ...]  # beside which editors comment: place, what it is called, its text
    may_write: bool
    may_take_over: bool
    may_drop: bool
    is_mine: bool

    @property
    def places(self) -> tuple[str, ...]:
        """The parts below which the page itself has room for comments, and the whole."""
        shown = [f"q{number}" for number in range(1, len(self.account.questions) + 1)]
        further = [("studies", self.account.trials), ("ongoing", self.account.ongoing)]
        return ("whole", "short", "not-shown", *shown, *(place for place, found in further if found))


@dataclass(frozen=True, slots=True)
class Citable:
    """A source that a draft may show, and what to type for it."""

    key: str
    name: str
    title: str
    design: Label
    people: int | None  # None: not stated
    use: str  # yes, with care or no, as Source.use_on_page
    care: str | None  # the note that is always shown with it
    mark: Mark | None
    figures: tuple[tuple[str, str], ...]  # name and value

    @property
    def told(self) -> str:
        """One line to choose it by; what it found is left out."""
        people = "" if self.people is None else " " + _("People: %(count)s.", count=self.people)
        mark = f" {self.mark.words}." if self.mark else ""
        return f"{self.name}. {self.design}.{people}{mark}"


@dataclass(frozen=True, slots=True)
class EditPage:
    """What the form of a draft needs beside the words: its problems, and the sources that can be cited."""

    draft: SummaryDraft
    condition: Condition
    problems: tuple[Problem, ...]
    reminders: tuple[Problem, ...]
    grade: float
    citable: tuple[Citable, ...]
    may_write: bool


@dataclass(frozen=True, slots=True)
class DraftsPage:
    """All drafts that are not done with, those that were put away or published of late, and where one can begin."""

    open: tuple[Line, ...]
    done: tuple[Line, ...]
    conditions: tuple[Condition, ...]
