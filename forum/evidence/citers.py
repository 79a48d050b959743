"""Which summaries show a source, and where in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from forum.conditions.models import Condition
from forum.evidence.prose import CITATION

__all__ = ["Citer", "citers_of", "places_in"]

WORDS = ("bottom_line", "not_shown", "ongoing")


@dataclass(frozen=True, slots=True)
class Citer:
    """A summary that shows the source, or that did so in an earlier version (then without places).

    `places` are of: words, table, list.
    """

    condition: Condition
    places: tuple[str, ...]
    number: int  # of the newest version that shows it
    is_shown: bool


def citers_of(key: str, rows: Iterable[tuple[Condition, int, int, dict[str, Any]]]) -> tuple[Citer, ...]:
    """Each condition once, from rows of condition, number of a version, number shown, its parts; newest first."""
    found: dict[int, Citer] = {}
    for condition, number, shown_number, parts in rows:
        is_shown = number == shown_number
        if is_shown or condition.id not in found:
            places = places_in(parts, key) if is_shown else ()
            found[condition.id] = Citer(condition, places, number, is_shown)
    return tuple(sorted(found.values(), key=lambda citer: (not citer.is_shown, citer.condition.position)))


def places_in(parts: dict[str, Any], key: str) -> tuple[str, ...]:
    """Where a version shows the source."""
    questions = parts.get("questions") or []
    texts = [text for name in WORDS for text in parts.get(name) or []] + [each["answer"] for each in questions]
    texts += [each["because"] for each in questions if each.get("because")]
    rated = {each["certainty"].get("source") for each in questions if each.get("certainty")}
    places = {
        "words": key in rated or any(key in CITATION.findall(text) for text in texts),
        "table": key in (parts.get("trials") or []),
        "list": key in (parts.get("also") or []),
    }
    return tuple(name for name, is_there in places.items() if is_there)
