"""The formulas give what other programs give."""

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from forum.experiences.statistics import kaplan_meier, still_taking, wilson_interval

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the library's own imports
    from lifelines import KaplanMeierFitter

DURATIONS = st.lists(st.tuples(st.integers(0, 36), st.booleans()), min_size=1, max_size=80)


@pytest.mark.parametrize("n", [1, 2, 9, 10, 31, 59, 241, 5000])
def test_wilson_intervals_are_those_of_statsmodels(n: int) -> None:
    for count in range(0, n + 1, max(1, n // 60)):
        low, high = proportion_confint(count, n, alpha=0.05, method="wilson")
        ours = wilson_interval(count, n)
        assert (ours.low, ours.high) == pytest.approx((max(low, 0), min(high, 1)), abs=1e-12)


# Computed by hand with the formula, to two digits, as they stand in the research behind the design.
@pytest.mark.parametrize(
    ("count", "n", "low", "high"), [(2, 2, 34, 100), (8, 10, 49, 94), (16, 20, 58, 92), (80, 100, 71, 87)]
)
def test_wilson_intervals_of_known_shares(count: int, n: int, low: int, high: int) -> None:
    interval = wilson_interval(count, n)
    assert (round(interval.low * 100), round(interval.high * 100)) == (low, high)


@pytest.mark.parametrize(("count", "n"), [(-1, 10), (11, 10), (0, 0), (1, -1)])
def test_an_impossible_share_is_refused(count: int, n: int) -> None:
    with pytest.raises(ValueError, match="share"):
        wilson_interval(count, n)


@given(DURATIONS)
def test_the_curve_is_that_of_lifelines(durations: list[tuple[int, bool]]) -> None:
    fitter = KaplanMeierFitter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about its logarithm of a share of one
        fitter.fit([months for months, _ in durations], [stopped for _, stopped in durations])
    for point in kaplan_meier(durations):
        assert point.share == pytest.approx(fitter.predict(point.time), abs=1e-12)
        row = fitter.event_table.loc[point.time]
        assert (point.at_risk, point.stopped) == (row["at_risk"], row["observed"])
        if point.interval is not None:
            low, high = fitter.confidence_interval_.loc[point.time]
            assert (point.interval.low, point.interval.high) == pytest.approx((low, high), abs=1e-9)


@given(DURATIONS)
def test_a_curve_only_falls_and_its_interval_holds_it(durations: list[tuple[int, bool]]) -> None:
    points = kaplan_meier(durations)
    assert [p.share for p in points] == sorted((p.share for p in points), reverse=True)
    assert all(p.interval.low <= p.share <= p.interval.high for p in points if p.interval)


def test_grouped_steps_are_the_same_estimate_where_nobody_is_lost_within_a_group() -> None:
    durations = [(2, True)] * 20 + [(5, True)] * 15 + [(11, True)] * 12 + [(12, False)] * 50 + [(6, False)] * 9
    exact = {point.time: point for point in kaplan_meier(durations)}
    grouped = still_taking([(3, 106, 20), (6, 86, 15), (12, 62, 12)])
    assert [point.share for point in grouped] == pytest.approx([exact[2].share, exact[5].share, exact[11].share])
    for point, time in zip(grouped, (2, 5, 11), strict=True):
        assert point.interval == pytest.approx(exact[time].interval) or point.interval == exact[time].interval
