"""Who may see what: the one criterion for topics and the one for posts.

A query that uses it joins the voice: `join(TopicVoice, Topic.voice_id == TopicVoice.id)`, `join(PostVoice, …)`.
"""

from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_
from sqlalchemy.orm import InstrumentedAttribute, aliased

from forum.accounts.models import ModeratorCondition, Voice
from forum.accounts.queries import blocked_either_way
from forum.discussions.models import Post, Topic
from forum.viewers import Viewer

__all__ = [
    "ME",
    "PostVoice",
    "Stance",
    "TopicVoice",
    "audience_of",
    "looks_after",
    "post_visible",
    "post_visible_to",
    "stance_of",
    "topic_visible",
    "topic_visible_to",
    "visible",
]

TopicVoice = aliased(Voice, name="topic_voice")
PostVoice = aliased(Voice, name="post_voice")
Around = aliased(Topic, name="topic_around")

SEEN_BY_MODERATORS = ("open", "held", "hidden", "removed")

# Who asks, as far as a statement's text depends on it: pages keep one statement for each and fill in ME.
Stance = Literal["visitor", "member", "moderator", "moderator_of_some"]
ME: Any = bindparam("me")  # Any: it stands where an id would


def stance_of(viewer: Viewer) -> Stance:
    """As whom this viewer asks."""
    if viewer.id is None:
        return "visitor"
    if not viewer.is_moderator:
        return "member"
    return "moderator_of_some" if viewer.only_conditions else "moderator"


def topic_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Topics that this viewer may read. Needs Topic and TopicVoice."""
    return topic_visible(stance_of(viewer), viewer.id)


def post_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Posts that this viewer may read in a topic that they may read. Needs Post and PostVoice."""
    return post_visible(stance_of(viewer), viewer.id)


def topic_visible(stance: Stance, me: int | None = ME) -> ColumnElement[bool]:
    """The same for a statement that is kept, to be filled in."""
    theirs = looks_after(me, Topic.condition_id)
    return visible(stance, me, TopicVoice, state=Topic.state, audience=Topic.audience, theirs=theirs)


def post_visible(stance: Stance, me: int | None = ME) -> ColumnElement[bool]:
    """The same for a statement that is kept, to be filled in."""
    around = exists().where(Around.id == Post.topic_id, looks_after(me, Around.condition_id))
    theirs = around.correlate_except(Around)
    return visible(stance, me, PostVoice, state=Post.state, audience=Post.audience, theirs=theirs)


def looks_after(me: int | None, condition_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether a moderator of some conditions is one of this condition."""
    mine = ModeratorCondition.member_id == me, ModeratorCondition.condition_id == condition_id
    return exists().where(*mine).correlate_except(ModeratorCondition)


def visible(
    stance: Stance,
    me: int | None,
    voice: type[Voice],
    *,
    state: InstrumentedAttribute[str],
    audience: InstrumentedAttribute[str],
    theirs: ColumnElement[bool],
) -> ColumnElement[bool]:
    """Open, for this audience, by a voice that is not withheld, and no block either way.

    Authors also read what of theirs others cannot. Moderators also read what is held, hidden or removed, and
    blocks do not bind them; moderators of some conditions do so where it is `theirs`. Nor do blocks bind an alias:
    what vanished with a block would say whose alias it is.
    """
    shown = voice.withheld_at.is_(None)
    if stance == "visitor":
        return and_(state == "open", audience == "everyone", shown)
    if stance == "moderator":
        return or_(and_(state.in_(SEEN_BY_MODERATORS), shown), voice.member_id == me)
    met = or_(voice.is_alias, ~blocked_either_way(me, voice.member_id))
    read = or_(and_(state == "open", shown, met), voice.member_id == me)
    return or_(read, and_(state.in_(SEEN_BY_MODERATORS), shown, theirs)) if stance == "moderator_of_some" else read


def audience_of(stance: Stance) -> Literal["everyone", "members"]:
    """Which stored counters and pointers are true for somebody who asks so."""
    return "everyone" if stance == "visitor" else "members"
