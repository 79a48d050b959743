"""Who may see what: the one criterion for topics and the one for posts.

A query that uses it joins the voice: `join(TopicVoice, Topic.voice_id == TopicVoice.id)`, `join(PostVoice, …)`.
"""

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute, aliased

from forum.accounts.models import Voice
from forum.accounts.queries import blocked_either_way
from forum.discussions.models import Post, Topic
from forum.viewers import Viewer

__all__ = ["PostVoice", "TopicVoice", "audience_of", "post_visible_to", "topic_visible_to"]

TopicVoice = aliased(Voice, name="topic_voice")
PostVoice = aliased(Voice, name="post_voice")

SEEN_BY_MODERATORS = ("open", "held", "hidden", "removed")


def topic_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Topics that this viewer may read. Needs Topic and TopicVoice."""
    return visible(viewer, TopicVoice, state=Topic.state, audience=Topic.audience)


def post_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Posts that this viewer may read in a topic that they may read. Needs Post and PostVoice."""
    return visible(viewer, PostVoice, state=Post.state, audience=Post.audience)


def visible(
    viewer: Viewer,
    voice: type[Voice],
    *,
    state: InstrumentedAttribute[str],
    audience: InstrumentedAttribute[str],
) -> ColumnElement[bool]:
    """Open, for this audience, by a voice that is not withheld, and no block either way.

    Authors also read what of theirs others cannot. Moderators also read what is held, hidden or removed, and
    blocks do not bind them.
    """
    shown = voice.withheld_at.is_(None)
    if viewer.id is None:
        return and_(state == "open", audience == "everyone", shown)
    if viewer.is_moderator:
        return or_(and_(state.in_(SEEN_BY_MODERATORS), shown), voice.member_id == viewer.id)
    met = ~blocked_either_way(viewer.id, voice.member_id)
    return or_(and_(state == "open", shown, met), voice.member_id == viewer.id)


def audience_of(viewer: Viewer) -> str:
    """Which stored counters and pointers are true for this viewer: "everyone" or "members"."""
    return "members" if viewer.is_member else "everyone"
