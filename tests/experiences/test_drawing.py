"""The geometry of a timeline, without a database."""

import re
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forum.experiences.drawing import WIDTH, draw

days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
amounts = st.one_of(st.just(0), st.integers(10, 50_000))
steps = st.dictionaries(days, amounts, max_size=24).map(lambda found: sorted(found.items()))
marks = st.lists(st.tuples(days, st.sampled_from(["full", "hollow", "open"])), max_size=60)


def test_nothing_told_is_nothing_drawn() -> None:
    assert draw([], [], until=date(2026, 1, 1)) is None


def test_a_line_goes_level_then_up_and_on_to_the_end() -> None:
    drawn = draw([(date(2026, 1, 1), 1000), (date(2026, 7, 1), 4000)], [], until=date(2026, 12, 31))
    assert drawn is not None
    assert re.fullmatch(r"M58 118H\d+V24H384", drawn.step)
    assert [level.label for level in drawn.levels] == ["0", "1", "2", "3", "4"]
    assert [tick.label for tick in drawn.ticks][:2] == ["Jan", "Mar"]


def test_a_line_is_drawn_for_doses_far_below_a_milligram() -> None:
    drawn = draw([(date(2026, 1, 1), 10), (date(2026, 2, 1), 50)], [], until=date(2026, 3, 1))
    assert drawn is not None
    assert [level.label for level in drawn.levels] == ["0", "0.02", "0.04", "0.06"]


def test_check_ins_alone_are_drawn_without_a_scale() -> None:
    drawn = draw([], [(date(2026, 1, 1), "full")], until=date(2026, 1, 1))
    assert drawn is not None
    assert (drawn.levels, drawn.step, len(drawn.dots)) == ((), "", 1)


@given(steps, marks, days)
def test_everything_lies_within_the_drawing(
    told: list[tuple[date, int]], seen: list[tuple[date, str]], until: date
) -> None:
    drawn = draw(told, seen, until=until)
    if drawn is None:
        assert (told, seen) == ([], [])
        return
    places = [int(each) for each in re.findall(r"[MH](\d+)", drawn.step)]
    heights = [int(each) for each in re.findall(r"(?: |V)(\d+)", drawn.step)]
    assert all(drawn.left <= place <= drawn.right for place in [*places, *(dot.x for dot in drawn.dots)])
    assert all(0 <= height < drawn.height for height in [*heights, *(level.y for level in drawn.levels)])
    assert places == sorted(places)
    assert all(0 < tick.x <= WIDTH for tick in drawn.ticks)
    assert len(drawn.ticks) <= 6
    assert len(drawn.levels) <= 6


@given(steps.filter(bool))
def test_an_earlier_end_than_the_last_step_cuts_nothing_off(told: list[tuple[date, int]]) -> None:
    drawn = draw(told, [], until=told[0][0] - timedelta(days=400))
    assert drawn is not None
    assert drawn.step.endswith(f"H{drawn.right}")
