"""Who may write, change, take back, lock."""

from typing import Protocol

from forum.viewers import Viewer

__all__ = [
    "can_edit_post",
    "can_post_in",
    "can_put_back_post",
    "can_react",
    "can_reply",
    "can_start_kind",
    "can_take_back_post",
    "why_not_change_in",
    "why_not_post_in",
]


class HasState(Protocol):
    """A topic or a post, or the row of one."""

    @property
    def state(self) -> str: ...


class HasLock(Protocol):
    """A topic, or the row of one."""

    @property
    def condition_id(self) -> int: ...

    @property
    def state(self) -> str: ...

    @property
    def is_locked(self) -> bool: ...


def can_post_in(viewer: Viewer, condition_id: int) -> bool:
    return why_not_post_in(viewer, condition_id) is None


def why_not_post_in(viewer: Viewer, condition_id: int) -> str | None:
    """A word for what keeps the viewer from writing here: visitor, consent, suspended or silenced."""
    if not viewer.is_member:
        return "visitor"
    if not viewer.consented:
        return "consent"
    for kind in ("suspended", "silenced"):
        if viewer.is_limited(kind, condition_id=condition_id):
            return kind
    return None


def why_not_change_in(viewer: Viewer, condition_id: int) -> str | None:
    """The same for changing what is one's own already: a silence does not forbid that."""
    word = why_not_post_in(viewer, condition_id)
    return None if word == "silenced" else word


def can_change_in(viewer: Viewer, condition_id: int) -> bool:
    return why_not_change_in(viewer, condition_id) is None


def can_start_kind(viewer: Viewer, kind: str) -> bool:
    return kind != "announcement" or viewer.is_admin


def can_reply(viewer: Viewer, topic: HasLock) -> bool:
    return topic.state == "open" and not topic.is_locked and can_post_in(viewer, topic.condition_id)


def can_react(viewer: Viewer, post: HasState, *, is_own: bool, topic: HasLock) -> bool:
    """Saying "same here" tells something about one's health: it takes the same consent as a text."""
    return not is_own and post.state == "open" and can_post_in(viewer, topic.condition_id)


def can_edit_post(viewer: Viewer, post: HasState, *, is_own: bool, topic: HasLock) -> bool:
    """A hidden text may be edited, which asks the moderators again; a removed one may not."""
    editable = post.state in ("open", "held", "hidden")
    return is_own and editable and not topic.is_locked and can_change_in(viewer, topic.condition_id)


def can_take_back_post(post: HasState, *, is_own: bool) -> bool:
    """What moderators hid or removed others cannot read already, and it stays as they left it."""
    return is_own and post.state in ("open", "held")


def can_put_back_post(viewer: Viewer, post: HasState, *, is_own: bool, topic: HasLock) -> bool:
    return is_own and post.state == "taken_back" and can_post_in(viewer, topic.condition_id)
