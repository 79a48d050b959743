"""Putting a release together: every table of it, joined until nobody is singled out by it or beside earlier ones."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from forum.experiences.numbers.disclosure import Crossed, Scale, crossed, joined, may_show, offending
from forum.experiences.numbers.figures import BETTER, WORSE, Figures, Group, Row, Table, sum_of
from forum.experiences.numbers.tables import COUNTED_SIDE_EFFECTS, HORIZONS, SCALES, Response, count, course_of, cross
from forum.experiences.statistics import METHOD

__all__ = ["Census", "assembled", "is_worth_it"]

WHOLE = ("effect", "dose", "noticed", "time", "standing", "severity")  # tables that part everybody
FILTERS = ("dose", "time", "form")
EXCLUSIONS = Scale((("interest", "new_account", "hidden", "withdrawn"),), is_ordered=False)
GROWTH = 1.25  # a release may lose detail when it counts this many times the responses of the last one
FEWEST_ROWS = 4  # … and still tells better, no change, worse and cannot tell, or as much, apart


@dataclass(frozen=True, slots=True)
class Census:
    """Everything there is to count for one condition on one day."""

    responses: Sequence[Response]  # by who agreed to be counted, without those left out
    excluded: Counter[str]
    followers: int


def assembled(census: Census, *, day: date, number: int, earlier: Sequence[Figures]) -> Figures | None:
    """The figures that may be shown beside all earlier ones, shown or taken down since. None: too few, or too alike."""
    responses = [response for response in census.responses if response.is_counted]
    n = len(responses)
    if not may_show(n, [figures.n for figures in earlier]):
        return None
    tables = {name: safe_table(responses, name, earlier) for name in WHOLE}
    stops_apart = sum_of(tables["standing"], ("stopped",)) is not None
    rows = {"dose": tables["dose"], "time": tables["time"], "form": safe_table(responses, "form", earlier)}
    return Figures(
        counted_on=day,
        number=number,
        method=METHOD,
        n=n,
        followers=lone(census.followers, [figures.followers for figures in earlier]),
        took=took(census, n, earlier),
        again=again(responses, earlier),
        stop_reasons=stop_reasons(responses, earlier) if stops_apart else (),
        steps=steps(responses, tables["time"], earlier) if stops_apart else (),
        side_effects=side_effects(responses, tables["severity"], earlier),
        filters=tuple(
            (by, filtered(responses, by, rows=rows[by], effect=tables["effect"], earlier=earlier)) for by in FILTERS
        ),
        excluded=joined(census.excluded, EXCLUSIONS, [figures.excluded for figures in earlier if figures.excluded]),
        **tables,
    )


def safe_table(responses: Sequence[Response], name: str, earlier: Sequence[Figures]) -> Table:
    """One table, joined until it may be shown."""
    before = [table_of(figures, name) for figures in earlier]
    return joined(count(responses, name), SCALES[name], [table for table in before if table])


def table_of(figures: Figures, name: str) -> Table:
    """A table of an earlier release; of the form, which only filters, the sizes of the groups."""
    if name == "form":
        return tuple(Row(group.keys, group.n) for group in figures.groups(name))
    found: Table = getattr(figures, name)
    return found


def lone(value: int, earlier: Sequence[int | None]) -> int | None:
    """A number that stands by itself, if it may be shown."""
    return value if may_show(value, [each for each in earlier if each is not None]) else None


def took(census: Census, n: int, earlier: Sequence[Figures]) -> int | None:
    """How many took or take it, if also those may be counted who reported no effect: beside `n` it tells how many."""
    total = sum(response.status != "considering" for response in census.responses)
    before = [(Row(("silent",), figures.took - figures.n),) for figures in earlier if figures.took is not None]
    silent = joined({"silent": total - n}, Scale((("silent",),)), before)
    return lone(total, [figures.took for figures in earlier]) if silent else None


def again(responses: Sequence[Response], earlier: Sequence[Figures]) -> int | None:
    """How many reported an effect again after three months, if that and the others may both be shown."""
    counts = Counter("again" if response.again else "once" for response in responses)
    before = [
        (Row(("again",), figures.again), Row(("once",), figures.n - figures.again))
        for figures in earlier
        if figures.again is not None
    ]
    table = joined(counts, Scale((("again",), ("once",))), before)
    return sum_of(table, ("again",)) if len(table) > 1 else None


def stop_reasons(responses: Sequence[Response], earlier: Sequence[Figures]) -> Table:
    """Why members stopped; without the others, who are the rest of `n`."""
    before = [
        (*figures.stop_reasons, Row(("not_stopped",), figures.n - sum(row.count for row in figures.stop_reasons)))
        for figures in earlier
        if figures.stop_reasons
    ]
    table = joined(count(responses, "stop_reasons"), SCALES["stop_reasons"], before)
    if not any(row.keys == ("not_stopped",) for row in table):
        return ()
    return tuple(row for row in table if row.keys != ("not_stopped",))


def side_effects(responses: Sequence[Response], severity: Table, earlier: Sequence[Figures]) -> Table:
    """Each side effect that many reported, where also those with another one, and those with none, are many."""
    without = sum_of(severity, ("none",))
    if without is None:
        return ()
    found: list[Row] = []
    for kind in COUNTED_SIDE_EFFECTS:
        counts = Counter(
            {
                kind: sum(kind in response.side_effects for response in responses),
                "another": sum(
                    bool(response.side_effects) and kind not in response.side_effects for response in responses
                ),
                "none": without,
            }
        )
        before = [table for figures in earlier if (table := with_side_effect(figures, kind))]
        table = joined(counts, Scale(((kind,), ("another",), ("none",))), before)
        if len(table) == len(counts):
            found.append(Row((kind,), counts[kind]))
    return tuple(sorted(found, key=lambda row: -row.count))


def with_side_effect(figures: Figures, kind: str) -> Table:
    """What an earlier release told of one side effect: this one, another, none. Empty if nothing."""
    count_then, any_then = sum_of(figures.side_effects, (kind,)), figures.any_side_effect
    if count_then is None or any_then is None:
        return ()
    return (
        Row((kind,), count_then),
        Row(("another",), any_then - count_then),
        Row(("none",), figures.n - any_then),
    )


def filtered(
    responses: Sequence[Response], by: str, *, rows: Table, effect: Table, earlier: Sequence[Figures]
) -> tuple[Group, ...]:
    """The effects in each group that a filter leaves; none where there are not two groups that may be shown."""
    whole = [row.keys for row in effect]
    parted = [tuple(whole), *coarser(whole)]
    before = [
        Crossed(tuple((group.keys, group.effect) for group in figures.groups(by)))
        for figures in earlier
        if figures.groups(by)
    ]
    if len(rows) < 2:
        return ()
    found = crossed(cross(responses, by), SCALES[by], rows=[row.keys for row in rows], columns=parted, earlier=before)
    return tuple(Group(keys, table) for keys, table in found.groups)


def coarser(blocks: Sequence[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    """Fewer columns: better, neither, worse; then better and not better. Only where the blocks allow it."""
    better = [block for block in blocks if set(block) <= set(BETTER)]
    worse = [block for block in blocks if set(block) <= set(WORSE)]
    neither = [block for block in blocks if not set(block) & {*BETTER, *WORSE}]
    parts = [[key for block in part for key in block] for part in (better, neither, worse)]
    if any(block not in (*better, *neither, *worse) for block in blocks):
        return []
    threefold = [tuple(part) for part in parts if part]
    twofold = [tuple(parts[0]), (*parts[1], *parts[2])]
    return [each for each in (threefold, twofold) if len(each) > 1 and all(each)]


def steps(responses: Sequence[Response], time: Table, earlier: Sequence[Figures]) -> tuple[tuple[int, int, int], ...]:
    """At risk and stopped before 3, 6 and 12 months, or as many of these times as may be shown.

    They tell how many were followed for so long, and therefore part the time only where its own table does.
    """
    counts = Counter(course_of(response) for response in responses)
    stopped = sum(response.status == "stopped" for response in responses)
    parted = [months for months in HORIZONS if all(lies_on_one_side(row.keys, months) for row in time)]
    for times in (times for many in (3, 2, 1) for times in combinations(parted, many)):
        found = steps_at(counts, times)
        tables = courses(found, len(responses), stopped)
        before = [courses(figures.steps, figures.n, figures.stopped or 0) for figures in earlier if figures.steps]
        if all(is_safe(table, [each[number] for each in before]) for number, table in enumerate(tables)):
            return found
    return ()


def lies_on_one_side(block: tuple[str, ...], months: int) -> bool:
    """Whether a block of the table of times is wholly below or wholly above so many months."""
    above = set(bands(months, None))
    return set(block) <= above or not set(block) & above


def steps_at(counts: Counter[str], times: Sequence[int]) -> tuple[tuple[int, int, int], ...]:
    """At risk in each group of months: who stopped in it, and who is known to have gone beyond it."""
    found: list[tuple[int, int, int]] = []
    start = 0
    for months in times:
        stopped = sum(counts[f"stopped:{band}"] for band in bands(start, months))
        beyond = sum(counts[f"{how}:{band}"] for how in ("stopped", "followed") for band in bands(months, None))
        found.append((months, stopped + beyond, stopped))
        start = months
    return tuple(found)


def bands(start: int, end: int | None) -> list[str]:
    """The bands of time from `start` to below `end` completed months."""
    names = dict(zip((0, *HORIZONS), ("under_3", "3_to_6", "6_to_12", "over_12"), strict=True))
    return [name for begins, name in names.items() if begins >= start and (end is None or begins < end)]


def courses(found: Sequence[tuple[int, int, int]], n: int, stopped: int) -> tuple[Table, Table]:
    """What the steps tell: everybody by when they stopped or how long they were followed; and those who stopped."""
    rows: list[Row] = []
    start, left = 0, n
    for months, at_risk, gone in found:
        names = bands(start, months)
        shorter = [f"followed:{name}" for name in names]
        if start == 0:
            shorter += ["followed:not_said", "stopped:not_said"]
        rows.append(Row(tuple(shorter), left - at_risk))
        rows.append(Row(tuple(f"stopped:{name}" for name in names), gone))
        start, left = months, at_risk - gone
    rows.append(Row(tuple(f"{how}:{name}" for how in ("stopped", "followed") for name in bands(start, None)), left))
    gone_then = sum(gone for _, _, gone in found)
    later = tuple(f"stopped:{name}" for name in [*bands(start, None), "not_said"])
    stops = [row for row in rows if all(key.startswith("stopped:") for key in row.keys)]
    followed = tuple(f"followed:{name}" for name in [*bands(0, None), "not_said"])
    return tuple(rows), (*stops, Row(later, stopped - gone_then), Row(followed, n - stopped))


def is_safe(table: Table, earlier: Sequence[Table]) -> bool:
    """Whether a table may be shown just as it is."""
    now = {row.keys: row.count for row in table}
    return not offending(list(now), now.__getitem__, earlier)


def is_worth_it(new: Figures, shown: Figures) -> bool:
    """Whether the new release should replace the one that is shown: as detailed, or a good deal larger."""
    if new.as_json() == shown.as_json():
        return False
    if detail(new) >= detail(shown) and len(new.effect) >= len(shown.effect):
        return True
    enough = min(len(shown.effect), FEWEST_ROWS)
    return new.n >= GROWTH * shown.n and len(new.effect) >= enough and 2 * detail(new) >= detail(shown)


def detail(figures: Figures) -> int:
    """How many numbers a release tells."""
    tables = (figures.effect, figures.dose, figures.noticed, figures.time, figures.standing, figures.stop_reasons)
    told = sum(map(len, (*tables, figures.severity, figures.side_effects, figures.steps)))
    return told + sum(len(group.effect) for _, groups in figures.filters for group in groups)
