"""Where the lines and circles of a timeline lie: plain geometry in units of the drawing, for a template to print."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_date

__all__ = ["Dot", "Drawing", "Level", "Tick", "draw"]

LOCALE = "en_GB"
WIDTH = 404
LEFT, RIGHT = 58, 384  # of what is plotted; the doses stand left of it
TOP, BASE = 24, 150  # the highest dose, and none
MONTHS_AT, DOTS_AT = 178, 206
HEIGHT = 224
HEIGHT_WITHOUT_DOTS = 190
RADIUS, SMALL_RADIUS, MANY = 8, 5, 20
SHORTEST_DAYS = 62  # a timeline of one month would be a point
MOST_LEVELS, MOST_LABELS, MOST_LONG_LABELS = 4, 6, 4
MONTHS_IN_A_YEAR = 12
HALF_A_LETTER = 5


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line, `y` from above, and the dose in mg that it stands for."""

    y: int
    label: str
    text_y: int


@dataclass(frozen=True, slots=True)
class Tick:
    """The name of a month, centred on `x`."""

    x: int
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A check-in. `kind`: full (better), hollow (no better) or open (cannot tell, or not said)."""

    x: int
    kind: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A timeline: what stands where, in the units of its view box. `step` is the path of the dose, "" without one."""

    width: int
    height: int
    left: int
    right: int
    levels: tuple[Level, ...]
    step: str
    ticks: tuple[Tick, ...]
    ticks_y: int
    dots: tuple[Dot, ...]
    dots_y: int
    radius: int


def draw(steps: Sequence[tuple[date, int]], marks: Sequence[tuple[date, str]], *, until: date) -> Drawing | None:
    """The timeline of dose steps (from, micrograms a day; in order) and check-ins (day, kind), up to a day.

    None where there is nothing to draw. A pause, and what comes after an end, is a step of 0.
    """
    days = [day for day, _ in (*steps, *marks)]
    if not days:
        return None
    first = min(days)
    last = max(*days, until, first + timedelta(days=SHORTEST_DAYS))
    top = highest_level(amount for _, amount in steps)
    base = BASE if steps else TOP

    def x(day: date) -> int:
        return round(LEFT + (RIGHT - LEFT) * (day - first).days / (last - first).days)

    def y(amount: int) -> int:
        return round(BASE - (BASE - TOP) * amount / top[-1])

    shift = base - BASE  # without doses the months and circles move up
    return Drawing(
        width=WIDTH,
        height=(HEIGHT if marks else HEIGHT_WITHOUT_DOTS) + shift,
        left=LEFT,
        right=RIGHT,
        levels=tuple(Level(y(each), written(each), y(each) + 6) for each in top) if steps else (),
        step=path([(x(day), y(amount)) for day, amount in steps], end=x(last)),
        ticks=tuple(tick for day, name in month_labels(first, last) if fits(tick := Tick(x(day), name))),
        ticks_y=MONTHS_AT + shift,
        dots=tuple(Dot(x(day), kind) for day, kind in marks),
        dots_y=DOTS_AT + shift,
        radius=SMALL_RADIUS if len(marks) > MANY else RADIUS,
    )


def highest_level(amounts: Iterable[int]) -> tuple[int, ...]:
    """The doses at which lines are drawn, from 0, evenly, at most four apart; the last is no lower than any dose."""
    highest = max([*amounts, 1])
    size = 1
    while True:
        for factor in (1, 2, 5):
            apart = factor * size
            if apart * MOST_LEVELS >= highest:
                return tuple(range(0, highest + apart, apart))
        size *= 10


def written(micrograms: int) -> str:
    """Milligrams, as short as they can be."""
    return f"{micrograms / 1000:.3f}".rstrip("0").rstrip(".")


def path(corners: Sequence[tuple[int, int]], *, end: int) -> str:
    """A step line through its corners and on to `end`."""
    if not corners:
        return ""
    (x, y), *later = corners
    parts = [f"M{x} {y}"]
    for x, y in later:
        parts.append(f"H{x}V{y}")
    return "".join([*parts, f"H{end}"])


def month_labels(first: date, last: date) -> list[tuple[date, str]]:
    """First days of months with their names, no more than can be read side by side."""
    months = months_between(first, last)
    is_long = len(months) > MONTHS_IN_A_YEAR
    most, pattern = (MOST_LONG_LABELS, "MMM yyyy") if is_long else (MOST_LABELS, "MMM")
    apart = -(-len(months) // most)
    return [(month, format_date(month, pattern, locale=LOCALE)) for month in months[::apart]]


def fits(tick: Tick) -> bool:
    """Whether the whole name lies within the drawing."""
    return tick.x + len(tick.label) * HALF_A_LETTER <= WIDTH


def months_between(first: date, last: date) -> list[date]:
    """The first days of months from `first` to `last`; where there is none, `first` itself."""
    month = first if first.day == 1 else following(first)
    months = []
    while month <= last:
        months.append(month)
        month = following(month)
    return months or [first]


def following(day: date) -> date:
    """The first day of the next month."""
    return date(day.year + day.month // MONTHS_IN_A_YEAR, day.month % MONTHS_IN_A_YEAR + 1, 1)
