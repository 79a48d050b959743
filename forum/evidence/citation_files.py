"""Reading files of citations: .ris and .nbib (PubMed) with rispy, .bib with bibtexparser, an answer of Crossref."""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import (
    LatexDecodingMiddleware,
    NameParts,
    NormalizeFieldKeys,
    SeparateCoAuthors,
    SplitNameParts,
)
from flask_babel import gettext as _

from forum.evidence.author_names import initials, inverted
from forum.evidence.crossref import crossref_words
from forum.evidence.found import Found, made_of

__all__ = ["LONGEST_FILE", "MOST_RECORDS", "FileRead", "kept_of_nbib", "read_file"]

LONGEST_FILE = 250_000  # characters: fifty PubMed records with their abstracts
MOST_PROBLEMS = 10  # a file with more is broken, and one sentence more helps nobody
MOST_RECORDS = 50  # what one person can look through in one go

Record = dict[str, Any]  # Any: rispy gives strings and lists of strings
Words = Callable[[Record], tuple[dict[str, str], list[str]]]
RIS_TAGS = "TY T1 TI CT BT AU A1 JO JF J2 JA T2 PY Y1 DA VL IS SP EP DO AN PM C2 UR M3 N1".split()  # noqa: SIM905 - read
RIS_LISTS = ["AU", "A1", "UR", "N1", "AN", "C2"]
NBIB_TAGS = "PMID TI BTI JT TA DP VI IP PG FAU AU CN LID AID PMC SI".split()  # noqa: SIM905 - as above
NBIB_LISTS = ["FAU", "AU", "CN", "LID", "AID", "SI"]
# What became of a publication, or that it is such a notice itself: PubMed's tags and words
# (https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format).
NOTICES = {
    "RIN": "Retracted in",
    "PRIN": "Partially retracted in",
    "ECI": "Expression of concern in",
    "EIN": "Erratum in",
    "CRI": "Corrected and republished in",
    "ROF": "This is the retraction of",
    "ECF": "This is an expression of concern for",
    "EFR": "This is an erratum for",
}

# A broken file is told to whoever brought it; in the site's log it would be a line for every broken entry.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)


@dataclass(slots=True)
class FileRead:
    """What a file holds, and sentences on what of it could not be read."""

    found: list[Found] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Ris(rispy.RisParser):
    """RIS as reference managers write it; tags that a record has no place for are passed over."""

    DEFAULT_MAPPING = {tag: tag for tag in RIS_TAGS}  # noqa: RUF012 - the library's way to set it
    DEFAULT_LIST_TAGS = RIS_LISTS
    DEFAULT_DELIMITER_MAPPING: dict[str, str] = {}  # noqa: RUF012 - as above


class Nbib(Ris):
    """PubMed's own format: tags of up to four letters, and no sign at the end of a record (`read_nbib` sets one)."""

    START_TAG = "PMID"
    DEFAULT_MAPPING = {tag: tag for tag in (*NBIB_TAGS, *NOTICES)}  # noqa: RUF012 - as above
    DEFAULT_LIST_TAGS = [*NBIB_LISTS, *NOTICES]  # noqa: RUF012 - as above

    def parse_line(self, line: str) -> tuple[str, str] | tuple[None, str]:
        """The tag and what stands behind it; no tag where a line goes on."""
        if line[4:6] == "- " and line[:4].strip().isalpha():
            return line[:4].strip(), line[6:].strip()
        return None, line.strip()


def read_file(text: str) -> FileRead:
    """Every publication in a text of one of the three formats, whatever its file was called.

    A broken record is a sentence, not an error; so is a file of none of the formats.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").strip()
    if re.search(r"^TY  ?-", lines, flags=re.MULTILINE):
        read = read_ris(lines)
    elif re.search(r"^PMID ?- ", lines, flags=re.MULTILINE):
        read = read_nbib(lines)
    elif re.search(r"^\s*@\w+\s*[{(]", lines, flags=re.MULTILINE):
        read = read_bibtex(lines)
    elif lines.startswith("{"):
        read = read_crossref(lines)
    else:
        return FileRead(problems=[_("This is none of the three formats: RIS, PubMed (nbib) or BibTeX.")])
    if not read.found and not read.problems:
        read.problems.append(_("No publication with a title was found in it."))
    del read.problems[MOST_PROBLEMS:]
    if len(read.found) > MOST_RECORDS:
        sentence = _(
            "Only the first %(count)s publications are shown. Bring the others in a second file.", count=MOST_RECORDS
        )
        read.found, read.problems = read.found[:MOST_RECORDS], [*read.problems, sentence]
    return read


def read_ris(text: str) -> FileRead:
    """RIS. A record that has no end (ER) is ended where the next begins, and said so."""
    starts = [part for part in re.split(r"(?m)^(?=TY  ?-)", text) if part.startswith("TY")]
    read = FileRead()
    for number, part in enumerate(starts, 1):
        ended = re.search(r"(?m)^ER  ?-", part)
        if not ended:
            read.problems.append(_("Record %(number)s has no end (ER). Please check it with care.", number=number))
        lines = re.sub(r"(?m)^([A-Z][A-Z0-9])\s{1,2}-\s?", r"\1  - ", part) + ("" if ended else "\nER  - ")
        add_each(read, Ris(skip_unknown_tags=True).parse(lines)[:1], number, ris_words)
    return read


def read_nbib(text: str) -> FileRead:
    """PubMed's format."""
    read = FileRead()
    starts = [part for part in re.split(r"(?m)^(?=PMID ?- )", text) if part.startswith("PMID")]
    for number, part in enumerate(starts, 1):
        add_each(read, Nbib(skip_unknown_tags=True).parse(f"{part}\nER  - \n"), number, nbib_words)
    return read


