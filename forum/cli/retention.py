"""How long things are kept that nobody needs for ever. docs/running.md says the same."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete

from forum import clock
from forum.accounts.models import Attempt, SetupLink, SignIn
from forum.database import Base, change, transaction
from forum.discussions.models import Draft, Submission
from forum.mail import Letter
from forum.moderation.operations import forget_steps
from forum.notifications.models import Notice

__all__ = ["KEPT", "forget_what_is_past"]

KEPT = {
    "attempt": timedelta(days=2),  # tries at signing in, counted over a day at most
    "submission": timedelta(days=7),  # the key of a form that was sent, against sending it twice
    "sent letter": timedelta(days=1),
    "letter": timedelta(days=7),  # one that could not be sent
    "ended sign-in": timedelta(days=30),
    "unused sign-in": timedelta(days=90),
    "setup link": timedelta(days=7),
    "notice": timedelta(days=365),
    "draft": timedelta(days=365),
}


def forget_what_is_past() -> int:
    """Delete what has been kept as long as it should be. Gives how many rows that were.

    Steps taken for somebody at risk lose their words here, once that member has left and the case is closed.
    """
    moment = clock.now()
    past: list[tuple[type[Base], ColumnElement[bool]]] = [
        (Attempt, Attempt.at < moment - KEPT["attempt"]),
        (Submission, Submission.created_at < moment - KEPT["submission"]),
        (Letter, Letter.sent_at < moment - KEPT["sent letter"]),
        (Letter, Letter.created_at < moment - KEPT["letter"]),
        (SignIn, SignIn.ended_at < moment - KEPT["ended sign-in"]),
        (SignIn, SignIn.used_at < moment - KEPT["unused sign-in"]),
        (SetupLink, SetupLink.created_at < moment - KEPT["setup link"]),
        (Notice, Notice.visible_from < moment - KEPT["notice"]),
        (Draft, Draft.updated_at < moment - KEPT["draft"]),
    ]
    with transaction():
        return sum(change(delete(model).where(is_past)) for model, is_past in past) + forget_steps()
