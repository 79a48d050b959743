"""What moderators arrange about a topic or a text that stays: its place, its pace, where it goes on, a note before it.

What stands under a one-off name stays in its topic: the name belongs there, and would tell elsewhere whose else it is.
"""

from collections.abc import Sequence

from forum.conditions.models import Condition
from forum.database import db, lock
from forum.discussions.models import Post, Topic
from forum.discussions.operations.counting import recount_condition, recount_topic
from forum.discussions.operations.standing import lock_post
from forum.discussions.queries.finding import replies_of

__all__ = [
    "Moved",
    "gather_replies",
    "move_topic",
    "note_content",
    "return_replies",
    "send_on",
    "slow_topic",
    "split_off",
]

Moved = list[tuple[int, int]]  # the key of a post and the number that it had, as undoing needs it


def move_topic(topic: Topic, *, condition: Condition) -> None:
    """Let a topic stand under another condition, whose followers do not hear of it. Its address stays."""
    lock(topic)
    was = topic.condition
    if was.id == condition.id:
        return
    topic.condition = condition
    db.session.flush()
    for each in sorted((was, condition), key=lambda one: one.id):
        recount_condition(each)


def slow_topic(topic: Topic, *, minutes: int) -> None:
    """Let so many minutes lie between two replies of one member; 0: as fast as anywhere."""
    lock(topic)
    topic.slow_minutes = minutes
    db.session.flush()


def send_on(topic: Topic, *, to: str) -> None:
    """Say that a topic goes on in the one with this public id; an empty one: it does not any more."""
    lock(topic)
    topic.goes_on_in = to
    db.session.flush()


def note_content(post: Post, *, note: str) -> None:
    """Let this note stand before a text, which is read after a press; an empty one: the text alone."""
    lock_post(post)
    post.content_note = note
    db.session.flush()


def gather_replies(topic: Topic, *, into: Topic) -> Moved:
    """Let the replies of one topic follow those of another, under new numbers. Their addresses lead to them there."""
    for each in sorted((topic, into), key=lambda one: one.id):
        lock(each)
    return carry(replies_of(topic.id), origin=topic, into=into)


def split_off(post: Post, *, title: str, with_following: bool) -> tuple[Topic, Moved]:
    """Make a reply the opening text of a new topic, with the replies after it if they belong there."""
    lock_post(post)
    origin = post.topic
    following = [each for each in replies_of(origin.id, from_number=post.number + 1) if with_following]
    # The search knows an opening text with its title: it learns the title last, when the text is in its place.
    new = Topic(
        condition=origin.condition,
        voice=post.voice,
        kind="discussion",
        title="",
        audience="members" if "members" in (origin.audience, post.audience) else "everyone",
        created_at=post.created_at,
        last_at_everyone=post.created_at,
        last_at_members=post.created_at,
        numbered=0,
        replies_everyone=0,
        replies_members=0,
    )
    db.session.add(new)
    db.session.flush()
    moved = carry([post, *following], origin=origin, into=new)
    new.title = title
    db.session.flush()
    recount_condition(new.condition)
    return new, moved


def carry(posts: Sequence[Post], *, origin: Topic, into: Topic) -> Moved:
    """Let these posts of one topic stand in another, which is locked, at its end. Gives where they stood."""
    moved = [(post.id, post.number) for post in posts]
    for post in posts:
        into.numbered += 1
        post.topic, post.number = into, into.numbered
    db.session.flush()
    recount_topic(origin)
    recount_topic(into)
    return moved


def return_replies(posts: Sequence[tuple[Post, int]], *, origin: Topic, out_of: Topic) -> None:
    """Let posts stand again where they stood, under those numbers. A topic that was made for them goes."""
    for each in sorted((origin, out_of), key=lambda one: one.id):
        lock(each)
    was_made = any(post.number == 1 for post, _number in posts)
    if was_made:
        out_of.title = ""
        db.session.flush()
    if out_of.numbered == max(post.number for post, _number in posts):
        out_of.numbered -= len(posts)  # nobody has written there since
    for post, number in posts:
        post.topic, post.number = origin, number
    db.session.flush()
    recount_topic(origin)
    if was_made:
        condition = out_of.condition
        db.session.delete(out_of)
        db.session.flush()
        recount_condition(condition)
    else:
        recount_topic(out_of)
