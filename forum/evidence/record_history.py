"""What changed in the record of a publication from one version to the next, field by field, as readers see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from forum.discussions.differences import Piece, differences
from forum.evidence.labels import DESIGNS, RESULTS, SECOND_CHECKS, STATUSES, USES, label
from forum.evidence.models import Source, SourceVersion
from forum.paging import Page

__all__ = ["Change", "RecordHistory", "Version", "changes_between", "versions"]

Record = Mapping[str, Any]  # Any: JSON

FIELDS = {
    "title": _l("Title"),
    "authors": _l("Authors"),
    "et_al": _l("More authors"),
    "journal": _l("Journal"),
    "year": _l("Year"),
    "volume": _l("Volume"),
    "issue": _l("Issue"),
    "pages": _l("Pages"),
    "registry_number": _l("Number in a trial register"),
    "link": _l("Link"),
    "design": _l("Kind of study"),
    "design_note": _l("Kind of study in detail"),
    "n": _l("People"),
    "population": _l("Who they were"),
    "dose": _l("Dose and schedule"),
    "comparator": _l("Compared with"),
    "duration": _l("Length"),
    "primary_outcome": _l("Main question"),
    "result": _l("What was found"),
    "figures": _l("Figures"),
    "direction": _l("Result"),
    "harms": _l("Harms"),
    "limitation": _l("Limits"),
    "funding": _l("Who paid for it"),
    "interests": _l("Interests of its authors"),
    "corrections": _l("Corrections and retraction"),
    "status": _l("What was seen"),
    "result_read_from": _l("What we read of it"),
    "use_on_page": _l("May summaries cite it?"),
    "use_note": _l("What to mind where it is cited"),
    "second_check": _l("Read a second time"),
    "second_check_note": _l("Note on the second reading"),
    "from_knowledge": _l("Parts that nobody saw"),
    "notes": _l("Notes for editors"),
    "conditions": _l("Conditions that it is about"),
}
# What the page of a source shows to editors alone.
FOR_EDITORS = frozenset({"status", "second_check", "second_check_note", "from_knowledge", "notes"})
WORDS: dict[str, dict[str, LazyString]] = {
    "design": DESIGNS,
    "direction": RESULTS,
    "status": STATUSES,
    "use_on_page": USES,
    "second_check": SECOND_CHECKS,
}


@dataclass(frozen=True, slots=True)
class Change:
    """A field that says something else, with what went and what came."""

    field: LazyString | str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record. `by` is who wrote it, for editors alone; `changes` is None where none came before."""

    number: int
    at: datetime
    why: str
    by: str | None
    changes: tuple[Change, ...] | None


@dataclass(frozen=True, slots=True)
class RecordHistory:
    """A page of the versions of one record, newest first; none while nobody has changed what the files brought."""

    source: Source
    page: Page[Version]


def versions(rows: list[SourceVersion], *, count: int, names: Mapping[str, str], is_editor: bool) -> list[Version]:
    """The first `count` of these versions, newest first, each beside the one before it. `names` are of conditions."""
    before = [*(row.record for row in rows[1:]), *([None] if rows else [])]
    return [
        Version(
            number=row.number,
            at=row.made_at,
            why=row.why,
            by=row.by.name if is_editor and row.by is not None else None,
            changes=None if old is None else changes_between(old, row.record, names=names, is_editor=is_editor),
        )
        for row, old in list(zip(rows, before, strict=True))[:count]
    ]


def changes_between(old: Record, new: Record, *, names: Mapping[str, str], is_editor: bool) -> tuple[Change, ...]:
    """The fields that differ, in the order of the form."""
    found = []
    for name in dict.fromkeys([*FIELDS, *new]):
        if name in FOR_EDITORS and not is_editor:
            continue
        before, after = told(name, old.get(name), names), told(name, new.get(name), names)
        if before != after:
            pieces = differences(before and f"{before} ", after and f"{after} ")  # or "31" and "33" would read "3133"
            found.append(Change(FIELDS.get(name, name.upper()), tuple(pieces)))
    return tuple(found)


def told(name: str, value: Any, names: Mapping[str, str]) -> str:  # Any: JSON
    """A value of a record in words."""
    if name == "et_al":
        return _("Not seen") if value is None else (_("Yes") if value else _("No"))
    if value is None:
        return ""
    if name == "conditions":
        return ", ".join(names.get(slug, slug) for slug in value)
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, dict):
        return "; ".join(f"{each}: {figure}" for each, figure in sorted(value.items()))
    return str(label(WORDS[name], value)) if name in WORDS else str(value)
