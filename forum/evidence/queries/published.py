"""The pages of sources, and of summaries with their revisions."""

import re
from collections.abc import Iterable

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from forum import clock
from forum.conditions.models import Condition
from forum.database import db
from forum.errors import NotFound
from forum.evidence.candidates.queries import waiting_for, weighings_of
from forum.evidence.challenges.queries import count_open
from forum.evidence.citers import citers_of
from forum.evidence.citing import shown, unconfirmed
from forum.evidence.drafts.models import SummarySignature
from forum.evidence.glossary import explained, words_in
from forum.evidence.marks import NOTHING, as_trail
from forum.evidence.models import Source, SourceCondition, Summary, SummaryRevision
from forum.evidence.policies import can_keep_evidence, can_see_notes
from forum.evidence.queries.changes import ChangesPage, changes_between, records_of
from forum.evidence.queries.signing import Signatures, sign_off, signed_revisions
from forum.evidence.queries.sources import versions_showing
from forum.evidence.queries.standing import marks_of, review_of
from forum.evidence.reading import as_summary, dates_of, direction, listed, notes_of, shortened, told
from forum.evidence.shapes import Entry, Filter, HistoryPage, Pinned, SourcePage, SourcesPage, SummaryPage
from forum.evidence.talk.queries import find_talk
from forum.paging import Page, page_count
from forum.viewers import Viewer

__all__ = [
    "GENERAL",
    "SOURCES_PER_PAGE",
    "changes_page",
    "conditions_by_slug",
    "edited_conditions",
    "find_source",
    "history_page",
    "newest_revisions",
    "pinned",
    "revision_page",
    "source_page",
    "sources_by_key",
    "sources_page",
    "summary_page",
]

SOURCES_PER_PAGE = 50
GENERAL = "all-conditions"  # the filter for sources that are about no single condition
KEY = re.compile(r"[a-z0-9-]{1,80}")


def summary_page(slug: str, viewer: Viewer) -> SummaryPage:
    """The revision that readers see. Raises NotFound."""
    return page_of_revision(slug, SummaryRevision.number == Summary.shown_number, viewer)


def revision_page(slug: str, number: int, viewer: Viewer) -> SummaryPage:
    """An earlier (or the present) revision. Raises NotFound."""
    return page_of_revision(slug, SummaryRevision.number == number, viewer)


def page_of_revision(slug: str, which: ColumnElement[bool], viewer: Viewer) -> SummaryPage:
    """One revision, whole."""
    found = find_signed(Condition.slug == known(slug), which)
    if found is None:
        raise NotFound
    revision, signatures = found
    condition = revision.summary.condition
    summary, sources = as_summary(condition.slug, revision), records_of(revision)
    is_shown = revision.number == revision.summary.shown_number
    review = review_of(revision.summary_id, published_at=revision.published_at) if is_shown else NOTHING
    today = clock.now().date()
    account = explained(told(summary, sources))
    return SummaryPage(
        condition=condition,
        account=account,
        words=words_in(account),
        dates=dates_of(revision, today=today, review=review),
        sign_off=sign_off(revision, signatures, today=today, sources=sources.values()),
        number=revision.number,
        shown_number=revision.summary.shown_number,
        revisions=count_revisions(revision.summary_id),
        notes=notes_of(shown(summary), sources) if can_see_notes(viewer) else (),
        challenges=count_open(revision.summary_id),
        waiting=waiting_for(revision.summary_id) if is_shown else (),
        talk=find_talk(viewer, revision.summary) if is_shown else None,
    )


def pinned(condition: Condition) -> Pinned | None:
    """The summary of a condition in short; None where nobody has written one."""
    found = find_signed(Condition.id == condition.id, SummaryRevision.number == Summary.shown_number)
    if found is None:
        return None
    revision, signatures = found
    sources, today = records_of(revision), clock.now().date()
    review = review_of(revision.summary_id, published_at=revision.published_at)
    return Pinned(
        account=shortened(as_summary(condition.slug, revision), sources),
        dates=dates_of(revision, today=today, review=review),
        sign_off=sign_off(revision, signatures, today=today, sources=sources.values()),
        sources=len(sources),
    )


def history_page(slug: str) -> HistoryPage:
    """What changed, and when. Raises NotFound."""
    found = signed_revisions(Condition.slug == known(slug))
    if not found:
        raise NotFound
    entries = tuple(entry(each, rows) for each, rows in found)
    return HistoryPage(condition=found[0][0].summary.condition, entries=entries)


def changes_page(slug: str, number: int, *, since: int) -> ChangesPage:
    """What differs between two published versions. Raises NotFound."""
    found = signed_revisions(Condition.slug == known(slug), SummaryRevision.number.in_((since, number)))
    versions = {revision.number: revision for revision, _rows in found}
    if since not in versions or number not in versions:
        raise NotFound
    return changes_between(versions[since], versions[number])


