"""Asking members for the check-ins for which they wanted to be asked."""

from datetime import date

from sqlalchemy import update

from forum import clock
from forum.database import change
from forum.experiences.addresses import experience_path
from forum.experiences.models import CheckInReminder
from forum.experiences.queries.reminding import reminders_due
from forum.notifications.operations import notify

__all__ = ["AT_ONCE", "tell_due_check_ins"]

AT_ONCE = 500  # reminders in one transaction


def tell_due_check_ins(today: date) -> int:
    """Put a notice into the box of everybody whose day has come, once. Gives how many reminders that settled.

    At most AT_ONCE of them. Several that waited for one experience make one notice; no answer is no answer.
    """
    settled = 0
    told: set[str] = set()
    for reminder_id, member_id, public_id in reminders_due(today, limit=AT_ONCE):
        if not take(reminder_id):
            continue
        settled += 1
        if public_id not in told:
            told.add(public_id)
            notify(member_id, kind="check_in", path=experience_path(public_id), origin=f"reminder:{reminder_id}")
    return settled


def take(reminder_id: int) -> bool:
    """Hold a reminder and settle it. False: another worker was faster, or the member wants it no more."""
    waiting = CheckInReminder.id == reminder_id, CheckInReminder.told_at.is_(None)
    return change(update(CheckInReminder).where(*waiting).values(told_at=clock.now())) == 1
