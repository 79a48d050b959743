"""Which sources a summary shows, in which order, and what of a source is not confirmed."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from forum.evidence.prose import CITATION, FIGURE
from forum.evidence.starter import StarterSummary

__all__ = ["care_note", "care_notes", "cited", "editor_notes", "figures_used", "shown", "texts_of", "unconfirmed"]


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


def texts_of(summary: StarterSummary) -> Iterator[str]:
    """Give every text of a summary that may cite, in reading order."""
    yield from summary.bottom_line
    for question in summary.questions:
        yield from (question.because, question.answer)
        yield from (step.why for step in question.certainty.steps) if question.certainty else ()
    yield from summary.not_shown
    yield from summary.ongoing


def cited(summary: StarterSummary) -> list[str]:
    """Give the keys that the text cites or takes figures from, in reading order, each once."""
    rated = [each.certainty.source for each in summary.questions if each.certainty and each.certainty.source]
    text = " ".join(texts_of(summary))
    figures = [key for key, _name in FIGURE.findall(text)]
    return list(dict.fromkeys([*CITATION.findall(text), *rated, *figures]))


def figures_used(summary: StarterSummary) -> set[tuple[str, str]]:
    """Give key and name of each figure that the summary takes from a record."""
    return set(FIGURE.findall(" ".join(texts_of(summary))))


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
