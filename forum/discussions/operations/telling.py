"""Telling members of replies, quotations and new topics. Only of texts that others may read."""

import re

from forum.database import db
from forum.discussions.addresses import post_path, topic_path
from forum.discussions.models import Post, Topic
from forum.discussions.queries import audience
from forum.notifications.operations import notify_chosen, notify_each

__all__ = ["origin_of", "tell_of_post"]

MOST_QUOTED = 5  # names looked for in one text
QUOTED = re.compile(r"^> \u2013 (.+)$", re.MULTILINE)  # as forum.markup.quote signs a quotation


def quoted_names(markdown: str) -> list[str]:
    """The names under the quotations of a text."""
    names = [re.sub(r"\\(.)", r"\1", name).strip() for name in QUOTED.findall(markdown)]
    return list(dict.fromkeys(names))[:MOST_QUOTED]


def tell_of_post(post: Post) -> None:
    """Tell those whom this text, which has just become open, concerns."""
    db.session.flush()
    if post.is_opening:
        tell_of_topic(post.topic)
    else:
        tell_of_reply(post)


def origin_of(post: Post) -> str:
    """By what the notices of a text are found again."""
    return f"topic:{post.topic.public_id}" if post.is_opening else f"post:{post.public_id}"


def tell_of_reply(post: Post) -> None:
    """Tell the author of the topic, and those who are quoted; each once."""
    author = post.topic.voice.member_id
    quoted = audience.quoted_members(post.topic_id, quoted_names(post.body_markdown))
    told = audience.who_may_hear(post.voice, {*quoted, author} - {None})
    origin, path = origin_of(post), post_path(post.public_id)
    notify_each([each for each in told if each == author], kind="reply", path=path, origin=origin)
    notify_each([each for each in told if each != author], kind="quote", path=path, origin=origin)


def tell_of_topic(topic: Topic) -> None:
    """Tell everyone who follows the condition, in one statement."""
    followers = audience.followers_to_tell(topic.condition_id, topic.voice)
    origin, path = f"topic:{topic.public_id}", topic_path(topic.public_id)
    notify_chosen(followers, kind="new_topic", path=path, origin=origin)
