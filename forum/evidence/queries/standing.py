"""What became of sources, and which summaries are under review for it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from flask_babel.speaklater import LazyString
from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from forum import clock
from forum.accounts.models import Member
from forum.accounts.role_holders import holds_role
from forum.conditions.models import Condition
from forum.database import db
from forum.errors import NotFound
from forum.evidence.marks import RECORD_CHANGED, STANDING_WORDS, Doubt, Kept, Review
from forum.evidence.models import Citation, Source, SourceMark, Summary, SummaryDoubt, SummaryRevision
from forum.evidence.naming import short_name

__all__ = [
    "Review",
    "doubts_by_summary",
    "editor_ids",
    "find_summary",
    "is_known_mark",
    "marks_of",
    "open_doubts",
    "open_doubts_on",
    "review_of",
    "sources_by_identifier",
    "summaries_showing",
]


def review_of(summary_id: int, *, published_at: datetime | None) -> Review:
    """What is in doubt about a summary, and what was looked at again since this version was published."""
    still = SummaryDoubt.ended_at.is_(None)
    stands = and_(SummaryDoubt.ending == "stands", SummaryDoubt.ended_at >= (published_at or clock.now()))
    query = (
        select(SummaryDoubt)
        .join(SummaryDoubt.source)
        .where(SummaryDoubt.summary_id == summary_id, or_(still, stands))
        .options(contains_eager(SummaryDoubt.source))
        .order_by(SummaryDoubt.id)
        .execution_options(populate_existing=True)  # whoever holds the summary decides on what is true now
    )
    found = db.session.scalars(query).all()
    return Review(
        doubts=tuple(as_doubt(each) for each in found if each.ended_at is None),
        kept=tuple(
            Kept(each.source.key, name_of(each.source), reason_of(each), each.ended_at, each.why)
            for each in found
            if each.ended_at is not None
        ),
    )


def as_doubt(row: SummaryDoubt) -> Doubt:
    """A doubt as readers see it."""
    source, is_record = row.source, row.reason == "record"
    state = f"version-{source.version}" if is_record else source.standing
    return Doubt(row.id, source.key, name_of(source), state, reason_of(row), row.since, is_record=is_record)


def reason_of(row: SummaryDoubt) -> LazyString:
    """Why a summary is in doubt, in words. The source is loaded."""
    return RECORD_CHANGED if row.reason == "record" else STANDING_WORDS[row.source.standing]


def name_of(source: Source) -> str:
    """Such as "Bruun KD and others, 2023"."""
    return f"{short_name(source)}, {source.year}" if source.year else short_name(source)


def open_doubts(summary_id: int) -> Sequence[SummaryDoubt]:
    """The doubts about a summary that nobody has ended."""
    query = select(SummaryDoubt).where(SummaryDoubt.summary_id == summary_id, SummaryDoubt.ended_at.is_(None))
    return db.session.scalars(query.order_by(SummaryDoubt.id)).all()


def open_doubts_on(source_id: int, *, reason: str = "standing") -> Sequence[SummaryDoubt]:
    """The doubts about summaries for the sake of one source, for one of models.REASONS."""
    about = (SummaryDoubt.source_id == source_id, SummaryDoubt.reason == reason)
    query = select(SummaryDoubt).where(*about, SummaryDoubt.ended_at.is_(None))
    return db.session.scalars(query.order_by(SummaryDoubt.id)).all()


def summaries_showing(source_id: int) -> Sequence[Summary]:
    """The summaries whose version that readers see shows this source."""
    query = (
        select(Summary)
        .join(SummaryRevision, SummaryRevision.summary_id == Summary.id)
        .join(Citation, Citation.revision_id == SummaryRevision.id)
        .where(
            Citation.source_id == source_id,
            SummaryRevision.number == Summary.shown_number,
            SummaryRevision.published_at.is_not(None),
        )
        .order_by(Summary.id)
    )
    return db.session.scalars(query).all()


def find_summary(slug: str) -> Summary:
    """The summary of a condition, with its condition. Raises NotFound."""
    query = select(Summary).join(Summary.condition).where(Condition.slug == slug)
    summary = db.session.scalars(query.options(contains_eager(Summary.condition))).one_or_none()
    if summary is None:
        raise NotFound
    return summary


def marks_of(source_id: int) -> Sequence[SourceMark]:
    """The trail of a source, newest first, with who marked it."""
    query = select(SourceMark).where(SourceMark.source_id == source_id).options(joinedload(SourceMark.by))
    return db.session.scalars(query.order_by(SourceMark.id.desc())).all()


def is_known_mark(source_id: int, *, standing: str, day: date) -> bool:
    """Whether this was ever said of the source, whatever an editor made of it since."""
    said = exists().where(SourceMark.source_id == source_id, SourceMark.standing == standing, SourceMark.day == day)
    return db.session.execute(select(said)).scalar_one()


def sources_by_identifier() -> tuple[dict[str, Source], dict[str, Source]]:
    """Every source by its DOI (in small letters) and by its PMID."""
    found = db.session.scalars(select(Source).order_by(Source.id)).all()
    by_doi = {source.doi.lower(): source for source in found if source.doi}
    return by_doi, {source.pmid: source for source in found if source.pmid}


def editor_ids() -> Sequence[int]:
    """The keys of the editors who are there and not suspended; of the admins while there is no editor."""
    for name in ("editor", "admin"):
        found = holders_of(name)
        if found:
            return found
    return ()


def holders_of(name: str) -> Sequence[int]:
    """The keys of those who hold a role now."""
    return db.session.scalars(select(Member.id).where(holds_role(name)).order_by(Member.id)).all()


def doubts_by_summary(summary_ids: Iterable[int]) -> dict[int, list[Doubt]]:
    """The open doubts about several summaries."""
    query = (
        select(SummaryDoubt)
        .join(SummaryDoubt.source)
        .where(SummaryDoubt.summary_id.in_(list(summary_ids)), SummaryDoubt.ended_at.is_(None))
        .options(contains_eager(SummaryDoubt.source))
        .order_by(SummaryDoubt.id)
    )
    found: dict[int, list[Doubt]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.summary_id, []).append(as_doubt(row))
    return found
