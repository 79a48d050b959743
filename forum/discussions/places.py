"""What a text is being written for: one string that forms, drafts and previews carry."""

import re
from dataclasses import dataclass

from forum.discussions.models import TOPIC_KINDS

__all__ = ["Place", "of_condition", "of_post", "of_talk", "of_topic", "path_of", "read"]

LONGEST = 120
SLUG = re.compile(r"[a-z0-9-]{1,80}")


@dataclass(frozen=True, slots=True)
class Place:
    """A reply to a topic, a change of a post, a new topic in a condition or about its summary; `ref` names it."""

    what: str  # topic, post, condition or talk
    ref: str
    kind: str = ""


def of_topic(public_id: str) -> str:
    """A reply."""
    return f"topic/{public_id}"


def of_post(public_id: str) -> str:
    """A change of what was posted."""
    return f"post/{public_id}"


def of_condition(slug: str, kind: str) -> str:
    """A new topic."""
    return f"condition/{slug}/{kind}"


def of_talk(slug: str) -> str:
    """The topic about a condition's summary."""
    return f"talk/{slug}"


def read(text: str) -> Place | None:
    """The place that this string means, if it has the shape of one."""
    what, _, rest = text.partition("/")
    if len(text) > LONGEST or not rest:
        return None
    if what in ("topic", "post"):
        return Place(what, rest) if rest.isalnum() else None
    if what == "talk":
        return Place("talk", rest, "discussion") if SLUG.fullmatch(rest) else None
    slug, _, kind = rest.rpartition("/")
    return Place("condition", slug, kind) if what == "condition" and slug and kind in TOPIC_KINDS else None


def path_of(place: Place) -> str:
    """Where the writing goes on."""
    if place.what == "topic":
        return f"/topics/{place.ref}/replies"
    if place.what == "post":
        return f"/posts/{place.ref}/edit"
    if place.what == "talk":
        return f"/conditions/{place.ref}/evidence/talk"
    if place.kind == "story":
        return f"/conditions/{place.ref}/share/story"
    return f"/conditions/{place.ref}/ask?kind={place.kind}"
