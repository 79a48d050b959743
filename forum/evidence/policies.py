"""Who may do what with the evidence."""

from forum.viewers import Viewer

__all__ = ["can_keep_evidence", "can_keep_sources", "can_see_notes"]


def can_see_notes(viewer: Viewer) -> bool:
    """What nobody has confirmed yet is work for editors, not reading for patients."""
    return viewer.is_editor


def can_keep_sources(viewer: Viewer) -> bool:
    """Adding, changing and deleting records of publications."""
    return viewer.is_editor


def can_keep_evidence(viewer: Viewer) -> bool:
    """Mark sources, say why a summary stands, read the desk: editors, and admins where there is no editor yet."""
    return (viewer.is_editor or viewer.is_admin) and not viewer.is_suspended
