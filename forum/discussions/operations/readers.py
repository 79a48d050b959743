"""Authors say later who may read a text."""

from flask_babel import gettext as _
from sqlalchemy import update

from forum.database import change, db
from forum.discussions.models import AUDIENCES, Post, Revision, Topic
from forum.discussions.operations.counting import recount_condition, recount_topic
from forum.discussions.operations.standing import lock_post, opening_of
from forum.errors import Refused

__all__ = ["change_post_audience", "change_topic_audience", "set_audience"]


def change_topic_audience(topic: Topic, *, audience: str) -> None:
    """From now on everyone, or members, may read the topic. Raises Refused where it cannot be widened now.

    Replies keep the audience that they were written for: those for everyone are read through a topic for members
    by members alone, and those that were written for members stay so when it is opened to everyone.
    """
    change_post_audience(opening_of(topic), audience=audience)


def change_post_audience(post: Post, *, audience: str) -> None:
    """The same for one text; of an opening text, for the topic."""
    lock_post(post)
    set_audience(post, audience)


def set_audience(post: Post, audience: str) -> None:
    """The same for a text that is locked with its topic. Counts are set anew."""
    topic = post.topic
    if audience not in AUDIENCES:
        raise ValueError(audience)
    if audience == post.audience:
        return
    if audience == "everyone":
        refuse_wider(post)
        db.session.flush()
        # What stood there before was written for members.
        change(update(Revision).where(Revision.post_id == post.id).values(is_withheld=True))
    post.audience = audience
    if post.is_opening:
        topic.audience = audience
    db.session.flush()
    recount_topic(topic)
    if post.is_opening:
        recount_condition(topic.condition)


def refuse_wider(post: Post) -> None:
    """Raise Refused where a text may not be opened to everyone; to fewer readers it always may."""
    if post.topic.is_locked:
        raise Refused(_("A moderator has locked this topic, so that it cannot be opened to more readers."))
    if not post.is_opening and post.topic.audience == "members":
        raise Refused(_("This topic is for members, and so is every reply in it."))
