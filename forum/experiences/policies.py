"""Who may change an experience, and what may be shared."""

from typing import Protocol

from forum.discussions.policies import can_change_in, can_post_in
from forum.viewers import Viewer

__all__ = [
    "can_change_experience",
    "can_change_what_is_told_in",
    "can_see_experience_history",
    "can_share_in",
    "has_taken_it",
    "is_over",
    "may_say_why",
    "missing_to_share",
]


class HasMember(Protocol):
    """An experience, or the row of one."""

    @property
    def member_id(self) -> int: ...


def can_change_experience(viewer: Viewer, experience: HasMember) -> bool:
    return viewer.id is not None and viewer.id == experience.member_id and not viewer.is_suspended


def can_share_in(viewer: Viewer, condition_id: int) -> bool:
    """Whether this member may tell of LDN in this condition: as for a text, with the same consent."""
    return can_post_in(viewer, condition_id)


def can_change_what_is_told_in(viewer: Viewer, condition_id: int) -> bool:
    """Whether this member may change what they told already: a silence does not forbid that."""
    return can_change_in(viewer, condition_id)


def can_see_experience_history(viewer: Viewer, experience: HasMember) -> bool:
    return can_change_experience(viewer, experience)


def missing_to_share(status: str | None, effect: str | None) -> tuple[str, ...]:
    """What an experience needs before it can be shared and does not have: "status", "effect"."""
    if status is None:
        return ("status",)
    return ("effect",) if has_taken_it(status) and effect is None else ()


def has_taken_it(status: str | None) -> bool:
    """Whether somebody with this status takes or took LDN: only they are asked for an effect."""
    return status in ("taking", "paused", "stopped", "finished")


def is_over(status: str | None) -> bool:
    """Whether somebody with this status takes none now, for good or for a while."""
    return status in ("paused", "stopped", "finished")


def may_say_why(status: str | None) -> bool:
    """Whether they are asked why: who finished as planned needs no reason."""
    return status in ("paused", "stopped")
