"""The topic of a summary, as far as somebody may know of it."""

from dataclasses import dataclass

from sqlalchemy import exists, select

from forum.conditions.models import Condition
from forum.database import db
from forum.discussions.addresses import topic_path
from forum.discussions.models import Topic
from forum.discussions.queries import TopicVoice, topic_visible_to
from forum.discussions.queries.visibility import audience_of, stance_of
from forum.evidence.models import Summary
from forum.viewers import Viewer

__all__ = ["About", "Talk", "about_talk", "find_talk", "is_held_open"]


@dataclass(frozen=True, slots=True)
class Talk:
    """Where members talk about a summary, and how many replies this viewer may count there."""

    path: str
    replies: int


@dataclass(frozen=True, slots=True)
class About:
    """The summary that a topic is about."""

    slug: str
    condition: str


def find_talk(viewer: Viewer, summary: Summary) -> Talk | None:
    """The topic of this summary; None where there is none that the viewer may read. At most one statement."""
    if summary.talk_topic_id is None:
        return None
    replies = Topic.replies_everyone if audience_of(stance_of(viewer)) == "everyone" else Topic.replies_members
    query = (
        select(Topic.public_id, Topic.title, replies)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .where(Topic.id == summary.talk_topic_id, topic_visible_to(viewer))
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else Talk(topic_path(row[0], row[1]), row[2])


def is_held_open(topic_id: int) -> bool:
    """Whether members in general can read this topic: it is open, and its writer has not taken back their texts."""
    query = select(
        exists().where(
            Topic.id == topic_id,
            Topic.state == "open",
            TopicVoice.id == Topic.voice_id,
            TopicVoice.withheld_at.is_(None),
        )
    )
    return db.session.execute(query).scalar_one()


def about_talk(topic_id: int) -> About | None:
    """The summary whose topic this is."""
    query = (
        select(Condition.slug, Condition.name)
        .join(Summary, Summary.condition_id == Condition.id)
        .where(Summary.talk_topic_id == topic_id)
        .limit(1)
    )
    row = db.session.execute(query).one_or_none()
    return None if row is None else About(row[0], row[1])
