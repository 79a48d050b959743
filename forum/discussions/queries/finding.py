"""Loading one topic or one post, whole, for those who act on it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import contains_eager, joinedload

from forum import markup
from forum.accounts.models import Voice
from forum.database import db
from forum.discussions.addresses import POSTS_PER_PAGE, post_anchor, topic_path
from forum.discussions.models import Post, Submission, Topic
from forum.discussions.queries.visibility import PostVoice, TopicVoice, post_visible_to, topic_visible_to
from forum.errors import NotFound
from forum.paging import page_of
from forum.viewers import Viewer

__all__ = [
    "Quotation",
    "find_opening",
    "find_post",
    "find_submission",
    "find_topic",
    "find_voice_in",
    "get_post",
    "get_topic",
    "is_public_id",
    "last_reply_at",
    "place_of_post",
    "post_of_submission",
    "posts_by_key",
    "quotation",
    "replies_of",
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


def place_of_post(viewer: Viewer, public_id: str) -> str:
    """The address of the page that holds the post, at the post. Raises NotFound."""
    if not is_public_id(public_id):
        raise NotFound
    query = (
        select(Topic.public_id, Topic.title, Post.number)
        .select_from(Post)
        .join(PostVoice, Post.voice_id == PostVoice.id)
        .join(Topic, Post.topic_id == Topic.id)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .where(Post.public_id == public_id, topic_visible_to(viewer), post_visible_to(viewer))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    page = page_of(row.number, POSTS_PER_PAGE)
    return f"{topic_path(row.public_id, row.title, page=page)}#{post_anchor(row.number)}"


@dataclass(frozen=True, slots=True)
class Quotation:
    """The beginning of a reply to a text, and for whom that text is."""

    words: str = ""
    audience: str = "everyone"


def quotation(viewer: Viewer, topic_id: int, public_id: str) -> Quotation:
    """A text of this topic as the beginning of a reply to it; empty where the viewer may not read it.

    What the text itself quotes is left out: otherwise quotations grow with every answer.
    """
    if not is_public_id(public_id):
        return Quotation()
    query = (
        select(Post.body_markdown, Post.audience, PostVoice.name)
        .join(PostVoice, Post.voice_id == PostVoice.id)
        .where(Post.public_id == public_id, Post.topic_id == topic_id, post_visible_to(viewer))
    )
    row = db.session.execute(query).one_or_none()
    if row is None:
        return Quotation()
    own_words = re.sub(r"^>.*\n?", "", row.body_markdown, flags=re.MULTILINE).strip("\n")
    return Quotation(markup.quote(own_words, name=row.name), row.audience)


def find_opening(topic: Topic) -> Post | None:
    """The opening text of a topic."""
    query = whole_post().where(Post.topic_id == topic.id, Post.number == 1)
    return db.session.execute(query).scalar_one_or_none()


def find_voice_in(topic_id: int, member_id: int) -> Voice | None:
    """The voice in which this member has written in the topic, whatever became of the texts. There is one at most."""
    wrote = exists().where(Post.topic_id == topic_id, Post.voice_id == Voice.id)
    query = select(Voice).where(Voice.member_id == member_id, wrote).order_by(Voice.is_alias.desc()).limit(1)
    return db.session.scalars(query).one_or_none()


def last_reply_at(topic_id: int, member_id: int) -> datetime | None:
    """When this member last replied in the topic, in whichever voice; None if they never did."""
    query = (
        select(func.max(Post.created_at))
        .join(Voice, Post.voice_id == Voice.id)
        .where(Post.topic_id == topic_id, Post.number > 1, Voice.member_id == member_id)
    )
    return db.session.execute(query).scalar_one()


def replies_of(topic_id: int, *, from_number: int = 2) -> Sequence[Post]:
    """The replies with this number or a higher one that stand under their members' own names, in order."""
    here = Post.topic_id == topic_id, Post.number >= from_number, ~PostVoice.is_alias
    query = whole_post().where(*here).order_by(Post.number)
    return db.session.scalars(query).all()


def posts_by_key(keys: Iterable[int]) -> Sequence[Post]:
    """The posts with these keys, whatever their state, in the order of their numbers: for moderation."""
    return db.session.scalars(whole_post().where(Post.id.in_(list(keys))).order_by(Post.number)).all()


def find_submission(member_id: int, key: str) -> Submission | None:
    """That this member sent this form before."""
    query = select(Submission).where(Submission.member_id == member_id, Submission.key == key)
    return db.session.execute(query).scalar_one_or_none()


def post_of_submission(submission: Submission) -> Post:
    """The post that the form made."""
    return db.session.execute(whole_post().where(Post.id == submission.post_id)).scalar_one()
