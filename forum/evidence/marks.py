"""What became of publications after they appeared, and what that does to summaries, as readers see it."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from forum.evidence.models import SourceMark
from forum.evidence.records import AnyRecord

__all__ = [
    "NOTHING",
    "RECORD_CHANGED",
    "STANDING_WORDS",
    "Doubt",
    "Kept",
    "Mark",
    "Review",
    "Trail",
    "as_trail",
    "mark_of",
]

STANDING_WORDS = {
    "sound": _("Nothing known against it"),
    "corrected": _("Corrected"),
    "concern": _("Expression of concern"),
    "retracted": _("Retracted"),
}
RECORD_CHANGED = _("A figure in its record was changed")


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a source: in a word, since the day of the notice, and what the notice says or where it is."""

    words: LazyString
    day: date
    notice: str


@dataclass(frozen=True, slots=True)
class Trail:
    """One line of the trail of a source. `by` is who marked it (for editors alone), None where the list did."""

    mark: Mark
    at: datetime
    from_list: bool
    by: str | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A source for which a summary is under review: for what became of it, or because a figure of its record changed.

    `state` is what would have to be looked at again: one of models.STANDINGS, or the version of the record.
    """

    id: int
    key: str
    name: str
    state: str
    words: LazyString
    since: datetime
    is_record: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """That an editor looked again because of a source, and why the summary stands."""

    key: str
    name: str
    words: LazyString
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Review:
    """What is in doubt about the version that readers see, and what was looked at again."""

    doubts: tuple[Doubt, ...] = ()
    kept: tuple[Kept, ...] = ()

    @property
    def of_sources(self) -> tuple[Doubt, ...]:
        """Those about what became of a source."""
        return tuple(doubt for doubt in self.doubts if not doubt.is_record)

    @property
    def of_records(self) -> tuple[Doubt, ...]:
        """Those about a figure that is another one now."""
        return tuple(doubt for doubt in self.doubts if doubt.is_record)

    @property
    def seen(self) -> str:
        """What an editor had before their eyes; it changes with every new mark, and with every change of a record."""
        return ",".join(f"{doubt.id}-{doubt.state}" for doubt in self.doubts)


NOTHING = Review()


def mark_of(source: AnyRecord) -> Mark | None:
    """What became of a source; None where nothing is known against it."""
    if source.standing == "sound" or source.standing_day is None:
        return None
    return Mark(STANDING_WORDS[source.standing], source.standing_day, source.standing_notice or "")


def as_trail(mark: SourceMark, *, with_name: bool) -> Trail:
    """A row of the trail, whose member is loaded."""
    name = mark.by.name if with_name and mark.by is not None else None
    return Trail(Mark(STANDING_WORDS[mark.standing], mark.day, mark.notice), mark.created_at, mark.from_list, name)