def kept_of_nbib(text: str, *, pmid: str) -> str | None:
    """The lines of a record of PubMed that are read; None where it is not the one with this PMID, or none at all."""
    wanted, kept, is_kept = {*NBIB_TAGS, *NOTICES}, [], False
    for line in text.replace("\r", "").split("\n"):
        if line[4:6] == "- ":
            is_kept = line[:4].strip() in wanted
        if is_kept and line.strip():
            kept.append(line)
    return "\n".join(kept) if kept and kept[0].startswith("PMID") and kept[0][6:].strip() == pmid else None


def read_crossref(text: str) -> FileRead:
    """An answer of Crossref, or the part of one that was kept."""
    read = FileRead()
    words = crossref_words(text)
    if words is None:
        read.problems.append(_("This is none of the three formats: RIS, PubMed (nbib) or BibTeX."))
    elif found := made_of(*words):
        read.found.append(found)
    return read


def add_each(
    read: FileRead, records: Iterable[Record], number: int, words: Any
) -> None:  # Any: a function of two kinds
    """Add what is a publication; say which record is none."""
    made = [made_of(*words(record)) for record in records]
    read.found += [each for each in made if each]
    if not any(made):
        read.problems.append(_("Record %(number)s has no title and was left out.", number=number))


def ris_words(record: Record) -> tuple[dict[str, str], list[str]]:
    """The words of a RIS record by the names of our columns, and its authors."""

    def first(*tags: str) -> str:
        return next((record[tag] for tag in tags if record.get(tag)), "")

    pages = "-".join(filter(None, [first("SP"), first("EP") if first("EP") != first("SP") else ""]))
    everything = " ".join([*record.get("N1", []), *record.get("UR", []), *record.get("AN", [])])
    pmid = re.search(r"pubmed(?:\.ncbi\.nlm\.nih\.gov)?/(\d{1,9})|PMID:? ?(\d{1,9})", everything)
    words = {
        "title": first("T1", "TI", "CT", "BT"),
        "journal": first("JO", "JF", "T2", "JA", "J2"),
        "year": first("PY", "Y1", "DA"),
        "volume": first("VL"),
        "issue": first("IS"),
        "pages": pages,
        "doi": first("DO") or (first("M3") if first("M3").startswith("10.") else ""),
        "pmid": first("PM") or next(filter(None, pmid.groups()), "") if pmid else first("PM"),
        "pmcid": next((each for each in record.get("C2", []) if each.upper().startswith("PMC")), ""),
        "registry_number": everything,
    }
    return words, [inverted(name) for name in [*record.get("AU", []), *record.get("A1", [])]]


def nbib_words(record: Record) -> tuple[dict[str, str], list[str]]:
    """The words of a PubMed record by the names of our columns, and its authors."""
    places = [*record.get("LID", []), *record.get("AID", [])]
    notices = [f"{told}: {each}" for tag, told in NOTICES.items() for each in record.get(tag, []) if each]
    words = {
        "title": record.get("TI") or record.get("BTI") or "",
        "journal": record.get("TA") or record.get("JT") or "",
        "year": record.get("DP", ""),
        "volume": record.get("VI", ""),
        "issue": record.get("IP", ""),
        "pages": record.get("PG", ""),
        "doi": next((each.removesuffix("[doi]") for each in places if each.endswith("[doi]")), ""),
        "pmid": record.get("PMID", ""),
        "pmcid": record.get("PMC", ""),
        "registry_number": " ".join(record.get("SI", [])),
        "corrections": "; ".join(notices),
    }
    return words, record.get("AU") or [inverted(name) for name in record.get("FAU", [])] or record.get("CN", [])


def read_bibtex(text: str) -> FileRead:
    """BibTeX, its accents and names resolved."""
    steps = [
        NormalizeFieldKeys(),
        LatexDecodingMiddleware(keep_braced_groups=True),
        SeparateCoAuthors(),
        SplitNameParts(),
    ]
    library = parse_string(text, append_middleware=steps)
    read = FileRead()
    for block in library.failed_blocks:
        line = (block.start_line or 0) + 1
        read.problems.append(_("The entry that begins at line %(line)s could not be read.", line=line))
    for number, entry in enumerate(library.entries, 1):
        values = {each.key: each.value for each in entry.fields}
        add_each(read, [values], number, bibtex_words)
    return read


def bibtex_words(values: Record) -> tuple[dict[str, str], list[str]]:
    """The words of a BibTeX entry by the names of our columns, and its authors."""
    text = {name: re.sub(r"[{}]", "", value) for name, value in values.items() if isinstance(value, str)}
    eprint = text.get("eprint", "") if text.get("eprinttype", "").lower() == "pubmed" else ""
    words = {
        "title": text.get("title", ""),
        "journal": text.get("journal") or text.get("journaltitle") or text.get("booktitle", ""),
        "year": text.get("year") or text.get("date", ""),
        "volume": text.get("volume", ""),
        "issue": text.get("number") or text.get("issue", ""),
        "pages": re.sub(r"\s*(?:--+|\u2013)\s*", "-", text.get("pages", "")),
        "doi": text.get("doi", ""),
        "pmid": text.get("pmid") or eprint,
        "pmcid": text.get("pmcid") or text.get("pmc", ""),
        "registry_number": text.get("note", ""),
    }
    names = values.get("author")
    return words, [written(name) for name in names] if isinstance(names, list) else []


def written(name: NameParts) -> str:
    """A name of BibTeX as our records write it."""
    family = " ".join([*name.von, *name.last, *name.jr])
    return re.sub(r"[{}]", "", f"{family} {initials(' '.join(name.first))}").strip()
