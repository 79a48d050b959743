"""Who hears of a text."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, false, select
from sqlalchemy.orm import InstrumentedAttribute

from forum.accounts.models import Member, Voice
from forum.accounts.queries import blocked_either_way
from forum.conditions.models import Follow
from forum.database import db
from forum.discussions.models import Post
from forum.discussions.queries.visibility import PostVoice

__all__ = ["followers_to_tell", "quoted_members", "who_may_hear"]


def quoted_members(topic_id: int, names: list[str]) -> list[int]:
    """The members whose voices are called so and speak in this topic, in texts that are open."""
    if not names:
        return []
    query = (
        select(PostVoice.member_id)
        .join(Post, Post.voice_id == PostVoice.id)
        .where(Post.topic_id == topic_id, Post.state == "open", PostVoice.name.in_(names))
        .where(PostVoice.member_id.is_not(None), PostVoice.withheld_at.is_(None))
        .distinct()
    )
    return [member_id for member_id in db.session.scalars(query) if member_id is not None]


def who_may_hear(author: Voice, member_ids: Iterable[int | None]) -> list[int]:
    """Of these members, those who are still here, are not the author and have no block with this voice."""
    wanted = {each for each in member_ids if each is not None and each != author.member_id}
    if not wanted:
        return []
    query = (
        select(Member.id)
        .where(Member.id.in_(wanted), Member.deleted_at.is_(None), ~kept_apart(author, Member.id))
        .order_by(Member.id)
    )
    return list(db.session.scalars(query))


def followers_to_tell(condition_id: int, author: Voice) -> Select[tuple[int]]:
    """The followers of a condition except the author and whoever has a block with them: for INSERT … SELECT."""
    return select(Follow.member_id).where(
        Follow.condition_id == condition_id,
        Follow.member_id != author.member_id,
        ~kept_apart(author, Follow.member_id),
    )


def kept_apart(author: Voice, member_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a block stands between them. None for an alias: whoever was not told of it would know whose it is."""
    return false() if author.is_alias else blocked_either_way(author.member_id, member_id)
