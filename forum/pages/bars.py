"""Where the bars, the bands and the points of members' numbers lie: plain geometry, for templates to print."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forum.experiences.statistics import Interval, SurvivalPoint

__all__ = ["BAR_GRID", "Bar", "Count", "Curve", "Mark", "bar", "curve", "in_100", "percent", "scale_of"]

BAR_GRID = 300  # units across a bar's picture; it is stretched to whatever room there is
STEP = 10  # the scale ends at a multiple of so many in 100
WHOLE = 100
# The picture of who still takes it, in its own units; it is drawn as wide as it says at most.
LEFT, RIGHT, TOP, BASE = 44, 330, 14, 150
BAND = 18  # units, how wide the band of a point is
LINES = (0, 50, 100)  # in 100, where a line crosses the picture


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many gave this answer. `interval`: where the share could fairly lie; None: it is not asked."""

    words: str
    count: int
    of: int
    interval: Interval | None = None
    is_open: bool = False  # "cannot tell" is no answer to better or worse, and looks like none

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.count / self.of

    @property
    def reach(self) -> float:
        """How far a picture of it goes, from 0 to 1."""
        return self.interval.high if self.interval else self.share


@dataclass(frozen=True, slots=True)
class Bar:
    """A count with its picture: `length` of the bar, `start` and `band` of its interval, in units of BAR_GRID."""

    words: str
    count: int
    of: int
    percent: str | None
    low: int | None  # in 100
    high: int | None
    length: float
    start: float
    band: float
    is_open: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A share at one time: its point at (x, y), and its band from `band_y` down, `band` high; 0 where it has none."""

    label: str
    x: float
    y: float
    band_x: float
    band_y: float
    band: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Shares over time as a picture. `lines` are (y, in 100); `path` steps from point to point."""

    width: int
    height: int
    left: int
    right: int
    base: int
    band: int
    lines: tuple[tuple[float, int], ...]
    marks: tuple[Mark, ...]
    path: str


def percent(share: float) -> str:
    """A share (0 to 1) in whole percent; what is neither none nor all is never rounded to it."""
    whole = in_100(share)
    if share > 0 and whole == 0:
        return "<1%"
    return ">99%" if share < 1 and whole == WHOLE else f"{whole}%"


def in_100(share: float) -> int:
    """A share (0 to 1) as whole percent, halves up."""
    return math.floor(share * WHOLE + 0.5)


def scale_of(counts: Iterable[Count]) -> int:
    """The one scale of a page, in 100: the next ten above everything that is drawn."""
    farthest = max((count.reach for count in counts), default=1.0)
    return min(WHOLE, max(STEP, math.ceil(farthest * WHOLE / STEP - 1e-9) * STEP))


def bar(count: Count, *, scale: int) -> Bar:
    """A count on a scale that ends at `scale` in 100."""

    def units(share: float) -> float:
        return round(share * WHOLE / scale * BAR_GRID, 1)

    found = count.interval
    return Bar(
        words=count.words,
        count=count.count,
        of=count.of,
        percent=percent(count.share) if found else None,
        low=in_100(found.low) if found else None,
        high=in_100(found.high) if found else None,
        length=units(count.share),
        start=units(found.low) if found else 0.0,
        band=round(units(found.high) - units(found.low), 1) if found else 0.0,
        is_open=count.is_open,
    )


def curve(points: Sequence[SurvivalPoint]) -> Curve | None:
    """Who still takes it, from all at the start to the last time that is known; None where nothing is."""
    if not points:
        return None
    last = points[-1].time

    def across(time: int) -> float:
        return round(LEFT + (RIGHT - LEFT) * time / last, 1)

    def up(share: float) -> float:
        return round(BASE - (BASE - TOP) * share, 1)

    marks = [Mark("0", across(0), up(1), across(0), up(1), 0.0)]
    for point in points:
        x, found = across(point.time), point.interval
        band_y, band = (up(found.high), round(up(found.low) - up(found.high), 1)) if found else (up(point.share), 0.0)
        marks.append(Mark(str(point.time), x, up(point.share), x - BAND / 2, band_y, band))
    return Curve(
        width=RIGHT + BAND,
        height=BASE + 30,
        left=LEFT,
        right=RIGHT,
        base=BASE,
        band=BAND,
        lines=tuple((up(each / WHOLE), each) for each in LINES),
        marks=tuple(marks),
        path=f"M{marks[0].x:g} {marks[0].y:g}" + "".join(f"H{mark.x:g}V{mark.y:g}" for mark in marks[1:]),
    )
