"""Who may change an experience, and what may be shared."""

from typing import Protocol

from forum.viewers import Viewer

__all__ = ["can_change_experience", "can_see_experience_history", "has_taken_it"]


class HasMember(Protocol):
    """An experience, or the row of one."""

    @property
    def member_id(self) -> int: ...


def can_change_experience(viewer: Viewer, experience: HasMember) -> bool:
    return viewer.id is not None and viewer.id == experience.member_id and not viewer.is_suspended


def can_see_experience_history(viewer: Viewer, experience: HasMember) -> bool:
    return can_change_experience(viewer, experience)


def has_taken_it(status: str | None) -> bool:
    """Whether somebody with this status takes or took LDN: only they are asked for an effect."""
    return status in ("taking", "paused", "stopped", "finished")
