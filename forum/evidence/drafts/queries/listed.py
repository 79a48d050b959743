"""All drafts, and where a new one can begin."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, select
from sqlalchemy.orm import joinedload

from forum.conditions.models import Condition
from forum.database import db
from forum.evidence.drafts import policies
from forum.evidence.drafts.models import SummaryDraft
from forum.evidence.drafts.shapes import DraftsPage, Line
from forum.viewers import Viewer

__all__ = ["drafts_page", "name_of_writer"]

DONE_SHOWN = 20  # drafts that were published or put away: who looks for an older one finds it in the history
MOST_OPEN = 200  # more than a handful of editors will ever have open at once


def drafts_page(viewer: Viewer) -> DraftsPage:
    """The open drafts, whoever waits longest first; the ones done with, newest first; all conditions by name."""
    is_open = SummaryDraft.state.in_(policies.OPEN)
    opened = rows(is_open, SummaryDraft.changed_at, most=MOST_OPEN)
    done = rows(~is_open, SummaryDraft.changed_at.desc(), most=DONE_SHOWN)
    conditions = db.session.scalars(select(Condition).order_by(Condition.name)).all()
    return DraftsPage(
        open=tuple(line(each, viewer) for each in opened),
        done=tuple(line(each, viewer) for each in done),
        conditions=tuple(conditions),
    )


def rows(which: ColumnElement[bool], order: SQLColumnExpression[datetime], *, most: int) -> Sequence[SummaryDraft]:
    """These drafts with their conditions and writers."""
    query = (
        select(SummaryDraft)
        .where(which)
        .options(joinedload(SummaryDraft.condition), joinedload(SummaryDraft.written_by))
        .order_by(order, SummaryDraft.id)
        .limit(most)
    )
    return db.session.scalars(query).all()


def line(draft: SummaryDraft, viewer: Viewer) -> Line:
    """A draft in the list."""
    return Line(
        public_id=draft.public_id,
        slug=draft.condition.slug,
        name=draft.condition.name,
        state=draft.state,
        base_number=draft.base_number,
        writer=name_of_writer(draft),
        is_mine=policies.is_writer(viewer, draft),
        changed_at=draft.changed_at,
        submitted_at=draft.submitted_at,
    )


def name_of_writer(draft: SummaryDraft) -> str | None:
    """The name of the member who writes it; None where they have left."""
    writer = draft.written_by
    return writer.name if writer is not None and writer.deleted_at is None else None
