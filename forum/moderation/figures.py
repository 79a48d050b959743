"""The numbers of finished months in words: as a page and as a file."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import format_timedelta
from flask_babel import gettext as _

from forum.moderation.openness import SMALLEST, Cell
from forum.moderation.queries import MonthFigures
from forum.moderation.reasons import REASONS
from forum.moderation.sanctions import kind_words
from forum.moderation.verbs import verb_words

__all__ = ["Shown", "ShownCell", "ShownTable", "as_csv", "shown"]

HOUR = 3_600
HEADING = ("month", "table", "kinds", "words", "count", "hours", "percent")
KEY_SEPARATOR = "+"


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A number and what it counts; None stands for fewer than ten."""

    words: Sequence[str]
    count: int | None


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A heading and its numbers."""

    name: str
    heading: str
    cells: Sequence[ShownCell]


@dataclass(frozen=True, slots=True)
class Shown:
    """The numbers of a month as its page tells them; no times where there are too few."""

    tables: Sequence[ShownTable]
    overturned: int | None
    median: str | None
    ninetieth: str | None


def reason_words(key: str) -> str:
    """Why something was flagged."""
    return str(REASONS[key].words)


def moderator_words(_key: str) -> str:
    """Who acted."""
    return _("Moderators who decided or acted")


def tables_of(figures: MonthFigures) -> list[tuple[str, str, Sequence[Cell], Callable[[str], str]]]:
    """The tables of a month: a name for the file, a heading, its cells, and the words of a kind. One more is a line."""
    return [
        ("flags", _("Why members flagged something"), figures.flags, reason_words),
        ("outcomes", _("What was decided"), figures.outcomes, verb_words),
        ("appeals", _("Appeals that were decided"), figures.appeals, verb_words),
        ("sanctions", _("Sanctions"), figures.sanctions, kind_words),
        ("automatic", _("What the forum did by itself"), figures.automatic, verb_words),
        ("moderators", _("The team"), figures.moderators, moderator_words),
    ]


def shown(figures: MonthFigures) -> Shown:
    """A month as its page tells it."""
    return Shown(
        tables=[
            ShownTable(
                name, heading, [ShownCell([beginning(words(key)) for key in cell.keys], cell.count) for cell in cells]
            )
            for name, heading, cells, words in tables_of(figures)
        ],
        overturned=figures.overturned,
        median=span_words(figures.median),
        ninetieth=span_words(figures.ninetieth),
    )


def beginning(words: str) -> str:
    """Words as a line begins with them."""
    return words[:1].upper() + words[1:]


def span_words(seconds: float | None) -> str | None:
    """A time as coarse as it may be told: whole hours, then days."""
    if seconds is None:
        return None
    if seconds < HOUR:
        return _("less than an hour")
    words: str = format_timedelta(hours(seconds) * HOUR, granularity="hour", threshold=1.5)
    return words


def hours(seconds: float) -> int:
    """Whole hours, rounded up."""
    return int(-(-seconds // HOUR))


def as_csv(months: Sequence[MonthFigures]) -> str:
    """Every number of the pages, a row each, as RFC 4180 has it. An empty count stands for fewer than ten."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADING)
    for figures in months:
        month = f"{figures.month:%Y-%m}"
        for name, _heading, cells, words in tables_of(figures):
            for cell in cells:
                kinds = KEY_SEPARATOR.join(cell.keys)
                told = _("fewer than %(number)s", number=SMALLEST) if cell.count is None else ""
                said = "; ".join([*([told] if told else []), *(words(key) for key in cell.keys)])
                writer.writerow([month, name, kinds, said, "" if cell.count is None else cell.count, "", ""])
        for name, seconds in (("median", figures.median), ("ninetieth_percentile", figures.ninetieth)):
            told = _("Hours from opening a case to its decision, rounded up")
            writer.writerow([month, name, "", told, "", "" if seconds is None else hours(seconds), ""])
        told = _("Percent of the decided appeals that changed or reversed the first decision")
        writer.writerow(
            [month, "overturned", "", told, "", "", "" if figures.overturned is None else figures.overturned]
        )
    return out.getvalue()
