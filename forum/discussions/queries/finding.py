"""Loading one topic or one post, whole, for those who act on it."""

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from forum.database import db
from forum.discussions.models import Post, Submission, Topic
from forum.discussions.queries.visibility import PostVoice, TopicVoice, post_visible_to, topic_visible_to
from forum.errors import NotFound
from forum.viewers import Viewer

__all__ = [
    "find_opening",
    "find_post",
    "find_submission",
    "find_topic",
    "get_post",
    "get_topic",
    "is_public_id",
    "post_of_submission",
]

PUBLIC_ID_LETTERS = frozenset("0123456789abcdefghjkmnpqrstvwxyz")


def is_public_id(text: str) -> bool:
    """Whether this could be the public id of something; anything else need not be looked for."""
    return 0 < len(text) <= 16 and PUBLIC_ID_LETTERS.issuperset(text)


def whole_topic() -> Select[tuple[Topic]]:
    """A topic with its condition and its voice."""
    return (
        select(Topic)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .options(contains_eager(Topic.voice.of_type(TopicVoice)), joinedload(Topic.condition, innerjoin=True))
    )


def whole_post() -> Select[tuple[Post]]:
    """A post with its voice, its topic, and of that the condition and the voice."""
    return (
        select(Post)
        .join(PostVoice, Post.voice_id == PostVoice.id)
        .join(Topic, Post.topic_id == Topic.id)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .options(
            contains_eager(Post.voice.of_type(PostVoice)),
            contains_eager(Post.topic).options(
                contains_eager(Topic.voice.of_type(TopicVoice)), joinedload(Topic.condition, innerjoin=True)
            ),
        )
    )


def find_topic(public_id: str) -> Topic | None:
    """The topic with this public id, whatever its state: for moderation."""
    if not is_public_id(public_id):
        return None
    return db.session.execute(whole_topic().where(Topic.public_id == public_id)).scalar_one_or_none()


def find_post(public_id: str) -> Post | None:
    """The post with this public id, whatever its state: for moderation."""
    if not is_public_id(public_id):
        return None
    return db.session.execute(whole_post().where(Post.public_id == public_id)).scalar_one_or_none()


def get_topic(viewer: Viewer, public_id: str) -> Topic:
    """The topic with this public id. Raises NotFound where the viewer may not see it."""
    if not is_public_id(public_id):
        raise NotFound
    query = whole_topic().where(Topic.public_id == public_id, topic_visible_to(viewer))
    topic = db.session.execute(query).scalar_one_or_none()
    if topic is None:
        raise NotFound
    return topic


def get_post(viewer: Viewer, public_id: str) -> Post:
    """The post with this public id. Raises NotFound where the viewer may not see it or its topic."""
    if not is_public_id(public_id):
        raise NotFound
    query = whole_post().where(Post.public_id == public_id, topic_visible_to(viewer), post_visible_to(viewer))
    post = db.session.execute(query).scalar_one_or_none()
    if post is None:
        raise NotFound
    return post


def find_opening(topic: Topic) -> Post | None:
    """The opening text of a topic."""
    query = whole_post().where(Post.topic_id == topic.id, Post.number == 1)
    return db.session.execute(query).scalar_one_or_none()


def find_submission(member_id: int, key: str) -> Submission | None:
    """That this member sent this form before."""
    query = select(Submission).where(Submission.member_id == member_id, Submission.key == key)
    return db.session.execute(query).scalar_one_or_none()


def post_of_submission(submission: Submission) -> Post:
    """The post that the form made."""
    return db.session.execute(whole_post().where(Post.id == submission.post_id)).scalar_one()
