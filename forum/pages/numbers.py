"""Members' numbers as their pages show them: every count in words and with its picture."""

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from forum.experiences.numbers.figures import Figures, Group, Table
from forum.experiences.statistics import wilson_interval
from forum.pages.bars import Bar, Count, Curve, bar, curve, in_100, percent, scale_of
from forum.pages.number_words import FILTER_WORDS, FILTERS, TABLES, joined

__all__ = [
    "WITH_SHARES",
    "Choice",
    "Choices",
    "Heads",
    "Numbers",
    "ShownGroup",
    "Step",
    "Tables",
    "group_code",
    "groups_of",
    "is_undivided",
    "numbers_of",
]

# The tables whose counts are also told as shares with their intervals. The others are counts alone: which dose
# members take, or when they noticed something, is no result.
WITH_SHARES = frozenset({"effect", "stop_reasons", "severity", "side_effects"})
Bars = tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """The answers. An empty table is too few to show. `group`: the effects in the group that is looked at."""

    effect: Bars
    dose: Bars
    noticed: Bars
    time: Bars
    standing: Bars
    stop_reasons: Bars
    severity: Bars
    side_effects: Bars
    group: Bars


@dataclass(frozen=True, slots=True)
class Heads:
    """What several answers come to; None where too few gave one of them."""

    better: Bar | None
    worse: Bar | None
    stopped: Bar | None
    any_side_effect: Bar | None


@dataclass(frozen=True, slots=True)
class Step:
    """How many still took it after so many months. `low` and `high` are in 100; None: there is no interval."""

    months: int
    at_risk: int
    stopped: int
    percent: str
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A group that may be looked at; `code` stands in the address."""

    code: str
    by: str  # what the groups of this kind are about
    words: str
    n: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """Groups that part the reports in one way."""

    words: str
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group with its answers; `scale` is where the lines of all groups end, in 100."""

    by: str
    words: str
    n: int
    bars: Bars
    scale: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """A release, ready to print."""

    day: date
    number: int
    method: str
    n: int
    followers: int | None
    took: int | None
    again: int | None
    scale: int  # where every line of a bar ends, in 100
    tables: Tables
    heads: Heads
    steps: tuple[Step, ...]
    curve: Curve | None
    choices: tuple[Choices, ...]
    chosen: Choice | None
    excluded: tuple[tuple[str, int], ...]
    excluded_total: int | None


def group_code(by: str, group: Group) -> str:
    """How an address names a group, such as "dose.1_to_3" or, joined, "form.tablet.cream"."""
    return ".".join((by, *group.keys))


def numbers_of(figures: Figures, *, asked: str = "") -> Numbers:
    """The page's numbers; `asked` is the group in the address. One that is not shown is as good as none."""
    counts = tables_of(figures, chosen_group(figures, asked))
    heads = heads_of(figures)
    scale = scale_of([*(count for each in counts.values() for count in each), *heads.values()])
    choices = tuple(choices_of(by, groups, asked) for by, groups in figures.filters if groups)
    return Numbers(
        day=figures.counted_on,
        number=figures.number,
        method=figures.method,
        n=figures.n,
        followers=figures.followers,
        took=figures.took,
        again=figures.again,
        scale=scale,
        tables=Tables(**{name: tuple(bar(each, scale=scale) for each in found) for name, found in counts.items()}),
        heads=Heads(**{name: bar(heads[name], scale=scale) if name in heads else None for name in Heads.__slots__}),
        steps=steps_of(figures),
        curve=curve(figures.persistence),
        choices=choices,
        chosen=next((each for by in choices for each in by.options if each.is_chosen), None),
        excluded=tuple((joined(row.keys, TABLES["excluded"]), row.count) for row in figures.excluded),
        excluded_total=figures.excluded_total,
    )


def groups_of(figures: Figures) -> tuple[ShownGroup, ...]:
    """Every group that is shown, on a scale of their own."""
    every = [(by, group) for by, groups in figures.filters for group in groups]
    counts = [counts_of("effect", group.effect, of=group.n) for _by, group in every]
    scale = scale_of(count for each in counts for count in each)
    return tuple(
        ShownGroup(
            by=str(FILTER_WORDS[by]),
            words=joined(group.keys, FILTERS[by]),
            n=group.n,
            bars=tuple(bar(count, scale=scale) for count in found),
            scale=scale,
        )
        for (by, group), found in zip(every, counts, strict=True)
    )


def chosen_group(figures: Figures, asked: str) -> Group | None:
    """The group of this code, if it is shown."""
    every = ((by, group) for by, groups in figures.filters for group in groups)
    return next((group for by, group in every if group_code(by, group) == asked), None)


def tables_of(figures: Figures, group: Group | None) -> dict[str, tuple[Count, ...]]:
    """The counts of every table, by the names of Tables."""
    whole = ("effect", "dose", "noticed", "time", "standing", "severity", "side_effects")
    return {
        **{name: counts_of(name, getattr(figures, name), of=figures.n) for name in whole},
        "stop_reasons": counts_of("stop_reasons", figures.stop_reasons, of=figures.stopped),
        "group": counts_of("effect", group.effect, of=group.n) if group else (),
    }


def counts_of(name: str, table: Table, *, of: int | None) -> tuple[Count, ...]:
    """A table in words. Without a number to count against, or with all answers joined, nothing of it is shown."""
    if of is None or is_undivided(table):
        return ()
    return tuple(
        Count(
            words=joined(row.keys, TABLES[name]),
            count=row.count,
            of=of,
            interval=wilson_interval(row.count, of) if name in WITH_SHARES else None,
            is_open=row.keys == ("cannot_tell",),
        )
        for row in table
    )


def is_undivided(table: Table) -> bool:
    """Whether all answers had to be joined: then it says only how many there are, which is said elsewhere."""
    return len(table) == 1 and len(table[0].keys) > 1


def heads_of(figures: Figures) -> dict[str, Count]:
    """What several answers come to, by the names of Heads, where it can be shown."""
    words = {
        "better": _("Better to any degree"),
        "worse": _("Worse to any degree"),
        "stopped": _("Stopped taking it"),
        "any_side_effect": _("Any side effect"),
    }
    found = {name: getattr(figures, name) for name in words}
    return {
        name: Count(words[name], count, figures.n, figures.interval(count))
        for name, count in found.items()
        if count is not None
    }


def steps_of(figures: Figures) -> tuple[Step, ...]:
    """Who still took it, in whole percent."""
    return tuple(
        Step(
            months=point.time,
            at_risk=point.at_risk,
            stopped=point.stopped,
            percent=percent(point.share),
            low=in_100(point.interval.low) if point.interval else None,
            high=in_100(point.interval.high) if point.interval else None,
        )
        for point in figures.persistence
    )


def choices_of(by: str, groups: tuple[Group, ...], asked: str) -> Choices:
    """The groups of one filter as choices."""
    about = str(FILTER_WORDS[by])
    codes = [group_code(by, group) for group in groups]
    options = tuple(
        Choice(code, about, joined(group.keys, FILTERS[by]), group.n, is_chosen=code == asked)
        for code, group in zip(codes, groups, strict=True)
    )
    return Choices(about, options)
