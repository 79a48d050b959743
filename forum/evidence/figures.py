"""Figures of a record: values with a name that summaries take from it, each as it stands in the record's own words."""

import re
from collections.abc import Iterable, Mapping

from forum.evidence.prose import BUILT_IN

__all__ = ["LONGEST_FIGURE", "MOST_FIGURES", "TEXTS", "ill_named", "not_standing", "read_lines", "stands"]

MOST_FIGURES = 60  # in one record
LONGEST_FIGURE = 60  # characters of a name, and of a value
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# The fields of a record in one of which every figure stands.
TEXTS = (
    "n",
    "year",
    "population",
    "dose",
    "comparator",
    "duration",
    "design_note",
    "primary_outcome",
    "result",
    "harms",
    "limitation",
)


def stands(value: str, texts: Iterable[object]) -> bool:
    """Whether a figure stands in one of these texts as it is, and not as a part of a longer number."""
    whole = re.compile(rf"(?<![\w.,]){re.escape(value)}(?!\w|[.,]\d)")
    return bool(value.strip()) and any(whole.search(str(text)) for text in texts if text is not None)


def not_standing(figures: Mapping[str, str], texts: Iterable[object]) -> list[str]:
    """The names of those figures that stand in none of these texts."""
    told = list(texts)
    return [name for name, value in figures.items() if not stands(value, told)]


def ill_named(figures: Iterable[str]) -> list[str]:
    """The names that are none: other than small letters, digits and hyphens, too long, or taken by every record."""
    return [name for name in figures if len(name) > LONGEST_FIGURE or name in BUILT_IN or not NAME.fullmatch(name)]


def read_lines(text: str) -> list[tuple[str, str]] | None:
    """Name and value of each line "name = value"; None where a line is none."""
    pairs = [line.partition("=") for line in text.split("\n") if line.strip()]
    if not all(name.strip() and value.strip() for name, _is, value in pairs):
        return None
    return [(name.strip(), value.strip()) for name, _is, value in pairs]
