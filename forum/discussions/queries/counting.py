"""What the stored counters and last-post pointers should be, told from the rows they stand for."""

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, distinct, func, or_, select

from forum.accounts.models import Voice
from forum.conditions.models import Condition
from forum.database import db
from forum.discussions.models import Post, Topic

__all__ = [
    "condition_values",
    "conditions_of_member",
    "is_stale",
    "lock_topics_of_member",
    "topic_values",
    "topics_of_member",
]


def counted_posts(what: Any, *, audience: str) -> Select[tuple[Any]]:
    """`what` (an expression over posts) of a topic's open posts whose voices are not withheld."""
    query = (
        select(what)
        .select_from(Post)
        .join(Voice, Post.voice_id == Voice.id)
        .where(Post.topic_id == Topic.id, Post.state == "open", Voice.withheld_at.is_(None))
        .correlate(Topic)
    )
    return query if audience == "members" else query.where(Post.audience == "everyone")


def last_post(what: Any, *, audience: str) -> ScalarSelect[Any]:
    """`what` of the counted post with the highest number."""
    return counted_posts(what, audience=audience).order_by(Post.number.desc()).limit(1).scalar_subquery()


def topic_values() -> dict[str, ColumnElement[Any] | ScalarSelect[Any]]:
    """Every stored value of a topic, for an UPDATE of topics."""
    values: dict[str, ColumnElement[Any] | ScalarSelect[Any]] = {}
    for audience in ("everyone", "members"):
        replies = counted_posts(func.count(), audience=audience).where(Post.number > 1)
        values[f"replies_{audience}"] = replies.scalar_subquery()
        values[f"last_at_{audience}"] = func.coalesce(last_post(Post.created_at, audience=audience), Topic.created_at)
        values[f"last_number_{audience}"] = func.coalesce(last_post(Post.number, audience=audience), 0)
        values[f"last_voice_{audience}_id"] = last_post(Post.voice_id, audience=audience)
    return values


def condition_values() -> dict[str, ScalarSelect[Any]]:
    """Every stored value of a condition that counts topics, for an UPDATE of conditions."""
    members = (
        select(func.count())
        .select_from(Topic)
        .join(Voice, Topic.voice_id == Voice.id)
        .where(Topic.condition_id == Condition.id, Topic.state == "open", Voice.withheld_at.is_(None))
        .correlate(Condition)
    )
    everyone = members.where(Topic.audience == "everyone")
    return {"topics_members": members.scalar_subquery(), "topics_everyone": everyone.scalar_subquery()}


def is_stale(model: type[Topic] | type[Condition], values: dict[str, Any]) -> ColumnElement[bool]:
    """Whether any stored value differs from what it should be."""
    return or_(*(getattr(model, name).is_distinct_from(value) for name, value in values.items()))


def topics_of_member(member_id: int) -> Select[tuple[int]]:
    """The keys of the topics in which this member wrote."""
    return select(distinct(Post.topic_id)).join(Voice, Post.voice_id == Voice.id).where(Voice.member_id == member_id)


def lock_topics_of_member(member_id: int) -> None:
    """Hold those topics, in the order of their keys, until the transaction ends."""
    written = Topic.id.in_(topics_of_member(member_id))
    db.session.execute(select(Topic.id).where(written).order_by(Topic.id).with_for_update(key_share=True))


def conditions_of_member(member_id: int) -> list[int]:
    """The keys of the conditions in which this member started topics."""
    query = (
        select(distinct(Topic.condition_id))
        .join(Voice, Topic.voice_id == Voice.id)
        .where(Voice.member_id == member_id)
        .order_by(Topic.condition_id)
    )
    return list(db.session.scalars(query))
