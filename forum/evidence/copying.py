"""A record as BibTeX and as RIS, to be copied into a reference manager."""

import re

import rispy
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from forum.evidence.models import Source

__all__ = ["COPIES", "as_bibtex", "as_ris"]

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
AS_IT_IS = frozenset({"year", "doi", "pmid", "pmcid", "url"})  # what no TeX sign is escaped in


def as_bibtex(source: Source) -> str:
    """One entry. Letters beyond ASCII stay as they are: every current BibTeX reads UTF-8."""
    values = {
        "title": source.title,
        "author": " and ".join([*map(bibtex_name, source.authors), *(["others"] if source.et_al else [])]),
        "journal": source.journal,
        "year": source.year,
        "volume": source.volume,
        "number": source.issue,
        "pages": re.sub(r"(?<=\w)-(?=\w)", "--", source.pages or ""),
        "doi": source.doi,
        "pmid": source.pmid,
        "pmcid": source.pmcid,
        "url": source.link,
    }
    fields = [Field(name, braced(name, str(value))) for name, value in values.items() if value]
    library = Library([Entry("article" if source.journal else "misc", source.key, fields)])
    return write_string(library).strip() + "\n"


def braced(name: str, text: str) -> str:
    """A value with its signs made harmless; two braces keep the capitals of a title."""
    if name == "author":  # made harmless name by name
        return text
    if name in AS_IT_IS:
        return re.sub(r"[{}\\]", "", text)
    harmless = "".join(SPECIAL.get(sign, sign) for sign in text)
    return "{" + harmless + "}" if name == "title" else harmless


def bibtex_name(name: str) -> str:
    """Such as "Younger, J" from "Younger J"; the name of a group in braces, so that it stays one."""
    family, given = parted(re.sub(r"[{}\\]", "", name))
    family = "".join(SPECIAL.get(sign, sign) for sign in family)
    return f"{family}, {given}" if given else f"{{{family}}}"


def as_ris(source: Source) -> str:
    """One record. Authors that the record does not name cannot be told in RIS."""
    first, _dash, last = (source.pages or "").partition("-")
    record = {
        "type_of_reference": "JOUR" if source.journal else "GEN",
        "title": source.title,
        "authors": [ris_name(name) for name in source.authors],
        "secondary_title": source.journal,
        "year": str(source.year) if source.year else None,
        "volume": source.volume,
        "number": source.issue,
        "start_page": first,
        "end_page": last,
        "doi": source.doi,
        "urls": [source.link] if source.link else [],
        "notes": [f"PMID: {source.pmid}"] if source.pmid else [],
    }
    told = {name: value for name, value in record.items() if value}
    written: str = rispy.dumps([told])
    return re.sub(r"^\d+\.\s*\n", "", written).strip() + "\n"


def ris_name(name: str) -> str:
    """Such as "Younger, J"; a comma in the name of a group would make it a person's."""
    family, given = parted(name)
    return f"{family}, {given}" if given else family.replace(",", "")


def parted(name: str) -> tuple[str, str]:
    """Family name and initials of a name as our records have it; a name without initials is whole."""
    match = re.fullmatch(r"(.+?) (\w{1,4})", name)
    return (match[1], match[2]) if match and match[2].isupper() else (name, "")


# The writer and the media type of each ending.
COPIES = {"bib": (as_bibtex, "application/x-bibtex"), "ris": (as_ris, "application/x-research-info-systems")}
