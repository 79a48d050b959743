"""The words of a summary: a little Markdown, citations [@key], and figures [=key:name] that are taken from records.

Nothing here makes HTML. A text becomes pieces and blocks, and templates print those.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Protocol

from flask_babel import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

__all__ = ["BUILT_IN", "CITATION", "FIGURE", "Block", "Counted", "Numbers", "Passage", "Piece", "figure_of", "filled"]

CITATION = re.compile(r"\[@([a-z0-9-]+)\]")
FIGURE = re.compile(r"\[=([a-z0-9-]+):([a-z0-9-]+)\]")
# Figures that every record has under these names, where it has them at all, and the columns that hold them.
BUILT_IN = {"people": "n", "year": "year"}

# Emphasis and lists: a summary has no links but its citations, no pictures, and headings of its own.
READER = MarkdownIt("zero").enable(["emphasis", "list", "escape"])
SENTENCE = MarkdownIt("zero").enable(["emphasis", "escape"])


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, or, with a number, the citation of that source. `weight` is em, strong, or nothing.

    With a `term` it is a word of the glossary.
    """

    text: str
    number: int | None = None
    weight: str = ""
    term: str = ""


Passage = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph ("p", with one line), or a list ("ul" or "ol", with a line for each item)."""

    kind: str
    lines: tuple[Passage, ...]


class Counted(Protocol):
    """What a record has of figures."""

    @property
    def n(self) -> int | None: ...
    @property
    def year(self) -> int | None: ...
    @property
    def figures(self) -> Mapping[str, str]: ...


def figure_of(source: Counted, name: str) -> str | None:
    """A figure of a record as it is printed; None where the record has none of that name."""
    if name in BUILT_IN:
        value = source.n if name == "people" else source.year
        return None if value is None else f"{value:,}" if name == "people" else str(value)
    return source.figures.get(name)


def filled(text: str, sources: Mapping[str, Counted]) -> str:
    """`text` with each figure as its record has it now. One that is in no record says so; publishing refuses it."""

    def value(match: re.Match[str]) -> str:
        source = sources.get(match[1])
        found = figure_of(source, match[2]) if source is not None else None
        return _("(figure missing)") if found is None else found

    return FIGURE.sub(value, text)


class Numbers:
    """The numbers of the sources on one page, given out in the order in which they are first used."""

    def __init__(self) -> None:
        self.by_key: dict[str, int] = {}

    def of(self, key: str) -> int:
        """The number of a source; the next free one if it has none yet."""
        return self.by_key.setdefault(key, len(self.by_key) + 1)

    def passage(self, text: str) -> Passage:
        """A sentence or several in pieces, its [@key] citations as numbers."""
        return self.line(SENTENCE.parseInline(text)[0])

    def passages(self, texts: Iterable[str]) -> tuple[Passage, ...]:
        """Each text in pieces."""
        return tuple(self.passage(text) for text in texts)

    def blocks(self, text: str) -> tuple[Block, ...]:
        """A text with its paragraphs and lists. A list within a list is read as one."""
        found: list[Block] = []
        kinds: list[str] = []  # of the lists that are open
        for token in READER.parse(text):
            if token.type in ("bullet_list_open", "ordered_list_open"):
                kinds.append("ul" if token.type == "bullet_list_open" else "ol")
                if len(kinds) == 1:
                    found.append(Block(kinds[0], ()))
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                kinds.pop()
            elif token.type == "inline" and kinds:
                found[-1] = Block(found[-1].kind, (*found[-1].lines, self.line(token)))
            elif token.type == "inline":
                found.append(Block("p", (self.line(token),)))
        return tuple(found)

    def line(self, token: Token) -> Passage:
        """One line of text in pieces."""
        pieces: list[Piece] = []
        weights: list[str] = []
        for child in token.children or []:
            if child.type.endswith("_open"):
                weights.append(child.tag)
            elif child.type.endswith("_close"):
                weights.pop()
            else:
                text = child.content or ("\n" if child.type in ("softbreak", "hardbreak") else "")
                pieces.extend(self.pieces(text, weights[-1] if weights else ""))
        # The space before a citation would let its number slip to the next line.
        return tuple(
            replace(piece, text=piece.text.rstrip()) if not piece.number and after and after.number else piece
            for piece, after in zip_longest(pieces, pieces[1:])
        )

    def pieces(self, text: str, weight: str) -> Iterable[Piece]:
        """A stretch of one weight, cut at its citations."""
        for place, part in enumerate(CITATION.split(text)):
            if place % 2:
                yield Piece(part, self.of(part))
            elif part:
                yield Piece(part, weight=weight)