def entry(revision: SummaryRevision, signatures: list[SummarySignature]) -> Entry:
    """A revision as a line of the history."""
    return Entry(
        number=revision.number,
        origin=revision.origin,
        change_note=revision.change_note,
        searched_on=revision.searched_on,
        published_at=revision.published_at,
        is_shown=revision.number == revision.summary.shown_number,
        sign_off=sign_off(revision, signatures, today=clock.now().date()),
    )


def find_source(key: str) -> Source:
    """One publication, with its conditions. Raises NotFound."""
    query = select(Source).where(Source.key == known(key)).options(selectinload(Source.conditions))
    source = db.session.scalars(query).one_or_none()
    if source is None:
        raise NotFound
    return source


def source_page(key: str, viewer: Viewer) -> SourcePage:
    """The page of one publication. Raises NotFound."""
    source = find_source(key)
    return SourcePage(
        source=source,
        listed=listed(source),
        direction=direction(source),
        citers=citers_of(source.key, versions_showing(source)),
        notes=unconfirmed(source) if can_see_notes(viewer) else (),
        trail=tuple(as_trail(each, with_name=can_keep_evidence(viewer)) for each in marks_of(source.id)),
        can_mark=can_keep_evidence(viewer),
        weighed=weighings_of(source.id),
    )


def sources_page(chosen: str | None, *, number: int) -> SourcesPage:
    """A page of the list, newest publications first; `chosen` is a condition's slug or GENERAL. Raises NotFound."""
    filters, total = source_filters()
    if chosen and chosen not in {each.slug for each in filters}:
        raise NotFound
    fitting = next((each.count for each in filters if each.slug == chosen), total)
    pages = page_count(fitting, SOURCES_PER_PAGE)
    number = min(number, pages)
    query = (
        select(Source)
        .where(*about(chosen))
        .order_by(Source.year.desc(), Source.key)
        .limit(SOURCES_PER_PAGE)
        .offset((number - 1) * SOURCES_PER_PAGE)
    )
    items = tuple(listed(source) for source in db.session.scalars(query))
    page = Page(items=items, number=number, pages=pages, total=fitting)
    return SourcesPage(page=page, filters=filters, chosen=chosen, total=total)


def about(chosen: str | None) -> Iterable[ColumnElement[bool]]:
    """The criterion of the filter."""
    if not chosen:
        return ()
    if chosen == GENERAL:
        return (~exists().where(SourceCondition.source_id == Source.id),)
    return (Source.conditions.any(Condition.slug == chosen),)


def source_filters() -> tuple[tuple[Filter, ...], int]:
    """The conditions that have sources, and general ones, with their counts; and the count of all."""
    by_condition = (
        select(Condition.slug, Condition.name, func.count())
        .join(SourceCondition, SourceCondition.condition_id == Condition.id)
        .group_by(Condition.id)
        .order_by(Condition.name)
    )
    in_general = select(func.count()).select_from(Source).where(*about(GENERAL))
    total = db.session.scalars(select(func.count()).select_from(Source)).one()
    general = Filter(GENERAL, None, db.session.scalars(in_general).one())
    found = [Filter(slug, name, count) for slug, name, count in db.session.execute(by_condition)]
    return (general, *found), total


def find_signed(*criteria: ColumnElement[bool]) -> Signatures | None:
    """The one published revision that meets the criteria, with its summary and condition, and who signed it."""
    return next(iter(signed_revisions(*criteria)), None)


def is_published() -> ColumnElement[bool]:
    """What is written but not published yet is nobody's reading."""
    return SummaryRevision.published_at.is_not(None)


def known(key: str) -> str:
    """`key` if it can be a slug or the key of a source at all. Raises NotFound."""
    if not KEY.fullmatch(key):
        raise NotFound
    return key


def count_revisions(summary_id: int) -> int:
    """How many published revisions a summary has."""
    query = select(func.count()).where(SummaryRevision.summary_id == summary_id, is_published())
    return db.session.scalars(query).one()


def conditions_by_slug() -> dict[str, Condition]:
    """Every condition."""
    return {condition.slug: condition for condition in db.session.scalars(select(Condition))}


def sources_by_key() -> dict[str, Source]:
    """Every source, with the conditions that it is about."""
    query = select(Source).options(selectinload(Source.conditions))
    return {source.key: source for source in db.session.scalars(query)}


def newest_revisions() -> dict[int, SummaryRevision]:
    """The newest revision of every summary, published or not, by its condition's key."""
    newest = select(func.max(SummaryRevision.number)).where(SummaryRevision.summary_id == Summary.id)
    query = (
        select(SummaryRevision)
        .join(SummaryRevision.summary)
        .where(SummaryRevision.number == newest.correlate(Summary).scalar_subquery())
        .options(joinedload(SummaryRevision.summary))
    )
    return {revision.summary.condition_id: revision for revision in db.session.scalars(query)}


def edited_conditions() -> set[int]:
    """The keys of the conditions whose summary somebody has worked on."""
    query = select(Summary.condition_id).where(
        exists().where(SummaryRevision.summary_id == Summary.id, SummaryRevision.origin != "starter")
    )
    return set(db.session.scalars(query))
