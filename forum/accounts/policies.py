"""Who may do what to members."""

from forum.accounts.models import Member
from forum.viewers import Viewer

__all__ = ["can_block", "can_grant_roles"]


def can_grant_roles(viewer: Viewer) -> bool:
    return viewer.is_admin


def can_block(viewer: Viewer, member: Member) -> bool:
    return viewer.is_member and viewer.id != member.id
