"""One draft, with what it shows."""

import re
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from forum import clock
from forum.database import db
from forum.errors import NotFound
from forum.evidence.citing import shown
from forum.evidence.drafts import policies
from forum.evidence.drafts.checks import Problem, problems_of
from forum.evidence.drafts.models import SummaryDraft
from forum.evidence.drafts.shapes import DraftPage
from forum.evidence.drafts.written import readable, summary_of
from forum.evidence.models import Source, Summary, SummaryRevision
from forum.evidence.reading import Dates, notes_of, told
from forum.viewers import Viewer

__all__ = ["draft_page", "find_open", "get_draft", "problems_now", "shown_revision", "sources_named"]

PUBLIC_ID = re.compile(r"[0-9a-z]{1,16}")


def get_draft(public_id: str) -> SummaryDraft:
    """One draft in whatever state, with its condition and its writer. Raises NotFound."""
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    query = (
        select(SummaryDraft)
        .where(SummaryDraft.public_id == public_id)
        .options(joinedload(SummaryDraft.condition), joinedload(SummaryDraft.written_by))
    )
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_open(member_id: int, condition_id: int) -> SummaryDraft | None:
    """The draft for a condition that this member has not done with."""
    query = select(SummaryDraft).where(
        SummaryDraft.written_by_id == member_id,
        SummaryDraft.condition_id == condition_id,
        SummaryDraft.state.in_(policies.OPEN),
    )
    return db.session.scalars(query.order_by(SummaryDraft.id).limit(1)).one_or_none()


def shown_revision(condition_id: int) -> SummaryRevision | None:
    """The version that readers see, with its summary; None where there is none yet."""
    query = (
        select(SummaryRevision)
        .join(SummaryRevision.summary)
        .where(
            Summary.condition_id == condition_id,
            SummaryRevision.number == Summary.shown_number,
            SummaryRevision.published_at.is_not(None),
        )
        .options(contains_eager(SummaryRevision.summary))
    )
    return db.session.scalars(query).one_or_none()


def sources_named(keys: Iterable[str]) -> dict[str, Source]:
    """Those of these sources that exist, by key, with their conditions."""
    query = select(Source).where(Source.key.in_(list(keys))).options(selectinload(Source.conditions))
    return {source.key: source for source in db.session.scalars(query)}


def problems_now(draft: SummaryDraft) -> tuple[Problem, ...]:
    """What has to be mended in a draft whose condition is loaded, with the records as they are now."""
    summary = summary_of(draft.condition.slug, draft)
    return problems_of(summary, sources_named(shown(summary)), change_note=draft.change_note)


def draft_page(public_id: str, viewer: Viewer) -> DraftPage:
    """A draft as readers would see it. Raises NotFound, also for whoever may not know that it is there."""
    if not policies.can_see_drafts(viewer):
        raise NotFound
    draft = get_draft(public_id)
    summary = summary_of(draft.condition.slug, draft)
    sources = sources_named(shown(summary))
    printed = readable(summary, sources)
    revision = shown_revision(draft.condition_id)
    return DraftPage(
        draft=draft,
        condition=draft.condition,
        account=told(printed, sources),
        dates=dates_of_draft(draft),
        problems=problems_of(summary, sources, change_note=draft.change_note),
        reminders=(),
        notes=notes_of(shown(printed), sources),
        shown_number=revision.number if revision else None,
        writer=name_of_writer(draft),
        may_write=policies.can_write(viewer, draft),
        may_take_over=policies.can_take_over(viewer, draft),
        may_drop=policies.can_drop(viewer, draft),
        is_mine=policies.is_writer(viewer, draft),
    )


def dates_of_draft(draft: SummaryDraft) -> Dates | None:
    """The dates as a published version would show them; None while one is missing."""
    if draft.searched_on is None or draft.review_due is None:
        return None
    return Dates(
        searched_on=draft.searched_on,
        searched_where=draft.searched_where,
        review_due=draft.review_due,
        published_at=None,
        is_overdue=draft.review_due < clock.now().date(),
    )


def name_of_writer(draft: SummaryDraft) -> str | None:
    """The name of the member who writes it; None where they have left."""
    writer = draft.written_by
    return writer.name if writer is not None and writer.deleted_at is None else None
