"""Who may sign a draft or a version, and who publishes."""

from collections.abc import Collection

from forum.evidence.drafts.policies import OPEN, Written, can_see_drafts, can_write, is_writer
from forum.viewers import Viewer

__all__ = [
    "can_approve",
    "can_comment",
    "can_hand_over",
    "can_look_again",
    "can_publish",
    "can_publish_alone",
    "can_see_drafts",
    "can_send_back",
]


def can_approve(viewer: Viewer, draft: Written, approvers: Collection[int]) -> bool:
    """Another editor, or an admin where there is no other editor; never its writer."""
    return can_see_drafts(viewer) and viewer.id in approvers and not is_writer(viewer, draft)


def can_hand_over(viewer: Viewer, draft: Written) -> bool:
    """Its writer says that it is ready."""
    return can_write(viewer, draft)


def can_send_back(viewer: Viewer, draft: Written, approvers: Collection[int]) -> bool:
    """Whoever may approve it, as long as it is not published."""
    return can_approve(viewer, draft, approvers) and draft.state in ("waiting", "approved")


def can_publish(viewer: Viewer, signers: Collection[int | None]) -> bool:
    """Whoever wrote or approved it: they have signed it."""
    return can_see_drafts(viewer) and viewer.id is not None and viewer.id in signers


def can_publish_alone(viewer: Viewer, draft: Written) -> bool:
    """Its writer; whether there is nobody else is asked when it is done."""
    return can_see_drafts(viewer) and is_writer(viewer, draft)


def can_look_again(viewer: Viewer, signers: Collection[int | None]) -> bool:
    """Somebody who has not signed this version yet."""
    return can_see_drafts(viewer) and viewer.id is not None and viewer.id not in signers


def can_comment(viewer: Viewer, draft: Written) -> bool:
    """Editors, while it is being written or waits."""
    return can_see_drafts(viewer) and draft.state in OPEN
