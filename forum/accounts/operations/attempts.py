"""Limits on attempts, kept as rows, so that a restart or a second process forgets none."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete

from forum import clock
from forum.accounts import library, queries
from forum.accounts.models import Attempt
from forum.database import change, db, record_anyway
from forum.errors import TooMany

__all__ = ["Allowance", "forget_old_attempts", "record_attempt", "stop_if_too_many"]


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many attempts of a kind per span, for one name or address."""

    kind: str
    count: int
    span: timedelta


KEPT = timedelta(days=1)  # no allowance looks further back


def stop_if_too_many(allowance: Allowance, subject: str) -> None:
    """Raise TooMany, with the seconds until the next try, when the allowance of this subject is used up."""
    moment = clock.now()
    count, since = library.allowed(allowance.count), moment - allowance.span
    made = queries.attempts_since(allowance.kind, library.keyed_hash(subject), since=since, count=count)
    if len(made) >= count:
        wait = made[count - 1] + allowance.span - moment
        raise TooMany(
            _("That was tried many times just now. Please wait a little and try again."),
            retry_after=max(1, round(wait.total_seconds())),
        )


def record_attempt(allowance: Allowance, subject: str) -> None:
    """Count one attempt, also when the request that made it is refused."""
    key, moment = library.keyed_hash(subject), clock.now()
    record_anyway(lambda: db.session.add(Attempt(kind=allowance.kind, key=key, at=moment)))


def forget_old_attempts() -> None:
    """Drop what no limit looks at any more."""
    change(delete(Attempt).where(Attempt.at < clock.now() - KEPT))
