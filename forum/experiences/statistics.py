"""The formulas behind members' numbers. Pure functions of counts and durations; nothing here knows a member."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = [
    "METHOD",
    "Interval",
    "SurvivalPoint",
    "kaplan_meier",
    "still_taking",
    "survival_interval",
    "wilson_interval",
]

METHOD = "1"  # the version of everything by which numbers are counted and released; releases carry it
Z = 1.959963984540054  # the 97.5th percentile of the standard normal distribution: two-sided 95%


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a share (0 to 1) could fairly lie."""

    low: float
    high: float


def wilson_interval(count: int, n: int) -> Interval:
    """The 95% score interval of `count` out of `n` (Wilson 1927, J Am Stat Assoc 22:209-212).

    Raises ValueError unless 0 <= count <= n and n > 0.
    """
    if not 0 <= count <= n or n <= 0:
        raise ValueError("a share needs 0 <= count <= n, n > 0")
    share = count / n
    middle = share + Z * Z / (2 * n)
    spread = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    # At the ends the formula gives the bound exactly; rounding must not carry it past.
    low = 0.0 if count == 0 else (middle - spread) / scale
    high = 1.0 if count == n else (middle + spread) / scale
    return Interval(low, high)


@dataclass(frozen=True, slots=True)
class SurvivalPoint:
    """What is known at one time: how many were still followed and taking it before, how many stopped then."""

    time: int
    at_risk: int
    stopped: int
    share: float  # still taking it after this time
    interval: Interval | None  # None where the share is 0 or nobody has stopped yet


def survival_interval(share: float, variance: float) -> Interval | None:
    """The 95% interval of a survival share on the log(-log) scale.

    `variance` is Greenwood's sum of d / (n (n - d)) (Greenwood 1926); the transformation keeps the interval between 0
    and 1 (Kalbfleisch & Prentice 1980, The Statistical Analysis of Failure Time Data). None where it has none.
    """
    if not 0 < share < 1:
        return None
    shift = Z * math.sqrt(variance) / math.log(share)
    return Interval(low=share ** math.exp(-shift), high=share ** math.exp(shift))


def kaplan_meier(durations: Iterable[tuple[int, bool]]) -> list[SurvivalPoint]:
    """The product-limit estimate (Kaplan & Meier 1958, J Am Stat Assoc 53:457-481) at each time of a stop.

    `durations` are (whole months, whether it ended with a stop). Somebody followed until a month counts as at risk in
    that month.
    """
    ends = list(durations)
    leaving = Counter(months for months, _ in ends)
    stops = Counter(months for months, stopped in ends if stopped)
    left = len(ends)
    share, variance = 1.0, 0.0
    points: list[SurvivalPoint] = []
    for time in sorted(leaving):
        if stops[time]:
            share, variance = step(share, variance, stopped=stops[time], at_risk=left)
            points.append(SurvivalPoint(time, left, stops[time], share, survival_interval(share, variance)))
        left -= leaving[time]
    return points


def step(share: float, variance: float, *, stopped: int, at_risk: int) -> tuple[float, float]:
    """The share and Greenwood's sum after `stopped` of `at_risk` have stopped."""
    share *= 1 - stopped / at_risk
    if stopped < at_risk:
        variance += stopped / (at_risk * (at_risk - stopped))
    return share, variance


def still_taking(steps: Sequence[tuple[int, int, int]]) -> list[SurvivalPoint]:
    """The same product over grouped times: `steps` are (months, at risk, stopped before that many months).

    At risk are those who stopped in the group of months and those known to have gone beyond it; who was followed
    for less is left out of the group (censored before it), so that each factor is a plain share of a shown number.
    """
    share, variance = 1.0, 0.0
    points: list[SurvivalPoint] = []
    for months, at_risk, stopped in steps:
        share, variance = step(share, variance, stopped=stopped, at_risk=at_risk)
        points.append(SurvivalPoint(months, at_risk, stopped, share, survival_interval(share, variance)))
    return points
