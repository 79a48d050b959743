"""Which sources a summary shows, how its citations are numbered, and what of a source is not confirmed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from forum.evidence.starter import CITATION, StarterSummary

__all__ = ["Numbers", "Passage", "Piece", "care_notes", "cited", "editor_notes", "shown", "unconfirmed"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, or, with a number, the citation of that source."""

    text: str
    number: int | None = None


Passage = tuple[Piece, ...]


class Numbers:
    """The numbers of the sources on one page, given out in the order in which they are first used."""

    def __init__(self) -> None:
        self.by_key: dict[str, int] = {}

    def of(self, key: str) -> int:
        """The number of a source; the next free one if it has none yet."""
        return self.by_key.setdefault(key, len(self.by_key) + 1)

    def passage(self, text: str) -> Passage:
        """`text` in pieces, its [@key] citations as numbers."""
        pieces = []
        for place, part in enumerate(CITATION.split(text)):
            if place % 2:
                pieces.append(Piece(part, self.of(part)))
            elif part:
                pieces.append(Piece(part))
        # The space before a citation would let its number slip to the next line.
        return tuple(
            Piece(piece.text.rstrip()) if piece.number is None and after and after.number else piece
            for piece, after in zip(pieces, [*pieces[1:], None], strict=True)
        )

    def passages(self, texts: Iterable[str]) -> tuple[Passage, ...]:
        """Each text in pieces."""
        return tuple(self.passage(text) for text in texts)


class Checked(Protocol):
    """What a record says of how it was checked."""

    @property
    def status(self) -> str: ...
    @property
    def result_read_from(self) -> str | None: ...
    @property
    def use_on_page(self) -> str: ...
    @property
    def use_note(self) -> str | None: ...
    @property
    def corrections(self) -> str | None: ...
    @property
    def from_knowledge(self) -> Sequence[str]: ...
    @property
    def second_check(self) -> str | None: ...
    @property
    def second_check_note(self) -> str | None: ...


def cited(summary: StarterSummary) -> list[str]:
    """Give the keys that the text cites, in reading order, each once."""
    answers = [question.answer for question in summary.questions]
    rated = [question.certainty.source for question in summary.questions if question.certainty]
    text = " ".join([*summary.bottom_line, *answers, *summary.not_shown, *summary.ongoing])
    return list(dict.fromkeys([*CITATION.findall(text), *rated]))


def shown(summary: StarterSummary) -> list[str]:
    """Give the keys of every source that the page shows, in text, table or list, each once."""
    return list(dict.fromkeys([*cited(summary), *summary.trials, *summary.also]))


def care_notes(summary: StarterSummary, sources: Mapping[str, Checked]) -> list[tuple[str, str]]:
    """Key and note of every "with care" source that the page shows."""
    return [(key, note) for key in shown(summary) if (note := care_note(sources[key])) is not None]


def care_note(source: Checked) -> str | None:
    """Give the note without which this source is never shown."""
    return source.use_note or "" if source.use_on_page == "with care" else None


def editor_notes(summary: StarterSummary, sources: Mapping[str, Checked]) -> list[tuple[str, tuple[str, ...]]]:
    """Say what nobody has confirmed yet, by source: for editors alone."""
    return [(key, notes) for key in shown(summary) if (notes := unconfirmed(sources[key]))]


def unconfirmed(source: Checked) -> tuple[str, ...]:
    """Say what of one record nobody has confirmed yet, in sentences."""
    notes = [f"Not seen, from general knowledge: {part}." for part in source.from_knowledge]
    if source.status == "partial":
        notes.append("The result was seen, but the DOI or the PMID is missing.")
    if source.status == "identifier-only":
        notes.append("Only the identifier was seen, not the result.")
    if not (source.result_read_from or "").startswith("full text"):
        notes.append(f"The result was read in: {source.result_read_from}.")
    if source.second_check == "not_found":
        notes.append("A second reader found no further copy of it.")
    if source.second_check == "partly":
        notes.append("Not every part of it could be read a second time.")
    return (*notes, *filter(None, [source.second_check_note, source.corrections]))
