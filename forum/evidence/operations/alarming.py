"""Telling editors before a review is due."""

from datetime import date

from forum.database import lock
from forum.evidence import queries
from forum.notifications.operations import notify_each

__all__ = ["alarm_editors"]


def alarm_editors(*, today: date) -> int:
    """Tell every editor, once for each day of review, which summaries come up. Gives how many summaries those were."""
    told = 0
    for revision in queries.summaries_to_alarm(today=today):
        summary = lock(revision.summary)
        if summary.alarmed_for == revision.review_due:
            continue  # another worker was faster
        summary.alarmed_for = revision.review_due
        origin = f"review:{revision.id}"
        notify_each(queries.editor_ids(), kind="review_due", path="/editorial", origin=origin)
        told += 1
    return told
