"""What a member has on the way to sharing: what is typed, the story's draft, and what is shared already."""

from sqlalchemy import select

from forum.accounts.models import Voice
from forum.database import db
from forum.discussions.models import Draft, Post, Topic
from forum.discussions.queries.finding import whole_post, whole_topic
from forum.experiences.models import Experience

__all__ = ["drafts_at", "find_opening_of", "find_topic_of", "find_voice_of"]


def drafts_at(member_id: int, *places: str) -> dict[str, Draft]:
    """What the member keeps at these places, by place."""
    query = select(Draft).where(Draft.member_id == member_id, Draft.place.in_(places))
    return {draft.place: draft for draft in db.session.scalars(query)}


def find_opening_of(experience: Experience) -> Post | None:
    """The text of its story with the topic, if it has one."""
    if experience.topic_id is None:
        return None
    query = whole_post().where(Post.topic_id == experience.topic_id, Post.number == 1)
    return db.session.scalars(query).one_or_none()


def find_topic_of(experience: Experience) -> Topic | None:
    """Its story as it is now, if it has one."""
    if experience.topic_id is None:
        return None
    return db.session.scalars(whole_topic().where(Topic.id == experience.topic_id)).one_or_none()


def find_voice_of(experience: Experience) -> Voice | None:
    """The voice it has, if it has one."""
    if experience.voice_id is None:
        return None
    return db.session.scalars(select(Voice).where(Voice.id == experience.voice_id)).one_or_none()
