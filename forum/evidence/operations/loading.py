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
from forum.evidence.citing import figures_used, shown
from forum.evidence.figures import TEXTS, not_standing
from forum.evidence.models import Source, Summary, SummaryRevision
from forum.evidence.operations.standing import end_with_version
from forum.evidence.operations.versions import begin_version, doubt_figures, keep_version
from forum.evidence.prose import figure_of
from forum.evidence.queries import conditions_by_slug, edited_conditions, newest_revisions, sources_by_key
from forum.evidence.records import differs
from forum.evidence.starter import CONTENT, StarterSource, StarterSummary, read_sources, read_summaries

__all__ = ["Loaded", "load_starter", "source_values"]

FIRST_NOTE = "The first version, written for a new site."
NEXT_NOTE = "The text that new sites start with was changed."
FROM_FILES = "The files that new sites start with say something else by now."
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

    What an editor has written stays as it is, also where the file says something else by now. Such a record is given
    the figures that it bears out and has no name for yet, since summaries of the files take them from there.
    """
    touched, added, differing = list[Source](), 0, []
    for key, record in read.items():
        about = [conditions[slug] for slug in record.conditions if slug in conditions]
        values = source_values(record)
        source = sources.get(key)
        if source is None:
            sources[key] = Source(**values, conditions=about)
            db.session.add(sources[key])
            touched.append(sources[key])
            added += 1
        elif source.origin == "starter" and differs(source, values := with_older_figures(values, source), about):
            differing.append((source, values, about))
        elif source.origin == "editor" and (new := figures_borne_out(record.figures, source)):
            values = {"figures": {**source.figures, **new}}
            differing.append((source, values, list(source.conditions)))
    db.session.flush()
    # All of them are held before the first summary is: source, then summaries, is the order of everybody else.
    in_order = sorted(differing, key=lambda each: each[0].id)
    befores = [(source, mend(source, values, about)) for source, values, about in in_order]
    db.session.flush()
    mended = [(source, before) for source, before in befores if before is not None]
    for source, before in mended:
        doubt_figures(source, before=before)
    return [*touched, *(source for source, _before in mended)], added


def mend(source: Source, values: Row, about: list[Condition]) -> Row | None:
    """The next version of a record as the file has it. Gives the one before; None where an editor was faster."""
    origin = source.origin
    lock(source)
    if source.origin != origin:
        return None
    before = begin_version(source)
    for name, value in values.items():
        setattr(source, name, value)
    source.conditions, source.version = about, source.version + 1
    keep_version(source, why=FROM_FILES, by_id=None)
    return before


def source_values(record: StarterSource) -> Row:
    """The columns of a source, from its record."""
    values = {field.name: plain(getattr(record, field.name)) for field in fields(record)}
    del values["conditions"]
    return values


def figures_borne_out(figures: Mapping[str, str], source: Source) -> dict[str, str]:
    """Those figures of a file that an editor's record has no name for and that stand in its words."""
    loose = not_standing(figures, [getattr(source, name) for name in TEXTS])
    return {name: value for name, value in figures.items() if name not in source.figures and name not in loose}


def with_older_figures(values: Row, source: Source) -> Row:
    """The columns with the figures that only an earlier file named: an editor's summary may still take them."""
    return {**values, "figures": {**source.figures, **values["figures"]}}


def start_summary(read: StarterSummary, *, condition: Condition, sources: Mapping[str, Source]) -> None:
    """Write revision 1."""
    summary = Summary(condition=condition, shown_number=1)
    db.session.add(starter_revision(read, summary=summary, number=1, note=FIRST_NOTE, sources=sources))


def renew_summary(read: StarterSummary, *, newest: SummaryRevision, sources: Mapping[str, Source]) -> bool:
    """Write the next revision if the file says something else than the newest; whether it did.

    Not where it takes a figure that a record does not have.
    """
    values = revision_values(read)
    if all(getattr(newest, name) == value for name, value in values.items()):
        return False
    if any(figure_of(sources[key], name) is None for key, name in figures_used(read)):
        return False  # an editor's record has no such figure; the version that is shown has it in words
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
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value
