"""Two versions of a summary beside each other."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forum.conditions.models import Condition
from forum.database import db
from forum.evidence.differing import Changes, compare
from forum.evidence.models import Citation, Source, SummaryRevision
from forum.evidence.queries.versions import records_at
from forum.evidence.reading import as_summary
from forum.evidence.records import AnyRecord, snapshot

__all__ = ["ChangesPage", "changes_between", "records_of"]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What differs between version `old` and version `new`."""

    condition: Condition
    old: int
    new: int
    shown_number: int
    change_note: str  # of the newer one
    published_at: datetime | None
    changes: Changes


def changes_between(old: SummaryRevision, new: SummaryRevision) -> ChangesPage:
    """Two versions of one summary, each with its records as they were; its condition is loaded."""
    summary, condition = new.summary, new.summary.condition
    changes = compare(
        as_summary(condition.slug, old), records_of(old), as_summary(condition.slug, new), records_of(new)
    )
    return ChangesPage(
        condition, old.number, new.number, summary.shown_number, new.change_note, new.published_at, changes
    )


def records_of(revision: SummaryRevision) -> dict[str, AnyRecord]:
    """Every source that a version shows, by key: as it was then where that is kept, for a version of the past."""
    query = select(Source, Citation.source_version).join(Citation, Citation.source_id == Source.id)
    rows = [
        (source, version) for source, version in db.session.execute(query.where(Citation.revision_id == revision.id))
    ]
    if revision.number == revision.summary.shown_number:
        return {source.key: source for source, _version in rows}
    kept = records_at((source.id, version) for source, version in rows if version and version != source.version)
    return {
        source.key: snapshot(source, kept[source.id, version]) if (source.id, version) in kept else source
        for source, version in rows
    }
