"""The numbers of one release, as pages and files show them. Whatever may not be shown is not in here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forum.experiences.statistics import Interval, SurvivalPoint, still_taking, wilson_interval

__all__ = ["BETTER", "SMALLEST", "WORSE", "Figures", "Group", "Row", "Table", "sum_of"]

# A count below this is never shown, and cannot be found out. The Washington State Department of Health suppresses
# non-zero counts under 10 and what depends on them; here zero is a number, too.
SMALLEST = 10
TABLES = (
    *("effect", "dose", "noticed", "time", "standing", "stop_reasons", "severity", "side_effects"),
    "excluded",
)
BETTER = ("very_much_better", "much_better", "a_little_better")
WORSE = ("a_little_worse", "much_worse", "very_much_worse")


@dataclass(frozen=True, slots=True)
class Row:
    """One answer, or (several keys) neighbouring answers joined because one of them was too small to show."""

    keys: tuple[str, ...]
    count: int


Table = tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The responses that a filter leaves, and their effects."""

    keys: tuple[str, ...]
    effect: Table

    @property
    def n(self) -> int:
        """How many responses."""
        return sum(row.count for row in self.effect)


@dataclass(frozen=True, slots=True)
class Figures:
    """Members' numbers for one condition, counted on one day. None and empty tables are too small to show.

    `n` is the number of counted responses by members who took or take it and reported an effect; every table parts the
    same `n`. All counts are of members.
    """

    counted_on: date
    number: int
    method: str
    n: int
    followers: int | None
    took: int | None
    again: int | None
    effect: Table
    dose: Table
    noticed: Table
    time: Table  # how long they have taken it, or had when it ended
    standing: Table
    stop_reasons: Table  # of those who stopped
    steps: tuple[tuple[int, int, int], ...]  # months, at risk, stopped before
    severity: Table  # the worst side effect that each reported; "none" is one of the answers
    side_effects: Table  # one row each; a member may be in several
    filters: tuple[tuple[str, tuple[Group, ...]], ...]  # "dose", "time" or "form"
    excluded: Table

    @property
    def better(self) -> int | None:
        """How many reported feeling better to any degree; None where joined answers hide it."""
        return sum_of(self.effect, BETTER)

    @property
    def worse(self) -> int | None:
        """How many reported feeling worse to any degree."""
        return sum_of(self.effect, WORSE)

    @property
    def stopped(self) -> int | None:
        """How many stopped before they meant to."""
        return sum_of(self.standing, ("stopped",))

    @property
    def any_side_effect(self) -> int | None:
        """How many reported a side effect."""
        without = sum_of(self.severity, ("none",))
        return None if without is None else self.n - without

    @property
    def excluded_total(self) -> int | None:
        """How many responses were left out."""
        return sum(row.count for row in self.excluded) if self.excluded else None

    @property
    def persistence(self) -> tuple[SurvivalPoint, ...]:
        """Who still took it after so many months."""
        return tuple(still_taking(self.steps))

    def groups(self, by: str) -> tuple[Group, ...]:
        """What a filter offers."""
        return dict(self.filters).get(by, ())

    def interval(self, count: int, *, of: int | None = None) -> Interval:
        """The 95% interval of a share of the responses, or of another number."""
        return wilson_interval(count, of or self.n)

    def as_json(self) -> dict[str, Any]:
        """What a release keeps."""
        return {
            "n": self.n,
            "followers": self.followers,
            "took": self.took,
            "again": self.again,
            "steps": [list(each) for each in self.steps],
            "filters": {
                by: [{"keys": list(group.keys), "effect": rows_as_json(group.effect)} for group in groups]
                for by, groups in self.filters
            },
            **{name: rows_as_json(getattr(self, name)) for name in TABLES},
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any], *, counted_on: date, number: int, method: str) -> "Figures":
        """Read them back."""
        filters = tuple(
            (by, tuple(Group(tuple(group["keys"]), rows_of_json(group["effect"])) for group in groups))
            for by, groups in kept["filters"].items()
        )
        return cls(
            counted_on=counted_on,
            number=number,
            method=method,
            n=kept["n"],
            followers=kept["followers"],
            took=kept["took"],
            again=kept["again"],
            steps=tuple((months, at_risk, stopped) for months, at_risk, stopped in kept["steps"]),
            filters=filters,
            **{name: rows_of_json(kept[name]) for name in TABLES},
        )


def sum_of(table: Sequence[Row], keys: tuple[str, ...]) -> int | None:
    """How many gave one of these answers; None where they are joined with others."""
    rows = [row for row in table if set(row.keys) & set(keys)]
    if not rows or {key for row in rows for key in row.keys} != set(keys):
        return None
    return sum(row.count for row in rows)


def rows_as_json(table: Table) -> list[list[Any]]:
    """Each row as its keys and its count."""
    return [[list(row.keys), row.count] for row in table]


def rows_of_json(kept: list[list[Any]]) -> Table:
    """The other way round."""
    return tuple(Row(tuple(keys), count) for keys, count in kept)
