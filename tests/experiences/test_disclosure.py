"""Nobody is singled out by what is shown: neither by one release, nor by several side by side."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.experiences.numbers import assembling, disclosure
from forum.experiences.numbers.assembling import assembled, is_worth_it
from forum.experiences.numbers.disclosure import Scale, joined
from forum.experiences.numbers.figures import SMALLEST, Figures, Group, Row, Table
from forum.experiences.numbers.tables import SCALES, Response, count, cross
from tests.experiences import attack
from tests.experiences.responses import DAY, Crowd, census, releases

SETS = 240  # random data sets, each with three releases
CHUNKS = 24


def given_away(made: Sequence[Figures]) -> list[str]:
    """Everything that can be worked out of these releases and should not."""
    found: list[str] = []
    kinds = list(dict.fromkeys(row.keys[0] for figures in made for row in figures.side_effects))[:4]
    systems = [attack.families(figures, kinds or ["headache"]) for figures in made]
    for number, families in enumerate(systems):
        for name, system in families.items():
            found += [f"release {number}, {name}: {each}" for each in attack.found_in(system, SMALLEST)]
    for one, other in combinations(range(len(made)), 2):
        for name, system in systems[one].items():
            changes = attack.moved(system, systems[other][name], SMALLEST)
            found += [f"releases {one} and {other}, {name}: {each}" for each in changes]
    return found


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_nothing_can_be_reconstructed(chunk: int) -> None:
    for seed in range(chunk, SETS, CHUNKS):
        _, made = releases(seed)
        assert len(made) == 3
        assert given_away(made) == [], seed


@pytest.mark.parametrize("seed", range(0, SETS, 10))
def test_nothing_can_be_reconstructed_from_all_filters_at_once(seed: int) -> None:
    _, made = releases(seed)
    whole = attack.whole_effects(made[-1])
    assert whole.leeway > 0, "no combination may be known to be empty"
    assert attack.found_in(whole, SMALLEST) == []
    small = attack.families(made[-1], ["headache", "nausea"])
    assert all(system.leeway > 0 for system in small.values() if system.shown)


def test_the_attack_breaks_filters_that_join_answers_each_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def weak(
        responses: Sequence[Response], by: str, *, rows: Table, effect: Table, earlier: Sequence[Figures]
    ) -> tuple[Group, ...]:
        cells = cross(responses, by)
        groups = []
        for row in rows:
            own: Counter[str] = Counter()
            for (answer, felt), many in cells.items():
                if answer in row.keys:
                    own[felt] += many
            groups.append(Group(row.keys, joined(own, SCALES["effect"])))
        return tuple(group for group in groups if group.effect)

    monkeypatch.setattr(assembling, "filtered", weak)
    assert any(given_away(releases(seed, many=1)[1]) for seed in range(SETS))


def test_the_attack_breaks_releases_that_look_at_no_earlier_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    def weak(_count: int, _earlier: object) -> bool:
        return True

    monkeypatch.setattr(disclosure, "may_follow", weak)
    assert any(given_away(releases(seed)[1]) for seed in range(10))


def test_the_attack_breaks_a_ladder_that_counts_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    def weak(census: assembling.Census, n: int, earlier: Sequence[Figures]) -> int | None:
        return sum(response.status != "considering" for response in census.responses)

    monkeypatch.setattr(assembling, "took", weak)
    assert any(given_away(releases(seed, many=1)[1]) for seed in range(20))


def numbers(figures: Figures) -> list[int]:
    """Every count that a release shows."""
    tables = (figures.effect, figures.dose, figures.noticed, figures.time, figures.standing, figures.stop_reasons)
    rows = [row for table in (*tables, figures.severity, figures.side_effects, figures.excluded) for row in table]
    cells = [row for _, groups in figures.filters for group in groups for row in group.effect]
    steps = [number for _, at_risk, stopped in figures.steps for number in (at_risk, stopped, at_risk - stopped)]
    alone = [figures.followers, figures.took, figures.again, figures.n, figures.better, figures.worse]
    return [*(row.count for row in (*rows, *cells)), *steps, *(each for each in alone if each is not None)]


@pytest.mark.parametrize("seed", range(60))
def test_no_number_below_ten_is_shown(seed: int) -> None:
    for figures in releases(seed)[1]:
        assert min(numbers(figures)) >= SMALLEST


@pytest.mark.parametrize("seed", range(60))
def test_the_rules_alone_explain_what_is_not_shown(seed: int) -> None:
    states, made = releases(seed)
    for responses, figures in zip(states, made, strict=True):
        counted = [response for response in responses if response.is_counted]
        assert figures.n == len(counted)
        for name in ("effect", "dose", "noticed", "time", "standing", "severity"):
            true, table = count(counted, name), getattr(figures, name)
            assert sorted(key for row in table for key in row.keys) == sorted(SCALES[name].keys)
            assert all(row.count == sum(true[key] for key in row.keys) for row in table)
        for by, groups in figures.filters:
            true_cells = cross(counted, by)
            for group in groups:
                assert all(
                    row.count == sum(true_cells[one, felt] for one in group.keys for felt in row.keys)
                    for row in group.effect
                )


def test_under_ten_reports_there_are_no_figures() -> None:
    crowd = Crowd(5)
    responses = [response for response in crowd.responses(40) if response.is_counted][:9]
    assert assembled(census(responses), day=DAY, number=1, earlier=[]) is None


def test_a_release_that_would_tell_who_came_is_not_made() -> None:
    crowd = Crowd(6)
    responses = [response for response in crowd.responses(100) if response.is_counted]
    first = assembled(census(responses[:60]), day=DAY, number=1, earlier=[])
    assert first is not None
    for more in range(1, SMALLEST):
        assert assembled(census(responses[: 60 + more]), day=DAY, number=2, earlier=[first]) is None
    assert assembled(census(responses[: 60 + SMALLEST]), day=DAY, number=2, earlier=[first]) is not None


def test_a_release_like_the_one_shown_is_not_worth_making() -> None:
    responses = Crowd(7).responses(200)
    first = assembled(census(responses), day=DAY, number=1, earlier=[])
    assert first is not None
    again = assembled(census(responses), day=DAY, number=2, earlier=[first])
    assert again is not None
    assert not is_worth_it(again, first)


def test_small_neighbours_are_joined_and_no_answer_is_dropped() -> None:
    scale = Scale((("a", "b", "c"), ("d",), ("e", "f")))
    table = joined({"a": 30, "b": 4, "c": 12, "d": 40, "e": 3, "f": 2}, scale)
    assert table == (Row(("a",), 30), Row(("b", "c"), 16), Row(("d", "e", "f"), 45))


@given(st.lists(st.integers(0, 40), min_size=8, max_size=8), st.lists(st.integers(0, 40), min_size=8, max_size=8))
def test_a_table_beside_an_earlier_one_changes_by_nothing_or_by_ten(before: list[int], after: list[int]) -> None:
    scale = SCALES["effect"]
    first = joined(dict(zip(scale.keys, before, strict=True)), scale)
    second = joined(dict(zip(scale.keys, after, strict=True)), scale, [first] if first else [])
    seen = {row.keys: row.count for row in first}
    assert all(row.count >= SMALLEST for row in (*first, *second))
    assert all(
        row.count == seen[row.keys] or abs(row.count - seen[row.keys]) >= SMALLEST for row in second if row.keys in seen
    )
