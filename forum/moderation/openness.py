"""What the public may read of moderation: which acts, and which numbers may stand beside which. Nothing knows a row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from forum.experiences.numbers.figures import SMALLEST

__all__ = [
    "AUTOMATIC",
    "INTERNAL",
    "LATE",
    "PUBLIC",
    "SMALLEST",
    "Cell",
    "finished_months",
    "month_after",
    "month_of",
    "pooled",
    "start_of",
]

# Acts that stand in the public log. Every verb of the log is either here or in INTERNAL; a test says so.
PUBLIC = frozenset(
    {
        "answer",
        "ask_edit",
        "auto_hide",
        "change",
        "content_note",
        "duplicate",
        "hide",
        "hold",
        "keep",
        "lift",
        "limit",
        "lock",
        "look_email",
        "merge",
        "message",
        "move",
        "not_edited",
        "nothing",
        "remove",
        "reveal",
        "reverse",
        "screen",
        "silence",
        "slow",
        "split",
        "suspend",
        "suspension",
        "uphold",
        "warning",
    }
)
# How moderators share their work, and what an author did themselves. An undone act is shown as undone where it stands.
INTERNAL = frozenset(
    {
        # Nothing that is done for somebody at risk is public, not even that it was done.
        "alarm",
        "look_after",
        "make_ordinary",
        "return",
        "take_on",
        "write",
        "appeal",
        "ask_again",
        "claim",
        "explain",
        "hand_over",
        "note",
        "open",
        "question_back",
        "retire_words",
        "screening_rule",
        "second_opinion",
        "take_over",
        "together",
        "undo",
        "withdrawn",
        "write_words",
    }
)
# Whoever was looked at is told after a week; the public log must not tell them before.
LATE = frozenset({"look_email", "reveal"})
# What the forum does by itself, without anybody's click. Taking back is an author's own act.
AUTOMATIC = frozenset({"auto_hide", "hold", "not_edited", "screen"})


@dataclass(frozen=True, slots=True)
class Cell:
    """A number that may be shown, of one kind or of several together; None stands for fewer than SMALLEST."""

    keys: tuple[str, ...]
    count: int | None


def pooled(counts: Mapping[str, int], keys: Sequence[str]) -> list[Cell]:
    """The counts of these kinds, none below SMALLEST and none to be worked out from the others and their sum.

    Small counts (zero is one) are put together, with the smallest of the others if they do not reach SMALLEST:
    whoever subtracts from the sum gets that one cell, of two kinds at least. In the order of `keys`, the pool last.
    """
    small = [key for key in keys if counts.get(key, 0) < SMALLEST]
    apart = sorted((key for key in keys if key not in small), key=lambda key: counts[key])
    if not apart and sum(counts.get(key, 0) for key in small) < SMALLEST:
        return [Cell(tuple(keys), None)]
    while small and apart and (len(small) == 1 or sum(counts.get(key, 0) for key in small) < SMALLEST):
        small.append(apart.pop(0))
    shown = [Cell((key,), counts[key]) for key in keys if key in apart]
    if small:
        pool = tuple(key for key in keys if key in small)
        shown.append(Cell(pool, sum(counts.get(key, 0) for key in pool)))
    return shown


def month_of(moment: datetime) -> date:
    """The first day of the month (UTC) in which a moment lies."""
    return moment.astimezone(UTC).date().replace(day=1)


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month + timedelta(days=31)).replace(day=1)


def start_of(day: date) -> datetime:
    """When a day begins, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def finished_months(first: datetime | None, *, at: datetime) -> Iterator[date]:
    """The months that are over, from that of `first`, oldest first."""
    month = month_of(first) if first is not None else month_of(at)
    while month < month_of(at):
        yield month
        month = month_after(month)
