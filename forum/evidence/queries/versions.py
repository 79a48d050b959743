"""Records of publications as they were in each of their versions."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, func, select, tuple_
from sqlalchemy.orm import joinedload

from forum.conditions.models import Condition
from forum.database import db
from forum.evidence.models import SourceVersion
from forum.evidence.policies import can_keep_evidence
from forum.evidence.queries.sources import get_source
from forum.evidence.record_history import RecordHistory, versions
from forum.paging import Page, page_count
from forum.viewers import Viewer

__all__ = ["VERSIONS_PER_PAGE", "count_versions", "has_version", "record_history", "records_at"]

VERSIONS_PER_PAGE = 10

Record = dict[str, Any]  # Any: JSON


def record_history(key: str, *, number: int, viewer: Viewer) -> RecordHistory:
    """A page of the versions of a record, newest first, each beside the one before it. Raises NotFound."""
    source = get_source(key)
    total = count_versions(source.id)
    pages = page_count(total, VERSIONS_PER_PAGE)
    number = min(number, pages)
    rows = versions_of(source.id, skip=(number - 1) * VERSIONS_PER_PAGE, limit=VERSIONS_PER_PAGE + 1)
    names = dict(db.session.execute(select(Condition.slug, Condition.name)).tuples().all())
    items = versions(rows, count=VERSIONS_PER_PAGE, names=names, is_editor=can_keep_evidence(viewer))
    return RecordHistory(source=source, page=Page(items=items, number=number, pages=pages, total=total))


def records_at(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Record]:
    """The records of several versions, by key of the source and number, in one statement.

    What is missing was not kept, or is the record of a source that nobody has changed: as it is now.
    """
    wanted = list(dict.fromkeys(pairs))
    if not wanted:
        return {}
    versions = tuple_(SourceVersion.source_id, SourceVersion.number)
    query = select(SourceVersion.source_id, SourceVersion.number, SourceVersion.record).where(versions.in_(wanted))
    return {(source_id, number): record for source_id, number, record in db.session.execute(query)}


def count_versions(source_id: int) -> int:
    """How many versions of a record are kept."""
    return db.session.scalar(select(func.count()).where(SourceVersion.source_id == source_id)) or 0


def versions_of(source_id: int, *, skip: int, limit: int) -> list[SourceVersion]:
    """Versions of a record with who wrote each, newest first, without the newest `skip`."""
    query = (
        select(SourceVersion)
        .where(SourceVersion.source_id == source_id)
        .order_by(SourceVersion.number.desc())
        .options(joinedload(SourceVersion.by))
        .offset(skip)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def has_version(source_id: int, number: int) -> bool:
    """Whether this version of a record is kept."""
    kept = exists().where(SourceVersion.source_id == source_id, SourceVersion.number == number)
    return bool(db.session.scalar(select(kept)))
