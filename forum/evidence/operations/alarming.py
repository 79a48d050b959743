"""Telling editors before a review is due."""

from datetime import date

from forum.database import lock
from forum.evidence import queries
from forum.evidence.models import SummaryRevision
from forum.evidence.queries import signing
from forum.notifications.operations import notify_each

__all__ = ["alarm_editors"]


def alarm_editors(*, today: date) -> int:
    """Tell every editor, once for each day of review, which summaries come up, and once which second look is overdue.

    Gives how many summaries those were.
    """
    told = 0
    for revision in queries.summaries_to_alarm(today=today):
        summary = lock(revision.summary)
        if summary.alarmed_for == revision.review_due:
            continue  # another worker was faster
        summary.alarmed_for = revision.review_due
        origin = f"review:{revision.id}"
        notify_each(queries.editor_ids(), kind="review_due", path="/editorial", origin=origin)
        told += 1
    return told + sum(alarm_second_look(each) for each in signing.urgent_revisions() if is_late(each, today))


def is_late(revision: SummaryRevision, today: date) -> bool:
    """Whether the day by which a second person looks has passed."""
    return revision.second_look_due is not None and revision.second_look_due < today


def alarm_second_look(revision: SummaryRevision) -> bool:
    """Tell every editor, once, that nobody has looked again at an urgent correction. Whether that was news."""
    summary, origin = lock(revision.summary), f"second_look_late:{revision.id}"
    if summary.shown_number != revision.number or signing.was_told(origin):
        return False
    path = f"/conditions/{summary.condition.slug}/evidence"
    notify_each(queries.editor_ids(), kind="second_look", path=path, origin=origin)
    return True
