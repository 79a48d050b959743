"""Who reads the page: the viewer, with what the frame of a page needs besides."""

from dataclasses import dataclass, fields

from flask import Flask, g, request

from forum import clock, web
from forum.notifications.queries import unread_count
from forum.viewers import Viewer

__all__ = ["DISPLAY_COOKIE", "ENERGIES", "THEMES", "Reader", "init_app", "reader"]

DISPLAY_COOKIE = "display"  # such as "dark.low"; a preference, no secret, read for visitors too
THEMES = ("device", "light", "dark")
ENERGIES = ("full", "low")
SEPARATOR = "."
VIEWER_FIELDS = tuple(field.name for field in fields(Viewer))


@dataclass(frozen=True, slots=True)
class Reader(Viewer):
    """The viewer as templates know them."""

    theme: str = "device"
    energy: str = "full"

    @property
    def unread(self) -> int:
        """How many notices wait. Asked only when a page prints it, once, and never for a visitor."""
        if self.id is None:
            return 0
        if "unread" not in g:
            g.unread = unread_count(self.id, at=clock.now())
        count: int = g.unread
        return count


def display_of(text: str) -> tuple[str, str]:
    """Theme and energy as the cookie says; whatever else stands there means neither."""
    theme, _, energy = text.partition(SEPARATOR)
    return theme if theme in THEMES else THEMES[0], energy if energy in ENERGIES else ENERGIES[0]


def display_text(*, theme: str, energy: str) -> str:
    """What the cookie keeps."""
    return f"{theme}{SEPARATOR}{energy}"


def reader() -> Reader:
    """Who reads the page that is being made."""
    who = web.viewer()
    theme, energy = display_of(request.cookies.get(DISPLAY_COOKIE, ""))
    return Reader(**{name: getattr(who, name) for name in VIEWER_FIELDS}, theme=theme, energy=energy)


def init_app(app: Flask) -> None:
    """Let every template know the reader as `viewer`."""
    app.context_processor(lambda: {"viewer": reader()})
