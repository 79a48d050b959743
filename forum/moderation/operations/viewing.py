"""A moderator's own views of the queue: saved, renamed, deleted."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from forum.accounts.queries import get_member
from forum.database import db, lock, savepoint
from forum.errors import Refused
from forum.moderation import queries
from forum.moderation.models import SavedView
from forum.viewers import Viewer

__all__ = ["MOST_VIEWS", "delete_view", "rename_view", "save_view"]

MOST_VIEWS = 20  # each is one more number in the one statement that counts all views


def save_view(viewer: Viewer, *, name: str, filters: Mapping[str, str]) -> SavedView:
    """Keep these filters under a name. Raises Refused for a name that is taken, and beyond the most."""
    assert viewer.id is not None
    lock(get_member(viewer.id))
    if len(queries.saved_views(viewer.id)) >= MOST_VIEWS:
        raise Refused(_("You have %(count)s views of your own. Delete one first.", count=MOST_VIEWS))
    view = SavedView(member_id=viewer.id, name=name, filters=dict(filters))
    try:
        with savepoint():
            db.session.add(view)
            db.session.flush()
    except IntegrityError as error:
        raise name_is_taken() from error
    return view


def rename_view(view: SavedView, *, name: str) -> None:
    """Call a view of one's own otherwise. Raises Refused for a name that is taken."""
    lock(view)
    try:
        with savepoint():
            view.name = name
            db.session.flush()
    except IntegrityError as error:
        raise name_is_taken() from error


def delete_view(view: SavedView) -> None:
    """Forget a view of one's own. The cases stay where they are."""
    db.session.delete(lock(view))
    db.session.flush()


def name_is_taken() -> Refused:
    """What to say of it."""
    return Refused(_("You have a view of this name already. Choose another name."))
