"""Who may write a version of a summary, and who may read it before it is published."""

from typing import Protocol

from forum.evidence.policies import can_keep_evidence
from forum.viewers import Viewer

__all__ = ["OPEN", "can_drop", "can_see_drafts", "can_take_over", "can_write", "is_writer"]

OPEN = ("draft", "waiting", "approved")  # the states of a draft that is not done with


class Written(Protocol):
    """A draft, or the row of one."""

    @property
    def state(self) -> str: ...

    @property
    def written_by_id(self) -> int | None: ...


def can_see_drafts(viewer: Viewer) -> bool:
    """Start drafts, and read everybody's: editors, and admins where there is no editor yet."""
    return can_keep_evidence(viewer)


def is_writer(viewer: Viewer, draft: Written) -> bool:
    """Whether the viewer writes it."""
    return viewer.id is not None and viewer.id == draft.written_by_id


def can_write(viewer: Viewer, draft: Written) -> bool:
    """Change its words: its writer alone, while nobody else has been asked to read it."""
    return can_see_drafts(viewer) and is_writer(viewer, draft) and draft.state == "draft"


def can_take_over(viewer: Viewer, draft: Written) -> bool:
    """Go on with what another editor began, or take one's own back from whoever was asked to read it."""
    mine = is_writer(viewer, draft)
    return can_see_drafts(viewer) and draft.state in OPEN and not (mine and draft.state == "draft")


def can_drop(viewer: Viewer, draft: Written) -> bool:
    """Put it away: its writer. Whoever wants to drop another's draft takes it over first."""
    return can_see_drafts(viewer) and is_writer(viewer, draft) and draft.state in OPEN
