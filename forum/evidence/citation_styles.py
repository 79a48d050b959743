"""Records as references in the styles of citation in `styles/`, by citeproc-py. What comes out is text, not markup."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from citeproc import formatter
from citeproc.frontend import CitationStylesBibliography, CitationStylesStyle
from citeproc.source import Citation, CitationItem
from citeproc.source.json import CiteProcJSON
from flask_babel import gettext as _

from forum.evidence.copying import parted
from forum.evidence.records import AnyRecord

__all__ = ["STYLES", "Cited", "cited", "cited_in"]

FOLDER = Path(__file__).parent / "styles"
# What readers can copy: the name of a style and its file. The first is how the forum's own lists cite.
STYLES = {"AMA": "american-medical-association", "Vancouver": "nlm-citation-sequence", "APA": "apa"}
AMA = STYLES["AMA"]

# Letters of nobody's: they stand in for words that a style must neither change nor count on.
TITLE, MORE, NO_AUTHORS, NO_YEAR = "\ue000", "\ue001", "\ue002", "\ue003"
MORE_AUTHORS = re.compile(rf",? ?(?:… |& )?{MORE}")
NUMBER = re.compile(r"^1\.\s*")  # of the entry, where a style numbers its list
KEPT = 4_096  # references in memory, about 1 kB each: some times more than there are records

# The trees of the styles are written to while they work, and the web process has threads.
ONE_AT_A_TIME = Lock()

Item = tuple[tuple[str, Any], ...]  # Any: years are numbers, names are tuples


@dataclass(frozen=True, slots=True)
class Cited:
    """A reference in the style of the forum's lists, in two parts: the title stands between them, as a link.

    Neither ends with a full stop. `authors` is None where none was seen.
    """

    authors: str | None
    place: str


def cited(record: AnyRecord) -> Cited:
    """The parts of a reference in AMA style. A DOI that is in its link is not said twice."""
    names_doi = bool(record.doi and record.link and record.doi.lower() in record.link.lower())
    before, after = rendered(AMA, item_of(record, with_doi=not names_doi))
    authors = None if before.startswith(NO_AUTHORS) else before.strip().removesuffix(".")
    return Cited(authors, after.lstrip(". ").rstrip(". "))


def cited_in(record: AnyRecord, style: str) -> str:
    """The whole reference in one of STYLES, as text to copy. What was not seen is said, never made up."""
    before, after = rendered(STYLES[style], item_of(record, with_doi=True))
    title = record.title
    rest = after.removeprefix(".") if title.endswith((".", "?", "!")) else after
    text = f"{before}{title}{rest}"
    return text.replace(NO_AUTHORS, _("[authors not seen]")).replace(NO_YEAR, _("year not seen"))


def item_of(record: AnyRecord, *, with_doi: bool) -> Item:
    """What a style is told of a record, in a form that can be remembered; without its title, which stays as it is."""
    names = tuple(parted(name) for name in record.authors)
    if not names:
        names = ((NO_AUTHORS, ""),)
    elif record.et_al:
        names = (*names, (MORE, ""))
    told = {
        "author": names,
        "container-title": record.journal,
        "issued": record.year,
        "volume": record.volume,
        "issue": record.issue,
        "page": record.pages,
        "DOI": record.doi if with_doi else None,
    }
    return tuple((name, value) for name, value in told.items() if value)


@lru_cache(maxsize=KEPT)
def rendered(style: str, item: Item) -> tuple[str, str]:
    """What a style writes before and after the title."""
    told: dict[str, Any] = {"id": "it", "type": "article-journal", "title": TITLE, **dict(item)}
    told["author"] = [
        {"family": family, "given": " ".join(given)} if given else {"literal": family}
        for family, given in told["author"]
    ]
    if "issued" in told:
        told["issued"] = {"date-parts": [[told["issued"]]]}
    with ONE_AT_A_TIME:
        entries = CitationStylesBibliography(style_of(style), CiteProcJSON([told]), formatter.plain)
        entries.register(Citation([CitationItem("it")]))
        (entry,) = entries.bibliography()
    text = MORE_AUTHORS.sub(", et al", NUMBER.sub("", str(entry))).replace("et al..", "et al.")
    if "issued" not in told:
        text = text.replace("n.d.", NO_YEAR, 1)
    before, _title, after = text.partition(TITLE)
    return before, after


@cache
def style_of(name: str) -> CitationStylesStyle:
    """A style, read from its file once in a process: APA takes the longest, 4 MB."""
    return CitationStylesStyle(str(FOLDER / f"{name}.csl"), validate=False)
