"""What a text was before: its revisions, and what changed from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.accounts.bylines import Byline, byline
from forum.database import db
from forum.discussions.addresses import post_path
from forum.discussions.differences import Piece, differences
from forum.discussions.models import Post, Revision
from forum.discussions.queries.finding import get_post
from forum.viewers import Viewer

__all__ = ["Change", "HistoryPage", "history_page"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what revision `number` became, when, and why."""

    number: int
    at: datetime
    reason: str
    is_withheld: bool  # shown to the author and to moderators alone


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """The changes of a text, newest first, and one of them word by word."""

    public_id: str
    path: str
    topic_title: str
    condition_slug: str
    condition_name: str
    byline: Byline
    edits: int
    hidden: int  # changes that this viewer may not look into
    changes: Sequence[Change]
    shown: Change | None
    title_pieces: Sequence[Piece]
    gist_pieces: Sequence[Piece]
    pieces: Sequence[Piece]


def history_page(viewer: Viewer, public_id: str, *, number: str) -> HistoryPage:
    """The history of a text, with change `number` (by default the last). Raises NotFound for who may not see it."""
    post = get_post(viewer, public_id)
    is_own = viewer.id is not None and post.voice.member_id == viewer.id
    query = select(Revision).where(Revision.post_id == post.id).order_by(Revision.number.desc())
    if not (is_own or viewer.moderates(post.topic.condition_id)):
        query = query.where(Revision.is_withheld.is_(False))
    revisions = list(db.session.scalars(query))
    changes = [Change(each.number, each.replaced_at, each.reason, each.is_withheld) for each in revisions]
    index = next((i for i, each in enumerate(revisions) if str(each.number) == number), 0)
    pieces: list[Piece] = []
    title_pieces: list[Piece] = []
    gist_pieces: list[Piece] = []
    if revisions:
        title, gist, body = text_after(post, revisions, index)
        before = revisions[index]
        pieces = differences(before.body_markdown, body)
        title_pieces = differences(before.title or title, title)
        gist_pieces = differences(gist if before.gist is None else before.gist, gist)
    return HistoryPage(
        *(public_id, post_path(public_id), post.topic.title),
        *(post.topic.condition.slug, post.topic.condition.name, byline(post.voice, viewer)),
        edits=post.edits,
        hidden=post.edits - len(revisions),
        changes=changes,
        shown=changes[index] if changes else None,
        title_pieces=if_changed(title_pieces),
        gist_pieces=if_changed(gist_pieces),
        pieces=pieces,
    )


def if_changed(pieces: list[Piece]) -> list[Piece]:
    """The pieces, unless all is the same."""
    return pieces if any(each.kind != "same" for each in pieces) else []


def text_after(post: Post, revisions: list[Revision], index: int) -> tuple[str, str, str]:
    """Title, gist and text that replaced the revision at this place of the list, as far as this viewer may know."""
    if index == 0:
        return post.topic.title, post.topic.gist, post.body_markdown
    later = revisions[index - 1]
    gist = post.topic.gist if later.gist is None else later.gist
    return later.title or post.topic.title, gist, later.body_markdown
