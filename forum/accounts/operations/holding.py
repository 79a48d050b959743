"""Holding members while something is decided in their name, and reading afresh what they may do."""

from forum import clock
from forum.accounts import queries
from forum.accounts.models import Member
from forum.database import lock
from forum.viewers import VISITOR, Viewer

__all__ = ["hold_viewer"]


def hold_viewer(viewer: Viewer, *others: Member | None) -> Viewer:
    """Lock the viewer's row and those of others, and give the viewer as roles and limits are now.

    Roles and limits change under the same lock: what this says holds until the transaction ends. Rows are locked by
    their key, so that two who act on each other do not wait for each other. Whoever has left is a visitor.
    """
    if viewer.id is None:
        return VISITOR
    held = {each.id: each for each in others if each is not None}
    held.setdefault(viewer.id, queries.get_member(viewer.id))
    for member_id in sorted(held):
        lock(held[member_id])
    member = queries.get_member(viewer.id, afresh=True)
    return viewer_now(member)


def viewer_now(member: Member) -> Viewer:
    """A member as policies know them; nobody in particular once the account is gone."""
    if member.deleted_at is not None or not member.active:
        return VISITOR
    return queries.viewer_of(member, at=clock.now())
