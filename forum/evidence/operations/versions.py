"""Versions of records: what one said before and after each change, and the summaries whose figures that alters."""

from typing import Any

from forum import clock
from forum.database import db, lock
from forum.evidence import queries
from forum.evidence.citing import figures_used
from forum.evidence.models import Source, SourceVersion, Summary, SummaryDoubt, SummaryRevision
from forum.evidence.prose import BUILT_IN, figure_of
from forum.evidence.reading import as_summary
from forum.evidence.records import Snapshot, record_of, snapshot
from forum.notifications.operations import notify_each

__all__ = ["begin_version", "doubt_figures", "keep_version"]

FROM_FILES = "The record as the site’s files brought it."
FROM_BEFORE = "The record as it was before its versions were kept."

Record = dict[str, Any]  # Any: JSON


def begin_version(source: Source) -> Record:
    """What a record that is held says before it is changed, kept if it is not yet. Its conditions are loaded."""
    before = record_of(source)
    if not queries.has_version(source.id, source.version):
        why = FROM_FILES if source.origin == "starter" else FROM_BEFORE
        db.session.add(row(source, record=before, why=why, by_id=None))
    return before


def keep_version(source: Source, *, why: str, by_id: int | None) -> None:
    """Keep what the record says now as its present version. Without `by_id` the site's files say so."""
    db.session.add(row(source, record=record_of(source), why=why, by_id=by_id))


def row(source: Source, *, record: Record, why: str, by_id: int | None) -> SourceVersion:
    """The present version as a row."""
    number, origin = source.version, source.origin
    return SourceVersion(source_id=source.id, number=number, record=record, origin=origin, why=why, by_id=by_id)


def doubt_figures(source: Source, *, before: Record) -> int:
    """Put every summary under review that takes a figure from the record that is another one than `before`.

    The source is held; the summaries that show it are locked in the order of their keys. Gives how many those are.
    """
    changed = altered(snapshot(source, before), source)
    if not changed:
        return 0
    for summary in queries.summaries_showing(source.id):
        lock(summary)
    touched = [each for each in queries.summaries_showing_with_words(source.id) if takes(each, source.key, changed)]
    doubted = {doubt.summary_id for doubt in queries.open_doubts_on(source.id, reason="record")}
    moment = clock.now()
    db.session.add_all(
        SummaryDoubt(summary_id=summary.id, source_id=source.id, reason="record", since=moment)
        for summary, *_words in touched
        if summary.id not in doubted
    )
    if touched:
        notify_each(queries.editor_ids(), kind="under_review", path="/editorial", origin=f"source:{source.id}")
    return len(touched)


def altered(before: Snapshot, now: Source) -> set[str]:
    """The names of the figures that are not what they were; one that is gone or new counts."""
    names = {*BUILT_IN, *before.figures, *now.figures}
    return {name for name in names if figure_of(before, name) != figure_of(now, name)}


def takes(shown: tuple[Summary, str, SummaryRevision], key: str, names: set[str]) -> bool:
    """Whether the words that readers see take one of these figures from the record."""
    _summary, slug, revision = shown
    return any((key, name) in figures_used(as_summary(slug, revision)) for name in names)
