"""Keeping what is typed before it is saved."""

from flask_babel import gettext as _

from forum.discussions import operations as discussions
from forum.errors import Refused
from forum.experiences.typed import Typed, place_of
from forum.viewers import Viewer

__all__ = ["discard_typed", "keep_typed"]


def keep_typed(viewer: Viewer, *, slug: str, typed: Typed) -> None:
    """Keep it for this member on any device; `slug` is the condition's. Raises Refused for too much of it."""
    try:
        text = typed.as_text()
    except ValueError:
        raise Refused(_("This is more than can be kept. Could you make it shorter?")) from None
    discussions.save_draft(viewer, place=place_of(slug), title="", body=text)


def discard_typed(viewer: Viewer, *, slug: str) -> None:
    """Forget it."""
    discussions.discard_draft(viewer, place=place_of(slug))
