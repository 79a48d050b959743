"""A publication as a file or a form tells of it, made fit for a record; and which of our records are the same one."""

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

import nh3
from flask_babel import gettext as _

from forum import clock
from forum.evidence.models import Source

__all__ = ["FILLABLE", "Found", "Twin", "clean_doi", "made_of", "plain_text", "title_key", "twins_of"]

DOI = re.compile(r"10\.\d{4,9}/[^\s<>\"]{1,180}")  # the form that doi.org gives out, bounded by our column
PMID = re.compile(r"[1-9]\d{0,8}")
PMCID = re.compile(r"PMC\d{1,10}")
REGISTRY = re.compile(r"\b(?:NCT\d{8}|ISRCTN\d{8}|ACTRN\d{14}|EUCTR[\d-]{14,16}|ChiCTR[\w-]{8,20}|jRCTs?\d{9,12})\b")
FIRST_YEAR = 1800  # of medical journals with volumes; anything before is a slip of the pen
LONGEST = {"title": 1000, "journal": 200, "volume": 40, "issue": 40, "pages": 60, "corrections": 2000}
MOST_AUTHORS = 200  # the longest lists of large trials; more is a broken file
LONGEST_AUTHOR = 100


@dataclass(slots=True)
class Found:
    """What was found of one publication. `doubts` are sentences on what was left out, for the one who looks at it."""

    title: str
    authors: list[str] = field(default_factory=list)
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    registry_number: str | None = None
    corrections: str | None = None
    et_al: bool = False  # whether the file says that there are more authors
    doubts: list[str] = field(default_factory=list)

    @property
    def link(self) -> str | None:
        """Where the publication is, from its identifiers."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/" if self.pmid else None

    def values(self) -> dict[str, object]:
        """The columns that it can fill."""
        return {name: getattr(self, name) for name in (*FILLABLE, "link")}


FILLABLE = tuple(each.name for each in fields(Found) if each.name not in {"doubts", "et_al"})


@dataclass(frozen=True, slots=True)
class Twin:
    """A record of ours that seems to be the same publication: by what, what it lacks, and where the two differ."""

    source: Source
    by: str  # doi, pmid or title
    lacks: tuple[str, ...]
    differs: tuple[str, ...]


def plain_text(text: str) -> str:
    """One line without markup: publishers put <i> into titles, and some files put worse."""
    shown = html.unescape(nh3.clean(html.unescape(text), tags=set()))
    kept = "".join(c if c.isprintable() else " " for c in shown if unicodedata.category(c) != "Cf")
    return " ".join(kept.split())


def title_key(title: str) -> str:
    """The form in which titles are compared: letters and digits in lower case, without accents."""
    apart = unicodedata.normalize("NFKD", title.casefold())
    return "".join(c for c in apart if c.isalnum())


def clean_doi(text: str) -> str | None:
    """A DOI in lower case without its address, or None where it is not one."""
    bare = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", text.strip(), flags=re.IGNORECASE).lower()
    return bare if DOI.fullmatch(bare) else None


def made_of(raw: dict[str, str], authors: Iterable[str]) -> Found | None:
    """A publication from the words of a file; None without a title. What is no DOI, PMID or year becomes a doubt."""
    told = {name: plain_text(text) for name, text in raw.items() if text and text.strip()}
    title = told.get("title", "").removesuffix(".")
    if not title_key(title):
        return None
    found = Found(title=title[: LONGEST["title"]])
    found.et_al = "others" in (authors := list(authors))  # BibTeX's word
    authors = [each for each in authors if each != "others"]
    found.authors = [name[:LONGEST_AUTHOR] for each in authors if (name := plain_text(each))][:MOST_AUTHORS]
    for name in ("journal", "volume", "issue", "pages", "corrections"):
        if name in told:
            setattr(found, name, told[name][: LONGEST[name]].strip())
    found.registry_number = match[0] if (match := REGISTRY.search(told.get("registry_number", ""))) else None
    identify(found, told)
    if len(title) > LONGEST["title"]:
        found.doubts.append(_("The title is very long; its end was cut off."))
    return found


def identify(found: Found, told: dict[str, str]) -> None:
    """The year and the identifiers, each only where it is one."""
    if "year" in told:
        match = re.match(r"\d{4}\b", told["year"])
        if match and FIRST_YEAR <= int(match[0]) <= clock.now().year + 1:
            found.year = int(match[0])
        else:
            found.doubts.append(_("“%(text)s” is not a year; it was left out.", text=told["year"][:60]))
    if "doi" in told:
        found.doi = clean_doi(told["doi"])
        if not found.doi:
            found.doubts.append(_("“%(text)s” is not a DOI; it was left out.", text=told["doi"][:60]))
    if "pmid" in told:
        found.pmid = told["pmid"] if PMID.fullmatch(told["pmid"]) else None
        if not found.pmid:
            found.doubts.append(_("“%(text)s” is not a PMID; it was left out.", text=told["pmid"][:60]))
    if "pmcid" in told:
        number = told["pmcid"].upper().split(".")[0].removeprefix("PMC")
        found.pmcid = f"PMC{number}" if PMCID.fullmatch(f"PMC{number}") else None


def twins_of(found: Found, sources: Iterable[Source]) -> list[Twin]:
    """Our records that have its DOI, its PMID or its title, the surest first."""
    key, twins = title_key(found.title), []
    for source in sources:
        if found.doi and source.doi and found.doi == source.doi.lower():
            by = "doi"
        elif found.pmid and found.pmid == source.pmid:
            by = "pmid"
        elif title_key(source.title) == key:
            by = "title"
        else:
            continue
        twins.append(Twin(source, by, *compared(found, source)))
    return sorted(twins, key=lambda twin: ("doi", "pmid", "title").index(twin.by))


def compared(found: Found, source: Source) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that our record lacks and this has, and those in which both have something else."""
    lacks, differs = [], []
    for name, value in found.values().items():
        ours = getattr(source, name)
        if value and not ours:
            lacks.append(name)
        elif value and name in ("year", "doi", "pmid", "pmcid") and str(value).lower() != str(ours).lower():
            differs.append(name)
    return tuple(lacks), tuple(differs)
