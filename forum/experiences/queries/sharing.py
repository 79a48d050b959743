"""What a member has on the way to sharing: what is typed, the story's draft, and what is shared already."""

from sqlalchemy import select

from forum.accounts.models import Voice
from forum.database import db
from forum.discussions.models import Topic
from forum.discussions.queries import find_draft
from forum.discussions.queries.finding import whole_topic
from forum.experiences.models import Experience
from forum.experiences.typed import Typed, place_of

__all__ = ["find_topic_of", "find_voice_of", "typed_of"]


def typed_of(member_id: int, slug: str) -> Typed | None:
    """What the member typed there and did not save; None where nothing is kept."""
    draft = find_draft(member_id, place_of(slug))
    return None if draft is None else Typed.of_text(draft.body_markdown)


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
