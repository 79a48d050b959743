"""Loading one experience, whole, for those who see it or act on it."""

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from forum.database import db
from forum.discussions.queries import is_public_id
from forum.errors import NotFound
from forum.experiences.models import Experience
from forum.experiences.queries.visibility import ExperienceVoice, experience_visible_to
from forum.viewers import Viewer

__all__ = ["find_experience", "find_own_experience", "get_experience", "get_own_experience"]


def whole_experience(*, steps: ORMOption | None = None) -> Select[tuple[Experience]]:
    """An experience with its voice, condition, story, dose steps and side effects; three statements."""
    return (
        select(Experience)
        .outerjoin(ExperienceVoice, Experience.voice_id == ExperienceVoice.id)
        .options(
            contains_eager(Experience.voice.of_type(ExperienceVoice)),
            joinedload(Experience.condition, innerjoin=True),
            joinedload(Experience.topic),
            steps or selectinload(Experience.dose_steps),
            selectinload(Experience.side_effects),
        )
    )


def find_experience(public_id: str) -> Experience | None:
    """The experience with this public id, whatever its state: for moderation."""
    if not is_public_id(public_id):
        return None
    # The few dose steps come along: the page of a case, which shows much else, asks one statement less for them.
    query = whole_experience(steps=joinedload(Experience.dose_steps))
    return db.session.execute(query.where(Experience.public_id == public_id)).unique().scalar_one_or_none()


def get_experience(viewer: Viewer, public_id: str) -> Experience:
    """The experience at this address, as far as this viewer may see it. Raises NotFound."""
    if not is_public_id(public_id):
        raise NotFound
    query = whole_experience().where(Experience.public_id == public_id, experience_visible_to(viewer))
    found = db.session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found


def find_own_experience(member_id: int, condition_id: int) -> Experience | None:
    """What this member keeps for this condition, shared or not."""
    mine = Experience.member_id == member_id, Experience.condition_id == condition_id
    return db.session.execute(whole_experience().where(*mine)).scalar_one_or_none()


def get_own_experience(viewer: Viewer, public_id: str) -> Experience:
    """The viewer's own experience at this address. Raises NotFound for anybody else's."""
    if not is_public_id(public_id) or viewer.id is None:
        raise NotFound
    query = whole_experience().where(Experience.public_id == public_id, Experience.member_id == viewer.id)
    found = db.session.execute(query).scalar_one_or_none()
    if found is None:
        raise NotFound
    return found
