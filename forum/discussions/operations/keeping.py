"""What members keep about texts: reactions, drafts, how far they have read."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from forum import clock
from forum.database import change, is_sqlite
from forum.discussions.models import Draft, Post, Reaction, ReadMark
from forum.discussions.queries.keeping import count_drafts
from forum.errors import Refused
from forum.viewers import Viewer

__all__ = ["discard_draft", "mark_read", "react", "save_draft", "unreact"]

MOST_DRAFTS = 100


def insert_into(model: type[Any]) -> Any:  # Any: the two dialects' inserts have no common type with ON CONFLICT
    """An INSERT that may say what to do when the row is there."""
    return sqlite.insert(model) if is_sqlite() else postgresql.insert(model)


def react(viewer: Viewer, *, post: Post, kind: str) -> None:
    """The small answer of this member is there."""
    values = {"post_id": post.id, "member_id": viewer.id, "kind": kind, "created_at": clock.now()}
    change(insert_into(Reaction).values(values).on_conflict_do_nothing())


def unreact(viewer: Viewer, *, post: Post, kind: str) -> None:
    """The small answer of this member is not there."""
    mine = (Reaction.post_id == post.id) & (Reaction.member_id == viewer.id) & (Reaction.kind == kind)
    change(delete(Reaction).where(mine))


def save_draft(
    viewer: Viewer,
    *,
    place: str,
    title: str,
    body: str,
    gist: str = "",
    audience: str = "everyone",
    alias: str | None = None,
) -> None:
    """Keep what is typed so far, for this member on any device. One without words is discarded.

    Raises Refused when the member keeps as many drafts as there may be.
    """
    if not any(words.strip() for words in (title, gist, body)):
        discard_draft(viewer, place=place)
        return
    if count_drafts(viewer.id or 0, besides=place) >= MOST_DRAFTS:
        raise Refused(_("You keep %(count)s drafts, which is the most. Please discard one first.", count=MOST_DRAFTS))
    moment = clock.now()
    values = {
        "title": title,
        "gist": gist,
        "body_markdown": body,
        "audience": audience,
        "alias": alias,
        "updated_at": moment,
    }
    new = insert_into(Draft).values(member_id=viewer.id, place=place, **values)
    change(new.on_conflict_do_update(index_elements=["member_id", "place"], set_=values))


def discard_draft(viewer: Viewer, *, place: str) -> None:
    """Forget what this member typed there."""
    change(delete(Draft).where(Draft.member_id == viewer.id, Draft.place == place))


def mark_read(member_id: int, *, topic_id: int, number: int) -> None:
    """The member has read the topic up to this post. A mark only moves forward."""
    values = {"number": number, "read_at": clock.now()}
    new = insert_into(ReadMark).values(member_id=member_id, topic_id=topic_id, **values)
    further = ReadMark.number < number
    change(new.on_conflict_do_update(index_elements=["member_id", "topic_id"], set_=values, where=further))
