"""Reading whom to ask for a check-in."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, select

from forum.accounts.models import Consent, Member
from forum.database import db
from forum.experiences.models import CheckInReminder, Experience

__all__ = ["reminders_due"]


def reminders_due(today: date, *, limit: int) -> Sequence[tuple[int, int, str]]:
    """Reminders whose day has come and that nobody was told of: key, member, public id of the experience.

    Whoever has taken their agreement to health data back is not asked until they agree again.
    """
    agrees = exists().where(
        Consent.member_id == Member.id, Consent.kind == "health_data", Consent.withdrawn_at.is_(None)
    )
    query = (
        select(CheckInReminder.id, Experience.member_id, Experience.public_id)
        .join(Experience, CheckInReminder.experience_id == Experience.id)
        .join(Member, Experience.member_id == Member.id)
        .where(CheckInReminder.due_on <= today, CheckInReminder.told_at.is_(None), Member.deleted_at.is_(None), agrees)
        .order_by(CheckInReminder.experience_id, CheckInReminder.months)
        .limit(limit)
    )
    return db.session.execute(query).tuples().all()
