"""Words of studies in plain words: read once from the site's files, and found again in the texts of summaries."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from flask_babel.speaklater import LazyString

from forum.evidence.labels import CONFIRMED
from forum.evidence.prose import Block, Passage, Piece
from forum.evidence.reading import Account
from forum.evidence.safety import Origin
from forum.evidence.starter import CONTENT, read_rows

__all__ = ["Marker", "Term", "explained", "glossary", "words_in"]

# The address at the end of where a definition stands; what comes before it names the place.
ADDRESS = re.compile(r"https://[^\s()<>\"']+$")
NOTHING = "(?!)"  # a pattern that no text has


@dataclass(frozen=True, slots=True)
class Term:
    """One word: how it stands in texts, what it means, and where that can be checked. `doubt`: nobody read it there."""

    id: str
    term: str
    forms: tuple[str, ...]
    meaning: str
    origins: tuple[Origin, ...]
    doubt: LazyString | None


@cache
def glossary() -> tuple[Term, ...]:
    """Every word, from A to Z."""
    rows = read_rows(CONTENT / "glossary.yaml")
    terms = [
        Term(
            id=str(row["id"]),
            term=str(row["term"]),
            forms=strings(row["forms"]),
            meaning=str(row["meaning"]),
            origins=tuple(origin(text) for text in strings(row["sources"])),
            doubt=CONFIRMED[str(row["confirmed"])],
        )
        for row in rows
    ]
    return tuple(sorted(terms, key=lambda each: each.term.casefold()))


def strings(value: object) -> tuple[str, ...]:
    """A list of a file as texts."""
    return tuple(str(each) for each in value) if isinstance(value, list) else ()


def origin(text: str) -> Origin:
    """Where it can be checked. Only an address in full becomes a link."""
    found = ADDRESS.search(text)
    if found is None:
        return Origin(text, None)
    name = text[: found.start()].rstrip(": ")
    return Origin(name or found[0].removeprefix("https://"), found[0])


class Marker:
    """Marks words of the glossary in one part of a page, each at its first place. The letters stay as they are."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self.by_form = {form.casefold(): term.id for term in terms for form in term.forms}
        self.pattern = pattern_of(tuple(self.by_form))
        self.found: set[str] = set()

    def passage(self, pieces: Passage) -> Passage:
        """The same pieces, cut where a word begins and ends. Citations are left alone."""
        return tuple(part for piece in pieces for part in self.parts(piece))

    def parts(self, piece: Piece) -> Iterator[Piece]:
        """One piece, cut."""
        if piece.number is not None:
            yield piece
            return
        place = 0
        for match in self.pattern.finditer(piece.text):
            term = self.by_form[(match["word"] or match["sign"]).casefold()]
            if term in self.found:
                continue
            self.found.add(term)
            if match.start() > place:
                yield replace(piece, text=piece.text[place : match.start()])
            yield replace(piece, text=match[0], term=term)
            place = match.end()
        if place < len(piece.text) or not piece.text:
            yield replace(piece, text=piece.text[place:])

    def passages(self, texts: Iterable[Passage]) -> tuple[Passage, ...]:
        """Several, in reading order."""
        return tuple(self.passage(each) for each in texts)

    def blocks(self, blocks: Iterable[Block]) -> tuple[Block, ...]:
        """Paragraphs and lists."""
        return tuple(replace(each, lines=self.passages(each.lines)) for each in blocks)


@cache
def pattern_of(forms: tuple[str, ...]) -> re.Pattern[str]:
    """Any of these as whole words, the longest first, so that "crossover trial" is not read as "crossover".

    A form that ends in "=" takes the figure after it along.
    """
    in_order = sorted(forms, key=len, reverse=True)
    words = "|".join(re.escape(form) for form in in_order if not form.endswith("=")) or NOTHING
    signs = "|".join(re.escape(form) for form in in_order if form.endswith("=")) or NOTHING
    both = rf"(?P<word>{words})(?![\w-])|(?P<sign>{signs})\s?\d+(?:\.\d+)?"
    return re.compile(rf"(?<![\w-])(?:{both})", re.IGNORECASE)


def explained(account: Account) -> Account:
    """The same summary with the first place of each word in each part marked: in short, each question, what follows."""
    terms = glossary()

    def part() -> Marker:
        return Marker(terms)

    questions = []
    for each in account.questions:
        marker = part()
        because = marker.passage(each.because)
        questions.append(replace(each, because=because, answer=marker.blocks(each.answer)))
    return replace(
        account,
        bottom_line=part().passages(account.bottom_line),
        questions=tuple(questions),
        not_shown=part().passages(account.not_shown),
        ongoing=part().passages(account.ongoing),
    )


def words_in(account: Account) -> tuple[Term, ...]:
    """The words that are marked in a summary, from A to Z."""
    answers = [line for each in account.questions for block in each.answer for line in block.lines]
    passages = [*account.bottom_line, *(each.because for each in account.questions), *answers]
    pieces = [piece for passage in (*passages, *account.not_shown, *account.ongoing) for piece in passage]
    marked = {piece.term for piece in pieces}
    return tuple(each for each in glossary() if each.id in marked)
