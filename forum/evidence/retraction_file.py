"""The data file of Retraction Watch, a CSV file that Crossref publishes: one notice about one paper in each row.

The columns that are read: `Record ID`, `RetractionDate`, `RetractionDOI`, `OriginalPaperDOI`, `OriginalPaperPubMedID`
and `RetractionNature`. Source: https://www.crossref.org/documentation/retrieve-metadata/retraction-watch/ A DOI that
is not known is empty or "unavailable", a PMID "0", a day is written 12/31/2019 0:00. The file has had bytes that are
no UTF-8 in names of authors; they are replaced.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from forum.errors import Refused

__all__ = ["Noted", "read_notices"]

NATURES = {
    "retraction": "retracted",
    "expression of concern": "concern",
    "correction": "corrected",
    "reinstatement": "sound",
}
COLUMNS = (
    "Record ID",
    "RetractionDate",
    "RetractionDOI",
    "OriginalPaperDOI",
    "OriginalPaperPubMedID",
    "RetractionNature",
)
DAYS = ("%m/%d/%Y %H:%M", "%m/%d/%Y", "%Y-%m-%d")
UNKNOWN = {"", "0", "unavailable"}


@dataclass(frozen=True, slots=True)
class Noted:
    """A notice about a paper. `standing` and `day` are None where the row has a word or a day that nobody knows."""

    record: str
    doi: str | None
    pmid: str | None
    standing: str | None
    day: date | None
    notice_doi: str | None


def read_notices(path: Path) -> Iterator[Noted]:
    """Every row of the file. Raises Refused for a file of another shape."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.DictReader(file)
        try:
            missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise Refused(f"This is not the data file of Retraction Watch: it has no column {missing[0]!r}.")
            for row in rows:
                yield as_noted({name: (row[name] or "").strip() for name in COLUMNS})
        except csv.Error as error:
            raise Refused(f"The file cannot be read near line {rows.line_num}: {error}.") from error


def as_noted(row: dict[str, str]) -> Noted:
    """A row in our words."""
    return Noted(
        record=row["Record ID"],
        doi=bare_doi(row["OriginalPaperDOI"]),
        pmid=known(row["OriginalPaperPubMedID"]),
        standing=NATURES.get(row["RetractionNature"].lower()),
        day=day_of(row["RetractionDate"]),
        notice_doi=bare_doi(row["RetractionDOI"]),
    )


def known(text: str) -> str | None:
    """An identifier, or None for what the file writes where there is none."""
    return None if text.lower() in UNKNOWN else text


def bare_doi(text: str) -> str | None:
    """A DOI in small letters without an address before it."""
    found = known(text)
    return found.lower().removeprefix("https://doi.org/").removeprefix("doi:").strip() if found else None


def day_of(text: str) -> date | None:
    """The day of a notice."""
    for shape in DAYS:
        try:
            return datetime.strptime(text, shape).date()  # noqa: DTZ007 - a day without an hour has no zone
        except ValueError:
            continue
    return None
