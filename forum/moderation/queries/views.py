"""A moderator's own views of the queue."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.database import db
from forum.errors import NotFound
from forum.moderation.models import SavedView
from forum.viewers import Viewer

__all__ = ["get_view", "saved_views"]


def saved_views(member_id: int | None) -> Sequence[SavedView]:
    """All of them, by name."""
    query = select(SavedView).where(SavedView.member_id == member_id).order_by(SavedView.name, SavedView.id)
    return db.session.scalars(query).all()


def get_view(viewer: Viewer, public_id: str) -> SavedView:
    """One of the viewer's own. Raises NotFound, also for somebody else's."""
    own = SavedView.public_id == public_id, SavedView.member_id == viewer.id
    view = db.session.scalars(select(SavedView).where(*own)).one_or_none()
    if view is None:
        raise NotFound
    return view
