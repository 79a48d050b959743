"""What is kept with an experience: earlier versions, and the consent to be counted."""

from sqlalchemy import exists, func, select

from forum.database import db
from forum.experiences.models import CountingConsent, ExperienceRevision

__all__ = ["count_revisions", "find_counting_consent", "is_counting_agreed"]


def count_revisions(experience_id: int) -> int:
    """How many earlier versions of the facts there are."""
    query = select(func.count()).where(ExperienceRevision.experience_id == experience_id)
    return db.session.scalars(query).one()


def is_counting_agreed(experience_id: int) -> bool:
    """Whether its member agrees to be counted with it now."""
    given = CountingConsent.experience_id == experience_id, CountingConsent.withdrawn_at.is_(None)
    return db.session.scalars(select(exists().where(*given))).one()


def find_counting_consent(experience_id: int) -> CountingConsent | None:
    """The agreement that holds now, if there is one."""
    given = CountingConsent.experience_id == experience_id, CountingConsent.withdrawn_at.is_(None)
    return db.session.scalars(select(CountingConsent).where(*given)).one_or_none()
