"""Reading which new sources wait for which summary, and what editors said of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import contains_eager

from forum.conditions.models import Condition
from forum.database import db
from forum.errors import NotFound
from forum.evidence.models import Citation, Source, Summary, SummaryCandidate, SummaryRevision
from forum.evidence.reading import Listed, listed
from forum.notifications.models import Notice

__all__ = [
    "NOTICE",
    "Candidate",
    "Candidates",
    "Weighed",
    "candidates_on",
    "get_candidate",
    "open_candidates",
    "open_rows",
    "shown_pairs",
    "shown_with",
    "summaries_about",
    "untold",
    "waiting_for",
    "weighings_of",
]

NOTICE = "new_source"  # the kind of notice that tells editors
MOST_ON_DESK = 20  # more are no work for one evening


@dataclass(frozen=True, slots=True)
class Candidate:
    """A new source and the summary that it may change."""

    slug: str
    condition: str
    listed: Listed
    is_unread: bool  # nobody has read the publication for its record yet
    since: datetime


@dataclass(frozen=True, slots=True)
class Candidates:
    """Those that wait the longest, and how many wait in all."""

    longest: tuple[Candidate, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Weighed:
    """What became of the question whether a source changes a summary, for everyone."""

    slug: str
    condition: str
    since: datetime
    ended_at: datetime | None
    ending: str | None
    why: str


def whole() -> Select[tuple[SummaryCandidate]]:
    """Rows with their source, summary and condition."""
    return (
        select(SummaryCandidate)
        .join(SummaryCandidate.source)
        .join(SummaryCandidate.summary)
        .join(Summary.condition)
        .options(
            contains_eager(SummaryCandidate.source),
            contains_eager(SummaryCandidate.summary).contains_eager(Summary.condition),
        )
    )


def as_candidate(row: SummaryCandidate) -> Candidate:
    """A row of `whole` as editors see it."""
    condition, source = row.summary.condition, row.source
    return Candidate(
        slug=condition.slug,
        condition=condition.name,
        listed=listed(source),
        is_unread=source.design == "not-read" or source.direction == "not-read",
        since=row.since,
    )


def open_candidates() -> Candidates:
    """What waits for an editor, the longest waiting first; two statements."""
    is_open = SummaryCandidate.ended_at.is_(None)
    query = whole().where(is_open).order_by(SummaryCandidate.since, SummaryCandidate.id).limit(MOST_ON_DESK)
    total = db.session.scalars(select(func.count()).select_from(SummaryCandidate).where(is_open)).one()
    return Candidates(tuple(as_candidate(row) for row in db.session.scalars(query)), total)


def waiting_for(summary_id: int) -> tuple[Listed, ...]:
    """The new publications that nobody has weighed for this summary yet, the newest first."""
    query = (
        select(Source)
        .join(SummaryCandidate, SummaryCandidate.source_id == Source.id)
        .where(SummaryCandidate.summary_id == summary_id, SummaryCandidate.ended_at.is_(None))
        .order_by(Source.year.desc(), Source.key)
    )
    return tuple(listed(source) for source in db.session.scalars(query))


def weighings_of(source_id: int) -> tuple[Weighed, ...]:
    """For which summaries a source waits, or waited and changed nothing. What a version shows needs no such line."""
    query = (
        select(SummaryCandidate, Condition.slug, Condition.name)
        .join(Summary, SummaryCandidate.summary_id == Summary.id)
        .join(Condition, Summary.condition_id == Condition.id)
        .where(SummaryCandidate.source_id == source_id)
        .order_by(Condition.position)
    )
    return tuple(
        Weighed(slug, name, row.since, row.ended_at, row.ending, row.why)
        for row, slug, name in db.session.execute(query)
        if row.ending in (None, "unchanged")
    )


def get_candidate(slug: str, key: str) -> SummaryCandidate:
    """The row of a condition's summary and a source, with both, ended or not. Raises NotFound."""
    query = whole().where(Condition.slug == slug, Source.key == key)
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    return row


def summaries_about(condition_ids: Collection[int]) -> Sequence[Summary]:
    """The published summaries of these conditions, in the order of their keys."""
    is_published = exists().where(
        SummaryRevision.summary_id == Summary.id,
        SummaryRevision.number == Summary.shown_number,
        SummaryRevision.published_at.is_not(None),
    )
    query = select(Summary).where(Summary.condition_id.in_(condition_ids), is_published)
    return db.session.scalars(query.order_by(Summary.id)).all()


def shown_pairs(source_ids: Collection[int]) -> set[tuple[int, int]]:
    """Summary and source of each of these sources that a summary's shown version shows."""
    query = (
        select(Summary.id, Citation.source_id)
        .join(SummaryRevision, SummaryRevision.summary_id == Summary.id)
        .join(Citation, Citation.revision_id == SummaryRevision.id)
        .where(Citation.source_id.in_(source_ids), SummaryRevision.number == Summary.shown_number)
    )
    return {(summary_id, source_id) for summary_id, source_id in db.session.execute(query)}


def candidates_on(source_ids: Collection[int]) -> dict[tuple[int, int], SummaryCandidate]:
    """Every row of these sources as it is now, by summary and source."""
    query = select(SummaryCandidate).where(SummaryCandidate.source_id.in_(source_ids))
    rows = db.session.scalars(query.execution_options(populate_existing=True))
    return {(row.summary_id, row.source_id): row for row in rows}


def open_rows(summary_id: int) -> Sequence[SummaryCandidate]:
    """What waits for one summary."""
    query = select(SummaryCandidate).where(
        SummaryCandidate.summary_id == summary_id, SummaryCandidate.ended_at.is_(None)
    )
    return db.session.scalars(query).all()


def shown_with(revision_id: int) -> set[int]:
    """The keys of the sources that a revision shows."""
    return set(db.session.scalars(select(Citation.source_id).where(Citation.revision_id == revision_id)))


def untold(member_ids: Iterable[int]) -> list[int]:
    """Those of them who have no unread notice about new sources: one is enough, until it is read."""
    chosen = list(member_ids)
    told = set(
        db.session.scalars(
            select(Notice.member_id).where(
                Notice.member_id.in_(chosen), Notice.kind == NOTICE, Notice.read_at.is_(None)
            )
        )
    )
    return [each for each in chosen if each not in told]
