"""Who may object to a summary, read an objection, and answer it."""

from typing import Protocol

from forum.viewers import Viewer

__all__ = ["can_answer", "can_challenge", "can_read", "can_read_words", "can_see_desk"]


class Objection(Protocol):
    """A challenge, or the row of one."""

    @property
    def member_id(self) -> int | None: ...

    @property
    def is_personal(self) -> bool: ...

    @property
    def state(self) -> str: ...


def can_challenge(viewer: Viewer) -> bool:
    """Any member, also a silenced one: what they write is read by editors first. Illness may stand in it."""
    return viewer.is_member and viewer.consented and not viewer.is_suspended


def can_see_desk(viewer: Viewer) -> bool:
    """The list of what waits is editors' work."""
    return viewer.is_editor


def is_own(viewer: Viewer, challenge: Objection) -> bool:
    """Whether the viewer made it."""
    return viewer.id is not None and viewer.id == challenge.member_id


def can_read(viewer: Viewer, challenge: Objection) -> bool:
    """Everybody, unless it is about a person."""
    return not challenge.is_personal or viewer.is_editor or is_own(viewer, challenge)


def can_read_words(viewer: Viewer, challenge: Objection) -> bool:
    """Nobody else reads a member's words before an editor has: they may turn out to be about a person."""
    return challenge.state != "open" or viewer.is_editor or is_own(viewer, challenge)


def can_answer(viewer: Viewer, challenge: Objection) -> bool:
    """An editor who did not make it."""
    return viewer.is_editor and not viewer.is_suspended and not is_own(viewer, challenge)
