"""Who may do what to members."""

from forum.viewers import Viewer

__all__ = ["can_grant_roles"]


def can_grant_roles(viewer: Viewer) -> bool:
    return viewer.is_admin
