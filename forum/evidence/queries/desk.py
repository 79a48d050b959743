"""What waits for editors: summaries in doubt, challenged, overdue and due soon, and sources that nobody has weighed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import contains_eager

from forum.conditions.models import Condition
from forum.database import db
from forum.evidence.candidates.queries import Candidates, open_candidates
from forum.evidence.challenges.policies import can_see_desk
from forum.evidence.challenges.queries import Shown, desk_page
from forum.evidence.marks import Doubt
from forum.evidence.models import Summary, SummaryDoubt, SummaryRevision
from forum.evidence.queries.standing import doubts_by_summary
from forum.paging import Page
from forum.viewers import Viewer

__all__ = ["ALARM_DAYS", "Desk", "Due", "desk", "summaries_to_alarm"]

ALARM_DAYS = 30  # before the day of a review, as docs/decisions/0017 has it


@dataclass(frozen=True, slots=True)
class Due:
    """A summary that waits for an editor, when it has to be reviewed, and for what it is in doubt."""

    slug: str
    name: str
    review_due: date
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk of the editors. A summary stands in each list that it belongs to."""

    under_review: tuple[Due, ...]
    challenged: Page[Shown] | None  # None: challenges are for editors, and this is an admin
    overdue: tuple[Due, ...]
    candidates: Candidates
    soon: tuple[Due, ...]


def desk(viewer: Viewer, *, today: date) -> Desk:
    """Everything that waits, the longest waiting first; as many statements for one row as for a thousand."""
    in_doubt = exists().where(SummaryDoubt.summary_id == Summary.id, SummaryDoubt.ended_at.is_(None))
    query = (
        select(Summary.id, Condition.slug, Condition.name, SummaryRevision.review_due)
        .join(Condition, Summary.condition_id == Condition.id)
        .join(SummaryRevision, SummaryRevision.summary_id == Summary.id)
        .where(
            SummaryRevision.number == Summary.shown_number,
            SummaryRevision.published_at.is_not(None),
            or_(SummaryRevision.review_due <= today + timedelta(days=ALARM_DAYS), in_doubt),
        )
        .order_by(SummaryRevision.review_due, Condition.name)
    )
    rows = db.session.execute(query).all()
    doubts = doubts_by_summary(key for key, *_ in rows)
    waiting = [Due(slug, name, due, tuple(doubts.get(key, ()))) for key, slug, name, due in rows]
    in_order = sorted((each for each in waiting if each.doubts), key=lambda each: each.doubts[0].since)
    last = today + timedelta(days=ALARM_DAYS)
    return Desk(
        under_review=tuple(in_order),
        challenged=desk_page(viewer, number=1) if can_see_desk(viewer) else None,
        overdue=tuple(each for each in waiting if each.review_due < today),
        candidates=open_candidates(),
        soon=tuple(each for each in waiting if today <= each.review_due <= last),
    )


def summaries_to_alarm(*, today: date) -> Sequence[SummaryRevision]:
    """The shown revisions whose review comes within ALARM_DAYS and of which nobody has been told, with summaries."""
    query = (
        select(SummaryRevision)
        .join(SummaryRevision.summary)
        .where(
            SummaryRevision.number == Summary.shown_number,
            SummaryRevision.published_at.is_not(None),
            SummaryRevision.review_due <= today + timedelta(days=ALARM_DAYS),
            or_(Summary.alarmed_for.is_(None), Summary.alarmed_for != SummaryRevision.review_due),
        )
        .options(contains_eager(SummaryRevision.summary))
        .order_by(Summary.id)
    )
    return db.session.scalars(query).all()
