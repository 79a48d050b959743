"""Somebody who wants to single members out: takes what releases show as a linear system, and solves it.

The unknowns are how many members gave each combination of answers. Whatever is fixed by the shown numbers together
(and by no count being negative) has been found out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

import numpy as np
from scipy.optimize import linprog

from forum.experiences.choices import STOP_REASONS
from forum.experiences.models import EFFECTS, SEVERITIES
from forum.experiences.numbers.figures import Figures, Row
from forum.experiences.numbers.tables import SCALES

Combination = dict[str, object]
Shown = tuple[str, Callable[[Combination], bool], int]
TINY = 1e-7
FILTERS = ("dose", "time", "form")
TIMES = ("under_3", "3_to_6", "6_to_12", "over_12")
BEGINS = dict(zip(TIMES, (0, 3, 6, 12), strict=True))


@dataclass
class System:
    """What one release shows about one family of answers: sets of combinations, and how many members are in each."""

    combinations: list[Combination]
    shown: list[Shown]

    @cached_property
    def matrix(self) -> np.ndarray:
        return np.array([[float(test(each)) for each in self.combinations] for _, test, _ in self.shown])

    @cached_property
    def counts(self) -> np.ndarray:
        return np.array([float(count) for _, _, count in self.shown])

    @cached_property
    def basis(self) -> np.ndarray:
        """An orthonormal basis of everything that the shown numbers fix."""
        _, sizes, rows = np.linalg.svd(self.matrix, full_matrices=False)
        return rows[sizes > TINY]

    @cached_property
    def leeway(self) -> float:
        """The largest number that every combination can hold at once. Above 0, no combination is forced to be empty,
        and then a set is known exactly when it follows from the equations alone."""
        size = len(self.combinations)
        found = linprog(
            c=np.r_[np.zeros(size), -1.0],
            A_eq=np.c_[self.matrix, np.zeros(len(self.shown))],
            b_eq=self.counts,
            A_ub=np.c_[-np.eye(size), np.ones(size)],
            b_ub=np.zeros(size),
            bounds=[(0, None)] * size + [(0, 1)],
        )
        assert found.success, found.message
        return float(-found.fun)

    def fixes(self, sets: np.ndarray) -> np.ndarray:
        """Which of these sets (one a row) are known exactly."""
        rest = sets - (sets @ self.basis.T) @ self.basis
        return np.linalg.norm(rest, axis=1) < TINY

    def worth(self, wanted: np.ndarray) -> int:
        """How many members are in a set that is known."""
        how, *_ = np.linalg.lstsq(self.matrix.T, wanted, rcond=None)
        return round(float(how @ self.counts))


def within(name: str, table: Sequence[Row]) -> Iterator[Shown]:
    """Each row of a table of one question."""
    for row in table:
        yield f"{name}: {row.keys}", (lambda each, keys=row.keys: each[name] in keys), row.count


def everybody(figures: Figures) -> Shown:
    return "n", lambda _: True, figures.n


def grid(**answers: Sequence[object]) -> list[Combination]:
    return [dict(zip(answers, values, strict=True)) for values in product(*answers.values())]


def by_filter(figures: Figures, by: str) -> Iterator[Shown]:
    """Each cell that a filter shows."""
    for group in figures.groups(by):
        for row in group.effect:
            yield (
                f"{by} {group.keys} with {row.keys}",
                lambda each, ours=group.keys, keys=row.keys: each[by] in ours and each["effect"] in keys,
                row.count,
            )


def effects(figures: Figures, by: Sequence[str]) -> System:
    """Effects, with the answers by which they can be filtered."""
    answers = {name: SCALES[name].keys for name in by}
    shown = [everybody(figures), *within("effect", figures.effect)]
    for name in by:
        if name != "form":
            shown += within(name, getattr(figures, name))
        shown += by_filter(figures, name)
    return System(grid(effect=EFFECTS, **answers), shown)


def whole_effects(figures: Figures) -> System:
    """Effects with all filters at once: 1,440 combinations."""
    return effects(figures, FILTERS)


def course(figures: Figures) -> System:
    """Whether, when and why members stopped."""
    going = grid(standing=("taking", "paused", "finished"), time=(*TIMES, "not_said"), reason=("not_stopped",))
    stopped = grid(standing=("stopped",), time=(*TIMES, "not_said"), reason=tuple(STOP_REASONS))
    shown = [everybody(figures), *within("standing", figures.standing), *within("reason", figures.stop_reasons)]
    shown += within("time", figures.time)
    start = 0
    for months, at_risk, gone in figures.steps:
        ours = [time for time in TIMES if start <= BEGINS[time] < months]
        beyond = [time for time in TIMES if BEGINS[time] >= months]

        def went(each: Combination, ours: list[str] = ours) -> bool:
            return each["standing"] == "stopped" and each["time"] in ours

        def was_at_risk(each: Combination, ours: list[str] = ours, beyond: list[str] = beyond) -> bool:
            return each["time"] in beyond or (each["standing"] == "stopped" and each["time"] in ours)

        shown += [(f"stopped before {months}", went, gone), (f"at risk at {months}", was_at_risk, at_risk)]
        start = months
    return System(going + stopped, shown)


def unwanted(figures: Figures, kinds: Sequence[str]) -> System:
    """Side effects: these, and whether there are others."""
    flags = [dict(zip((*kinds, "unlisted"), has, strict=True)) for has in product((0, 1), repeat=len(kinds) + 1)]
    combos = [
        {**each, "severity": severity}
        for each in flags
        for severity in ((*SEVERITIES, "not_said") if any(each.values()) else ("none",))
    ]
    shown = [everybody(figures), *within("severity", figures.severity)]
    if figures.any_side_effect is not None:
        shown.append(("any", lambda each: each["severity"] != "none", figures.any_side_effect))
    listed = [(row.keys[0], row.count) for row in figures.side_effects if row.keys[0] in kinds]
    shown += [(kind, lambda each, kind=kind: bool(each[kind]), many) for kind, many in listed]
    return System(combos, shown)


def ladder(figures: Figures) -> System:
    """Who took it, who reported an effect, who did so again."""
    rungs = grid(rung=("silent", "once", "again"))
    shown: list[Shown] = [("n", lambda each: each["rung"] != "silent", figures.n)]
    if figures.took is not None:
        shown.append(("took", lambda _: True, figures.took))
    if figures.again is not None:
        shown.append(("again", lambda each: each["rung"] == "again", figures.again))
    return System(rungs, shown)


def excluded(figures: Figures) -> System:
    return System(grid(why=("interest", "new_account", "hidden", "withdrawn")), list(within("why", figures.excluded)))


def noticed(figures: Figures) -> System:
    return System(grid(noticed=SCALES["noticed"].keys), [everybody(figures), *within("noticed", figures.noticed)])


def families(figures: Figures, kinds: Sequence[str]) -> dict[str, System]:
    """Everything that a release shows, in parts that share no answer but their sum; of the side effects, these.

    Each filter is a part: given the effect, what is known of one filter says nothing more of another
    (tried with all of them at once by `whole_effects`).
    """
    return {
        **{by: effects(figures, [by]) for by in FILTERS},
        "course": course(figures),
        "side effects": unwanted(figures, kinds),
        "ladder": ladder(figures),
        "excluded": excluded(figures),
        "noticed": noticed(figures),
    }


def guesses(system: System) -> Iterator[tuple[str, np.ndarray]]:
    """Sets that tell something of somebody: every combination, every answer and pair of answers, and what lies
    between two shown sets of which one holds the other."""
    everyone = system.combinations
    for number, each in enumerate(everyone):
        yield str(each), np.eye(1, len(everyone), number)[0]
    names = list(everyone[0])
    for size in (1, 2):
        for chosen in combinations(names, size):
            for values in sorted({tuple(each[name] for name in chosen) for each in everyone}, key=str):
                holds = [tuple(each[name] for name in chosen) == values for each in everyone]
                yield f"{chosen} = {values}", np.array(holds, dtype=float)
    for (one, _, _), (other, _, _), small, large in pairs(system):
        yield f"{other} without {one}", large - small


def pairs(system: System) -> Iterator[tuple[Shown, Shown, np.ndarray, np.ndarray]]:
    """Shown sets of which the first lies within the second."""
    if not len(system.shown):
        return
    inner = system.matrix @ system.matrix.T
    sizes = np.diag(inner)
    for i, j in zip(*np.nonzero((inner == sizes[:, None]) & (sizes[:, None] < sizes[None, :])), strict=True):
        yield system.shown[i], system.shown[j], system.matrix[i], system.matrix[j]


def found_in(system: System, smallest: int) -> list[str]:
    """What a single release gives away: sets of fewer members than that."""
    if not system.shown:
        return []
    named = list(guesses(system))
    sets = np.array([each for _, each in named])
    known = system.fixes(sets)
    worths = {name: system.worth(each) for (name, each), is_known in zip(named, known, strict=True) if is_known}
    return [f"{name}: {worth}" for name, worth in worths.items() if worth < smallest]


def common(one: System, other: System) -> np.ndarray:
    """A basis of what both releases fix."""
    both = np.concatenate([one.basis, -other.basis])
    _, sizes, rows = np.linalg.svd(both.T, full_matrices=True)
    rank = int((sizes > TINY).sum())
    mixes = rows[rank:][:, : len(one.basis)]
    return mixes @ one.basis


def known_to_both(one: System, other: System) -> list[np.ndarray]:
    """The smallest sets that both releases fix: unions of few classes of combinations that neither tells apart."""
    space = common(one, other)
    if not len(space):
        return []
    classes: list[np.ndarray] = []
    left = set(range(len(one.combinations)))
    while left:
        first = min(left)
        alike = [each for each in left if np.allclose(space[:, each], space[:, first], atol=TINY)]
        classes.append(np.isin(np.arange(len(one.combinations)), alike).astype(float))
        left -= set(alike)
    found: list[np.ndarray] = []
    for size in (1, 2, 3):
        if len(classes) > 16 and size > 2:
            break
        for chosen in combinations(classes, size):
            union = np.sum(chosen, axis=0)
            if any(np.all(each <= union) for each in found):
                continue
            if one.fixes(union[None])[0] and other.fixes(union[None])[0]:
                found.append(union)
    return found


def moved(one: System, other: System, smallest: int) -> list[str]:
    """What two releases give away side by side: sets that changed by a few members."""
    if not one.shown or not other.shown:
        return []
    changes = [(each, other.worth(each) - one.worth(each)) for each in known_to_both(one, other)]
    return [
        f"{change:+d} in {[c for c, inside in zip(one.combinations, each, strict=True) if inside][:4]}"
        for each, change in changes
        if 0 < abs(change) < smallest
    ]
