"""When a member is asked for a check-in."""

import calendar
from datetime import date

__all__ = ["MONTHS", "due_on", "months_after"]

MONTHS = (1, 3, 6, 12)
MONTHS_IN_A_YEAR = 12


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * MONTHS_IN_A_YEAR + day.month - 1 + months, MONTHS_IN_A_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def due_on(months: int, *, started_on: date | None, today: date) -> date:
    """The day of a reminder: counted from the start, or from today where that is not known or has passed by."""
    from_start = months_after(started_on, months) if started_on else None
    return from_start if from_start and from_start > today else months_after(today, months)
