"""How sure one can be, as an editor rates it: where it starts, and how far the reasons take it down."""

from collections.abc import Iterable

from forum.evidence.labels import RATINGS

__all__ = ["MOST_LEVELS", "STARTS", "rated"]

# GRADE: randomised trials start high, all other studies low; each of the five domains takes off one level or two
# (Guyatt and others, BMJ 2008;336:924-926).
STARTS = ("high", "low")
MOST_LEVELS = 2
SCALE = tuple(RATINGS)  # from high to very low


def rated(start: str, levels: Iterable[int]) -> str:
    """The rating, one of labels.RATINGS: `start`, one of STARTS, less the levels; never below very low."""
    return SCALE[min(SCALE.index(start) + sum(levels), len(SCALE) - 1)]
