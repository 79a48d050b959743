"""Finding PMIDs and DOIs in a text that forum.markup rendered, and leading from them to our records.

An identifier is "pmid:23359310" or "doi:10.1002/art.37734": the same for a number that was typed and for a link to it.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from urllib.parse import unquote

__all__ = ["behind", "identifiers", "linked"]

PIECE = re.compile(r'<(?:[^<>"]|"[^"]*")*>')  # a tag, as a sanitiser writes it: values in double quotes
HREF = re.compile(r'\shref="([^"]*)"')
# PubMed numbers have at most eight digits; a DOI is a prefix of 10. and a number, a slash, and a suffix (doi.org).
NAMED = re.compile(
    r"\bPMID(?:\s|:|&nbsp;){0,3}(\d{1,8})(?!\d)|(?<![\w./])(10\.\d{4,9}/[^\s\"<>]{1,200})", re.IGNORECASE
)
PUBMED = re.compile(
    r"https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed|europepmc\.org/(?:article|abstract)/med)"
    r"/(\d{1,8})(?:[/?#].*)?",
    re.IGNORECASE,
)
DOI_ADDRESS = re.compile(r"https?://(?:www\.|dx\.)?doi\.org/(10\.\d{4,9}/[^\s?#]{1,200})(?:[?#].*)?", re.IGNORECASE)
SIGNS = ("10.", "pmid", "ncbi.nlm", "europepmc", "doi.org")  # most texts have none of them and are read no further
UNREAD = frozenset({"code", "pre"})  # where a text shows how something is typed


def pieces(html: str) -> Iterator[tuple[str, str, str | None]]:
    """The text in pieces: "text" outside of links, "rest", and "end", a link's closing tag, with its address."""
    place, address, depth = 0, None, 0
    for found in [*PIECE.finditer(html), None]:
        words = html[place : found.start() if found else len(html)]
        if words:
            yield "text" if address is None and depth == 0 else "rest", words, None
        if found is None:
            return
        tag, place = found[0], found.end()
        name = tag.strip("</>").split(" ", 1)[0]
        if name in UNREAD:
            depth += -1 if tag.startswith("</") else 1
        if tag.startswith("<a "):
            href = HREF.search(tag)
            address = unescape(href[1]) if href else ""
        if tag == "</a>":
            yield "end", tag, address
            address = None
        else:
            yield "rest", tag, None


def identifiers(html: str) -> tuple[str, ...]:
    """Every publication that the text names by a number or links to, in reading order, each once."""
    small = html.lower()
    if not any(sign in small for sign in SIGNS):
        return ()
    found: list[str | None] = []
    for kind, piece, address in pieces(html):
        if kind == "text":
            found.extend(named(each)[0] for each in NAMED.finditer(piece))
        elif kind == "end":
            found.append(behind(address))
    return tuple(dict.fromkeys(filter(None, found)))


def linked(html: str, paths: Mapping[str, str], *, label: str) -> str:
    """The same text, with a link on every number that `paths` knows, and one called `label` after a member's own link.

    `paths` are addresses on this site, by identifier.
    """

    def with_link(found: re.Match[str]) -> str:
        identifier, length = named(found)
        path = paths.get(identifier)
        return anchor(path, found[0][:length]) + found[0][length:] if path else found[0]

    made = []
    for kind, piece, address in pieces(html):
        if kind == "text":
            made.append(NAMED.sub(with_link, piece))
            continue
        made.append(piece)
        path = paths.get(behind(address) or "") if kind == "end" else None
        if path:
            made.append(f" {anchor(path, f'({escape(label)})')}")
    return "".join(made)


def anchor(path: str, words: str) -> str:
    """A link; the words are markup already."""
    return f'<a href="{escape(path)}">{words}</a>'


def named(found: re.Match[str]) -> tuple[str, int]:
    """The identifier, and how many characters of the match belong to it: the stop after a DOI is the sentence's."""
    if found[1]:
        return f"pmid:{int(found[1])}", len(found[0])
    doi = trimmed(found[2])
    return f"doi:{unescape(doi).lower()}", len(doi)


def trimmed(doi: str) -> str:
    """A DOI without the punctuation that follows it in a sentence."""
    while doi:
        if doi[-1] in ".,;:!?'’”…*" and not doi.endswith(("&lt;", "&gt;", "&amp;")):
            doi = doi[:-1]
        elif doi.endswith("&gt;") and "&lt;" not in doi:
            doi = doi.removesuffix("&gt;")
        elif (doi[-1] == ")" and doi.count("(") < doi.count(")")) or (doi[-1] == "]" and "[" not in doi):
            doi = doi[:-1]
        else:
            break
    return doi


def behind(address: str | None) -> str | None:
    """The publication to which an address leads, if it is one of PubMed, Europe PMC or doi.org."""
    if not address:
        return None
    number = PUBMED.fullmatch(address)
    if number:
        return f"pmid:{int(number[1])}"
    doi = DOI_ADDRESS.fullmatch(unquote(address))
    return f"doi:{doi[1].rstrip('/').lower()}" if doi else None
