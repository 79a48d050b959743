"""Keeping what an experience said before it changes."""

from forum.database import db
from forum.experiences.facts import facts_of
from forum.experiences.models import Experience, ExperienceRevision
from forum.experiences.queries.keeping import count_revisions, is_counting_agreed

__all__ = ["keep_revision"]


def keep_revision(experience: Experience) -> None:
    """Keep the facts as they stand, for others may have read or counted them; a draft's changes are nobody's.

    Call it with the experience locked and its dose steps and side effects loaded, before anything changes.
    """
    if experience.shared_at is None and not is_counting_agreed(experience.id):
        return
    number = count_revisions(experience.id) + 1
    db.session.add(ExperienceRevision(experience_id=experience.id, number=number, facts=facts_of(experience).as_json()))
