"""Who may do what with the evidence."""

from forum.viewers import Viewer

__all__ = ["can_see_notes"]


def can_see_notes(viewer: Viewer) -> bool:
    """What nobody has confirmed yet is work for editors, not reading for patients."""
    return viewer.is_editor
