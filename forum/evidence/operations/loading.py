"""Bringing the evidence of the site's files into the database."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from forum import clock
from forum.conditions.models import Condition
from forum.database import db, lock
from forum.errors import Refused
from forum.evidence.candidates.operations import ask_editors
from forum.evidence.citing import shown
from forum.evidence.models import Source, Summary, SummaryRevision
from forum.evidence.operations.standing import end_with_version
from forum.evidence.queries import conditions_by_slug, edited_conditions, newest_revisions, sources_by_key
from forum.evidence.starter import CONTENT, StarterSource, StarterSummary, read_sources, read_summaries

__all__ = ["Loaded", "load_starter", "source_values"]

FIRST_NOTE = "The first version, written for a new site."
NEXT_NOTE = "The text that new sites start with was changed."
PARTS = ("bottom_line", "questions", "trials", "also", "not_shown", "ongoing")

Row = dict[str, Any]  # Any: column values of every type


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much of the starting evidence was new, changed, or left alone because somebody had worked on it."""

    sources_added: int
    sources_changed: int
    summaries_added: int
    summaries_renewed: int
    summaries_left: int


def load_starter(*, folder: Path = CONTENT) -> Loaded:
    """Bring every source and every condition's summary up to the files. Doing it twice changes nothing.

    A summary that anybody has worked on is left as it is: nobody's words are overwritten. Where only this operation
    has written so far, a changed file becomes the next revision. Raises Refused while there are no conditions.
    """
    conditions = conditions_by_slug()
    if not conditions:
        raise Refused("The conditions have to be loaded before the evidence.")
    sources = sources_by_key()
    touched, added = load_sources(read_sources(folder), sources, conditions)
    summaries = {slug: each for slug, each in read_summaries(folder).items() if slug in conditions}
    newest, edited = newest_revisions(), edited_conditions()
    new = renewed = left = 0
    fresh: set[int] = set()  # conditions whose summary was written with these files
    for slug, summary in summaries.items():
        condition = conditions[slug]
        if condition.id in edited:
            left += 1
        elif condition.id not in newest:
            new += 1
            fresh.add(condition.id)
            start_summary(summary, condition=condition, sources=sources)
        elif renew_summary(summary, newest=newest[condition.id], sources=sources):
            renewed += 1
            fresh.add(condition.id)
    db.session.flush()
    ask_editors(touched, besides=fresh)
    return Loaded(added, len(touched) - added, new, renewed, left)


def load_sources(
    read: Mapping[str, StarterSource], sources: dict[str, Source], conditions: Mapping[str, Condition]
) -> tuple[list[Source], int]:
    """Add what `sources` lacks and mend what differs: those touched, and how many of them are new.

    A source about all conditions gets none.

    What an editor has written stays as it is, also where the file says something else by now.
    """
    touched, added = list[Source](), 0
    for key, record in read.items():
        about = [conditions[slug] for slug in record.conditions if slug in conditions]
        values = source_values(record)
        source = sources.get(key)
        if source is None:
            sources[key] = Source(**values, conditions=about)
            db.session.add(sources[key])
            touched.append(sources[key])
            added += 1
        elif source.origin == "starter" and differs(source, values, about):
            for name, value in values.items():
                setattr(source, name, value)
            source.conditions = about
            touched.append(source)
    return touched, added


def source_values(record: StarterSource) -> Row:
    """The columns of a source, from its record."""
    values = {field.name: plain(getattr(record, field.name)) for field in fields(record)}
    del values["conditions"]
    return values


def differs(source: Source, values: Row, about: list[Condition]) -> bool:
    """Whether the row says anything else than the record."""
    if {condition.id for condition in source.conditions} != {condition.id for condition in about}:
        return True
    return any(getattr(source, name) != value for name, value in values.items())


def start_summary(read: StarterSummary, *, condition: Condition, sources: Mapping[str, Source]) -> None:
    """Write revision 1."""
    summary = Summary(condition=condition, shown_number=1)
    db.session.add(starter_revision(read, summary=summary, number=1, note=FIRST_NOTE, sources=sources))


def renew_summary(read: StarterSummary, *, newest: SummaryRevision, sources: Mapping[str, Source]) -> bool:
    """Write the next revision if the file says something else than the newest; whether it did."""
    values = revision_values(read)
    if all(getattr(newest, name) == value for name, value in values.items()):
        return False
    summary = lock(newest.summary)
    if summary.shown_number != newest.number:
        return False  # somebody was faster
    summary.shown_number = newest.number + 1
    revision = starter_revision(read, summary=summary, number=newest.number + 1, note=NEXT_NOTE, sources=sources)
    db.session.add(revision)
    db.session.flush()
    end_with_version(revision, still=revision.sources)  # no editor has read it: what it still shows stays in doubt
    return True


def starter_revision(
    read: StarterSummary, *, summary: Summary, number: int, note: str, sources: Mapping[str, Source]
) -> SummaryRevision:
    """A revision from the files, with the sources that it shows."""
    now = clock.now()
    return SummaryRevision(
        summary=summary,
        number=number,
        origin="starter",
        change_note=note,
        created_at=now,
        published_at=now,
        sources=[sources[key] for key in shown(read)],
        **revision_values(read),
    )


def revision_values(read: StarterSummary) -> Row:
    """The columns of a revision that hold its words."""
    return {
        "parts": {name: plain(getattr(read, name)) for name in PARTS},
        "searched_on": read.searched_on,
        "searched_where": read.searched_where,
        "review_due": read.review_due,
    }


def plain(value: Any) -> Any:
    """`value` as JSON gives it back: lists for tuples, dicts for records."""
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value
