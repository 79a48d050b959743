"""What becomes of a member's experiences when consent to health data ends, or the account does."""

from sqlalchemy import delete, update

from forum import clock
from forum.database import change, db, lock
from forum.experiences.models import (
    AppointmentQuestion,
    CheckIn,
    CheckInReminder,
    CountingConsent,
    ExperienceRevision,
)
from forum.experiences.operations.record import forget
from forum.experiences.operations.releasing import uncount
from forum.experiences.queries.leaving import experiences_of

__all__ = ["leave_experiences", "uncount_member"]


def uncount_member(member_id: int) -> None:
    """Take down at once every release that counts one of this member's experiences; whether they agreed stays."""
    uncount([experience.id for experience in experiences_of(member_id)])


def leave_experiences(member_id: int) -> None:
    """The member goes for good: counted no more, nothing stays that was theirs alone. What they shared stays.

    Of a shared one, too, the questions, reminders and whatever was replaced go. The member is locked.
    """
    found = [lock(experience) for experience in experiences_of(member_id)]
    keys = [experience.id for experience in found]
    given = CountingConsent.experience_id.in_(keys), CountingConsent.withdrawn_at.is_(None)
    change(update(CountingConsent).where(*given).values(withdrawn_at=clock.now()))
    uncount(keys)
    for model in (AppointmentQuestion, CheckInReminder, ExperienceRevision):
        change(delete(model).where(model.experience_id.in_(keys)))
    change(delete(CheckIn).where(CheckIn.experience_id.in_(keys), CheckIn.replaced_at.is_not(None)))
    for experience in found:
        if experience.shared_at is None and forget(experience):
            experience.alias = None
    db.session.flush()
