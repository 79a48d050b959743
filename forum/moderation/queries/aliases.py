"""Cases about what stands under a one-off name: no page tells whose it is, unless a moderator asked and said why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select

from forum.accounts.models import Voice
from forum.database import db
from forum.discussions.addresses import post_path, topic_path
from forum.discussions.models import Post, Topic
from forum.experiences.addresses import experience_path
from forum.experiences.models import Experience
from forum.moderation.models import Action, Case

__all__ = ["TOLD_AFTER", "Look", "has_revealed", "is_case_under_alias", "looks_at", "under_alias"]

TOLD_AFTER = timedelta(days=7)  # a member learns that somebody looked, late enough not to hinder who is looking
LOOKS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Look:
    """That a moderator asked who is behind a name: at what, when and why. Not which moderator."""

    path: str
    kind: str
    at: datetime
    reason: str


def under_alias() -> ColumnElement[bool]:
    """Whether what a Case is about stands under a one-off name. An experience without a voice counts as if it did."""
    post = exists().where(Post.id == Case.post_id, Voice.id == Post.voice_id, Voice.is_alias)
    topic = exists().where(Topic.id == Case.topic_id, Voice.id == Topic.voice_id, Voice.is_alias)
    experience = (
        select(Experience.id)
        .outerjoin(Voice, Experience.voice_id == Voice.id)
        .where(Experience.id == Case.experience_id, or_(Voice.id.is_(None), Voice.is_alias))
        .exists()
    )
    return or_(post.correlate(Case), topic.correlate(Case), experience.correlate(Case))


def is_case_under_alias(case_id: int) -> bool:
    """The same for one case."""
    return db.session.execute(select(under_alias()).select_from(Case).where(Case.id == case_id)).scalar_one()


def has_revealed(moderator_id: int | None, case_id: int) -> bool:
    """Whether this moderator asked who is behind the name on this case."""
    asked = Action.case_id == case_id, Action.actor_id == moderator_id, Action.verb == "reveal"
    return db.session.execute(select(exists().where(*asked))).scalar_one()


def looks_at(member_id: int, *, at: datetime) -> Sequence[Look]:
    """When moderators asked whose one-off names these are, as far as the member is told by now; newest first."""
    query = (
        select(Action, Post.public_id, Topic.public_id, Topic.title, Experience.public_id)
        .join(Case, Action.case_id == Case.id)
        .outerjoin(Post, Case.post_id == Post.id)
        .outerjoin(Topic, Case.topic_id == Topic.id)
        .outerjoin(Experience, Case.experience_id == Experience.id)
        .where(Case.author_id == member_id, Action.verb == "reveal", Action.at <= at - TOLD_AFTER)
        .order_by(Action.id.desc())
        .limit(LOOKS_SHOWN)
    )
    return [
        look(action, post=post, topic=(topic, title) if topic else None, experience=experience)
        for action, post, topic, title, experience in db.session.execute(query)
    ]


def look(action: Action, *, post: str | None, topic: tuple[str, str] | None, experience: str | None) -> Look:
    """A line of the log as the member reads it."""
    if post:
        path, kind = post_path(post), "post"
    elif topic:
        path, kind = topic_path(*topic), "topic"
    else:
        path, kind = experience_path(experience or ""), "experience"
    return Look(path=path, kind=kind, at=action.at, reason=action.reason)
