"""What becomes of a text: held, hidden, removed, taken back, open again. Each verb is harmless when done twice.

The opening text stands and falls with its topic: with the text, its title and the page around it go too.
"""

from dataclasses import dataclass
from datetime import datetime

from forum import clock
from forum.database import db, lock
from forum.discussions.models import Post, Topic
from forum.discussions.operations.counting import recount_condition, recount_topic
from forum.discussions.operations.telling import origin_of, tell_of_post
from forum.discussions.queries.finding import find_opening
from forum.notifications.queries import is_told
from forum.viewers import Viewer

__all__ = [
    "Standing",
    "hide_post",
    "hide_topic",
    "hold_post",
    "hold_topic",
    "lock_post",
    "lock_topic",
    "release_post",
    "release_topic",
    "remove_post",
    "remove_topic",
    "restore_post",
    "restore_topic",
    "return_post",
    "standing_of",
    "unlock_topic",
]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a text stood at one time: what undoing a decision returns to."""

    state: str
    state_at: datetime | None
    state_by_id: int | None
    state_reason: str


def standing_of(post: Post) -> Standing:
    """How it stands now."""
    return Standing(post.state, post.state_at, post.state_by_id, post.state_reason)


def lock_post(post: Post) -> Post:
    """Hold the post's topic and then the post, as they are now."""
    lock(post.topic)
    return lock(post)


def set_standing(post: Post, standing: Standing) -> None:
    """Let the text stand so, and of an opening text the topic. Both are locked. Counts are set anew."""
    topic = post.topic
    for row in (post, topic) if post.is_opening else (post,):
        row.state = standing.state
        row.state_at = standing.state_at
        row.state_by_id = standing.state_by_id
        row.state_reason = standing.state_reason
    recount_topic(topic)
    if post.is_opening:
        recount_condition(topic.condition)


def move(post: Post, state: str, *, by: Viewer, reason: str) -> None:
    """Let a text that is locked stand so from now on. `reason` has at most 200 characters."""
    set_standing(post, Standing(state, clock.now(), by.id, reason))


def decide(post: Post, state: str, *, by: Viewer, reason: str) -> None:
    """Lock the text, and let it stand so unless it does."""
    lock_post(post)
    if post.state != state:
        move(post, state, by=by, reason=reason)


def hide_post(post: Post, *, by: Viewer, reason: str) -> None:
    """Only the author and moderators read it; the author may edit it and ask again."""
    decide(post, "hidden", by=by, reason=reason)


def remove_post(post: Post, *, by: Viewer, reason: str) -> None:
    """Only the author and moderators read it, and it stays so."""
    decide(post, "removed", by=by, reason=reason)


def restore_post(post: Post, *, by: Viewer, reason: str = "") -> None:
    """Open again, whatever moderators had decided."""
    decide(post, "open", by=by, reason=reason)


def hold_post(post: Post, *, by: Viewer, reason: str) -> None:
    """Only the author and moderators read it until a moderator has looked."""
    decide(post, "held", by=by, reason=reason)


def release_post(post: Post, *, by: Viewer) -> None:
    """A held text is open now, and those whom it concerns hear of it, unless they did before it was held."""
    lock_post(post)
    if post.state != "held":
        return
    move(post, "open", by=by, reason="")
    if not is_told(origin_of(post)):
        tell_of_post(post)


def return_post(post: Post, *, standing: Standing) -> None:
    """Let the text stand as it did before a decision that is undone."""
    lock_post(post)
    if standing_of(post) != standing:
        set_standing(post, standing)


def opening_of(topic: Topic) -> Post:
    """The opening text, which every topic has."""
    post = find_opening(topic)
    if post is None:
        raise LookupError(topic.public_id)
    return post


def hide_topic(topic: Topic, *, by: Viewer, reason: str) -> None:
    """Hide the topic with its opening text, and so the page with all replies."""
    hide_post(opening_of(topic), by=by, reason=reason)


def remove_topic(topic: Topic, *, by: Viewer, reason: str) -> None:
    """Remove the topic with its opening text."""
    remove_post(opening_of(topic), by=by, reason=reason)


def restore_topic(topic: Topic, *, by: Viewer, reason: str = "") -> None:
    """Open the topic with its opening text again."""
    restore_post(opening_of(topic), by=by, reason=reason)


def hold_topic(topic: Topic, *, by: Viewer, reason: str) -> None:
    """Hold the topic with its opening text."""
    hold_post(opening_of(topic), by=by, reason=reason)


def release_topic(topic: Topic, *, by: Viewer) -> None:
    """A held topic is open now; followers of the condition hear of it."""
    release_post(opening_of(topic), by=by)


def lock_topic(topic: Topic, *, reason: str) -> None:
    """No more replies. Readers see the reason, of at most 200 characters."""
    lock(topic)
    if topic.locked_at is None:
        topic.locked_at = clock.now()
        topic.lock_reason = reason
        db.session.flush()


def unlock_topic(topic: Topic) -> None:
    """Replies again."""
    lock(topic)
    topic.locked_at = None
    topic.lock_reason = ""
    db.session.flush()
