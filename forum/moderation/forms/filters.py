"""What the queue can be narrowed to, in words, and what an address asks for."""

from collections.abc import Mapping

from forum.lazy import lazy as _l
from forum.moderation.queries import Narrowing
from forum.moderation.reasons import REASONS

__all__ = ["FILTERS", "VIEW_WORDS", "narrowing_of", "words_of"]


VIEW_WORDS = {
    "all": _l("All"),
    "at_risk": _l("At risk"),
    "now": _l("Now"),
    "overdue": _l("Overdue"),
    "unclaimed": _l("Unclaimed"),
    "mine": _l("Mine"),
    "second_opinion": _l("Second opinion"),
    "appeals": _l("Appeals"),
    "held": _l("Held"),
    "automatic": _l("Automatic"),
}
# What the queue can be narrowed to besides its view and the condition: a name in the address, its label, its choices.
FILTERS = {
    "reason": (_l("Reason"), {name: each.words for name, each in REASONS.items()}),
    "kind": (
        _l("Kind"),
        {
            "topic": _l("Topics"),
            "post": _l("Posts"),
            "experience": _l("Experiences"),
            "member": _l("Members"),
            "contact": _l("Messages"),
        },
    ),
    "age": (
        _l("Waiting"),
        {"hour": _l("An hour or more"), "day": _l("A day or more"), "week": _l("A week or more")},
    ),
    "claimed": (_l("Claimed"), {"nobody": _l("By nobody"), "mine": _l("By me"), "somebody": _l("By somebody")}),
    "author": (_l("Author"), {"new": _l("New here (7 days)"), "known": _l("Here for longer")}),
    "origin": (_l("How it came"), {"flagged": _l("Flagged"), "automatic": _l("Automatic")}),
}


def narrowing_of(args: Mapping[str, str]) -> Narrowing:
    """What an address narrows the queue to; words that are no filter of ours are left out."""
    chosen = {name: args[name] for name, (_label, choices) in FILTERS.items() if args.get(name) in choices}
    view = args.get("view")
    return Narrowing(
        view=view if view in VIEW_WORDS and view != "all" else None,
        condition=args.get("condition") or None,
        **chosen,
    )


def words_of(narrowing: Narrowing) -> str:
    """The same as a person reads it."""
    chosen = narrowing.chosen
    words = [str(VIEW_WORDS[narrowing.view])] if narrowing.view else []
    words += [f"{label}: {choices[chosen[name]]}" for name, (label, choices) in FILTERS.items() if name in chosen]
    return " · ".join(words + ([narrowing.condition] if narrowing.condition else []))
