"""Keeping the records of publications: adding, filling, changing and deleting them. Editors only."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from forum.accounts import operations as accounts
from forum.conditions.models import Condition
from forum.conditions.queries import name_key
from forum.database import db, lock, savepoint
from forum.errors import NotAllowed, Refused
from forum.evidence import queries
from forum.evidence.candidates.operations import ask_editors
from forum.evidence.found import Found
from forum.evidence.models import Source
from forum.evidence.operations.versions import begin_version, doubt_figures, keep_version
from forum.evidence.policies import can_keep_sources
from forum.evidence.prose import BUILT_IN
from forum.evidence.records import differs, in_our_letters
from forum.viewers import Viewer

__all__ = ["add_source", "change_source", "delete_source", "fill_source"]

Values = Mapping[str, Any]  # Any: column values of every type

FILLED = "What was missing was filled in from a file, or from a register of publications."
LONGEST_KEY = 80  # as the column
WORDS_OF_KEY = 3
EMPTY_WORDS = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to", "with"})

# What nobody has read yet is not to be cited, and says so.
UNREAD: dict[str, Any] = {
    "authors": [],
    "et_al": False,
    "design": "not-read",
    "direction": "not-read",
    "status": "identifier-only",
    "use_on_page": "no",
    "from_knowledge": [],
}


def add_source(values: Values, *, conditions: Iterable[Condition], viewer: Viewer) -> Source:
    """A new record; what `values` does not say of how it was read is "not read yet".

    Raises NotAllowed for all but editors, and Refused where a record has this DOI or PMID.
    """
    hold_editor(viewer)
    told: dict[str, Any] = {**UNREAD, **values}
    refuse_if_taken(told, None)
    key = new_key(told)
    try:
        with savepoint():
            source = Source(**told, key=key, origin="editor", version=1)
            source.conditions = list(conditions)
            db.session.add(source)
            db.session.flush()
            keep_version(source, why="", by_id=viewer.id)
            db.session.flush()
    except IntegrityError as error:
        raise Refused(taken(told.get("title", ""))) from error
    ask_editors([source])
    return source


def fill_source(source: Source, found: Found, *, conditions: Iterable[Condition], viewer: Viewer) -> None:
    """Put what was found where our record has nothing. What stands there stays. The conditions are added.

    Raises what adding raises.
    """
    hold_editor(viewer)
    lock(source)
    new = [each for each in conditions if each.id not in {one.id for one in source.conditions}]
    empty = {name: value for name, value in found.values().items() if value and not getattr(source, name)}
    if not empty and not new:
        return
    write(source, empty, conditions=[*source.conditions, *new], why=FILLED, by_id=viewer.id)


def change_source(
    source: Source, values: Values, *, conditions: Iterable[Condition], seen: int, viewer: Viewer, why: str = ""
) -> None:
    """Change a record. `seen` is the version that the editor had before them, `why` what everyone reads of the change.

    What it said is kept. A summary that takes a figure from it which is another one now goes under review.

    Raises what adding raises, and Refused where somebody else has changed it since.
    """
    hold_editor(viewer)
    lock(source)
    if source.version != seen:
        raise Refused(
            _("Somebody else has changed this record since you opened it. Open it in a second tab and compare.")
        )
    write(source, values, conditions=conditions, why=why, by_id=viewer.id)


def write(source: Source, values: Values, *, conditions: Iterable[Condition], why: str, by_id: int | None) -> None:
    """The next version of a record that is held, if it says anything else. No file of the site changes it any more."""
    title, now, about = source.title, in_our_letters(source, values), list(conditions)
    if not differs(source, now, about):
        return
    refuse_if_taken({"title": title, **now}, source.id)
    before = begin_version(source)
    refuse_if_figures_go(source, now)
    try:
        with savepoint():
            for name, value in now.items():
                setattr(source, name, value)
            source.conditions = about
            source.origin, source.version = "editor", source.version + 1
            keep_version(source, why=why, by_id=by_id)
            db.session.flush()
    except IntegrityError as error:
        raise Refused(taken(title)) from error
    doubt_figures(source, before=before)
    db.session.flush()
    ask_editors([source])


def refuse_if_figures_go(source: Source, values: Values) -> None:
    """Raise Refused where the record would lose figures that summaries take from it; it says which and where."""
    gone = source.figures.keys() - values.get("figures", source.figures).keys()
    gone |= {name for name, column in BUILT_IN.items() if column in values and values[column] is None}
    taken = {name: where for name, where in queries.figures_taken(source).items() if name in gone} if gone else {}
    if taken:
        sentence = _(
            "Summaries (%(conditions)s) take these figures from this record: %(figures)s."
            " Publish versions without them first.",
            conditions=", ".join(sorted(set(taken.values()))),
            figures=", ".join(sorted(taken)),
        )
        raise Refused(sentence)


def delete_source(source: Source, *, viewer: Viewer) -> None:
    """Delete a record that no summary or draft shows or ever showed. Raises NotAllowed, or Refused where one does."""
    hold_editor(viewer)
    lock(source)
    cited = Refused(_("A summary, an earlier version of one or a draft shows this source. It cannot be deleted."))
    if queries.is_cited(source):
        raise cited
    try:
        with savepoint():
            db.session.delete(source)
            db.session.flush()
    except IntegrityError as error:  # cited a moment ago
        raise cited from error


def hold_editor(viewer: Viewer) -> None:
    """Raises NotAllowed for whoever is no editor, or is none any more."""
    if not (can_keep_sources(viewer) and can_keep_sources(accounts.hold_viewer(viewer))):
        raise NotAllowed(_("Editors keep the sources."))


def refuse_if_taken(values: Values, own_id: int | None) -> None:
    """Raise Refused where another record has the DOI, in whatever letters, or the PMID."""
    if queries.is_identified(values.get("doi"), values.get("pmid"), besides=own_id):
        raise Refused(taken(values["title"]))


def taken(title: str) -> str:
    """Why two records cannot be one publication."""
    return _("Another record has this DOI or this PMID already. Nothing was saved of: %(title)s", title=title[:120])


def new_key(values: Values) -> str:
    """Such as "younger-2013-treatment-of-fibromyalgia", with a number where that is taken."""
    authors = values.get("authors") or ["source"]
    title = [word for word in name_key(values["title"]).split() if word not in EMPTY_WORDS]
    parts = [name_key(authors[0]).split(" ")[0], str(values.get("year") or "undated"), *title[:WORDS_OF_KEY]]
    start = re.sub(r"[^a-z0-9-]", "", "-".join(parts))[: LONGEST_KEY - 4].strip("-")
    there, number = queries.taken_keys(start), 2
    if start not in there:
        return start
    while f"{start}-{number}" in there:
        number += 1
    return f"{start}-{number}"
