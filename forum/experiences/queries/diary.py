"""What a member keeps with an experience besides its facts: check-ins, reminders, questions, earlier versions."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from forum.database import db
from forum.discussions.queries import is_public_id
from forum.errors import NotFound
from forum.experiences.models import (
    AppointmentQuestion,
    CheckIn,
    CheckInReminder,
    Experience,
    ExperienceRevision,
)

__all__ = [
    "count_check_ins",
    "find_check_in_on",
    "find_question",
    "get_check_in",
    "latest_with_effect",
    "questions_of",
    "reminders_of",
    "replaced_check_ins_of",
    "revisions_of",
]


def get_check_in(experience: Experience, public_id: str) -> CheckIn:
    """A check-in of this experience, also one that was replaced. Raises NotFound."""
    if not is_public_id(public_id):
        raise NotFound
    query = select(CheckIn).where(CheckIn.experience_id == experience.id, CheckIn.public_id == public_id)
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_check_in_on(experience_id: int, day: date) -> CheckIn | None:
    """The check-in that stands for this day."""
    standing = CheckIn.experience_id == experience_id, CheckIn.on_day == day, CheckIn.replaced_at.is_(None)
    return db.session.scalars(select(CheckIn).where(*standing)).one_or_none()


def count_check_ins(experience_id: int) -> int:
    """How many check-ins stand."""
    query = select(func.count()).where(CheckIn.experience_id == experience_id, CheckIn.replaced_at.is_(None))
    return db.session.scalars(query).one()


def latest_with_effect(experience_id: int) -> CheckIn | None:
    """Of the check-ins that stand and tell an effect, the one of the latest day."""
    query = (
        select(CheckIn)
        .where(CheckIn.experience_id == experience_id, CheckIn.replaced_at.is_(None), CheckIn.effect.is_not(None))
        .order_by(CheckIn.on_day.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def replaced_check_ins_of(experience_id: int) -> Sequence[CheckIn]:
    """Check-ins that were changed or taken out, the latest replaced first."""
    query = select(CheckIn).where(CheckIn.experience_id == experience_id, CheckIn.replaced_at.is_not(None))
    return db.session.scalars(query.order_by(CheckIn.replaced_at.desc(), CheckIn.id.desc())).all()


def revisions_of(experience_id: int) -> Sequence[ExperienceRevision]:
    """Earlier versions of the facts, the latest first."""
    query = select(ExperienceRevision).where(ExperienceRevision.experience_id == experience_id)
    return db.session.scalars(query.order_by(ExperienceRevision.number.desc())).all()


def reminders_of(experience_id: int) -> Sequence[CheckInReminder]:
    """When the member wants to be asked, and was."""
    query = select(CheckInReminder).where(CheckInReminder.experience_id == experience_id)
    return db.session.scalars(query.order_by(CheckInReminder.months)).all()


def questions_of(experience_id: int) -> Sequence[AppointmentQuestion]:
    """What the member wants to ask, in the order in which it was noted."""
    query = select(AppointmentQuestion).where(AppointmentQuestion.experience_id == experience_id)
    return db.session.scalars(query.order_by(AppointmentQuestion.id)).all()


def find_question(experience_id: int, question_id: int) -> AppointmentQuestion | None:
    """One of them."""
    mine = AppointmentQuestion.experience_id == experience_id, AppointmentQuestion.id == question_id
    return db.session.scalars(select(AppointmentQuestion).where(*mine)).one_or_none()
