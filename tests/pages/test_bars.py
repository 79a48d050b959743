"""Where bars, bands and points of members' numbers lie."""

import pytest

from forum.experiences.statistics import Interval, still_taking, wilson_interval
from forum.pages.bars import BAR_GRID, Count, bar, curve, percent, scale_of


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0%"), (0.004, "<1%"), (0.005, "1%"), (0.125, "13%"), (0.996, ">99%"), (1, "100%")],
)
def test_a_share_is_never_rounded_to_none_or_all(share: float, words: str) -> None:
    assert percent(share) == words


def test_one_scale_holds_every_bar_and_its_band() -> None:
    counts = [Count("a", count, 241, wilson_interval(count, 241)) for count in (12, 105, 45)]
    scale = scale_of(counts)
    assert scale == 50  # the band of 105 of 241 ends at 49.9
    for count in counts:
        drawn = bar(count, scale=scale)
        assert drawn.start < drawn.length < drawn.start + drawn.band <= BAR_GRID
        assert drawn.length / BAR_GRID == pytest.approx(count.share * 100 / scale, abs=0.001)


def test_a_scale_ends_at_100_and_starts_at_10() -> None:
    assert scale_of([Count("all", 20, 20, wilson_interval(20, 20))]) == 100
    assert scale_of([Count("few", 10, 5000, wilson_interval(10, 5000))]) == 10
    assert scale_of([Count("half", 10, 20)]) == 50
    assert scale_of([]) == 100


def test_a_count_without_a_question_has_no_share_and_no_band() -> None:
    drawn = bar(Count("4.5 mg", 71, 241), scale=50)
    assert (drawn.percent, drawn.low, drawn.high, drawn.band) == (None, None, None, 0)


def test_the_curve_steps_down_from_all_and_stays_in_its_picture() -> None:
    drawn = curve(still_taking([(3, 220, 31), (6, 160, 22), (12, 98, 14)]))
    assert drawn is not None
    assert [mark.label for mark in drawn.marks] == ["0", "3", "6", "12"]
    heights = [mark.y for mark in drawn.marks]
    assert heights == sorted(heights)
    for mark in drawn.marks[1:]:
        assert drawn.left < mark.x <= drawn.right
        assert mark.band_y < mark.y < mark.band_y + mark.band < drawn.base
    assert drawn.path.count("V") == 3


def test_a_time_at_which_nobody_stopped_has_no_band() -> None:
    (point,) = still_taking([(12, 40, 0)])
    assert point.interval is None
    drawn = curve([point])
    assert drawn is not None
    assert drawn.marks[-1].band == 0
    assert curve([]) is None


def test_an_interval_that_is_given_is_drawn() -> None:
    drawn = bar(Count("a", 10, 100, Interval(0.05, 0.2)), scale=20)
    assert (drawn.start, drawn.band, drawn.low, drawn.high) == (75.0, 225.0, 5, 20)
