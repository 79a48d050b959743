"""What of the numbers in a new site's summaries is not as its record has it, in sentences."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal

from forum.evidence.prose import CITATION, FIGURE, figure_of
from forum.evidence.starter import FIXED_SENTENCES, StarterSource, StarterSummary

__all__ = ["REGISTER_NUMBER", "figure_problems", "number_problems", "numbers", "printed", "record_text", "units"]

Sources = Mapping[str, StarterSource]

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
WORDS_FROM_TWO = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBER_WORDS = {word: Decimal(number) for number, word in enumerate(WORDS_FROM_TWO, start=2)}
NUMBER_WORD = re.compile(rf"\b({'|'.join(NUMBER_WORDS)})\b", re.IGNORECASE)
REGISTER_NUMBER = re.compile(r"\b(NCT\d{8}|ACTRN\d{14}|\d{4}-\d{6}-\d{2})\b")
# Digits that belong to a name and to no record.
NAMES_WITH_DIGITS = re.compile(r"\b95% interval\b|\bCOVID-19\b")


def units(summary: StarterSummary) -> Iterator[str]:
    """Give the pieces that are checked one by one: each sentence of the lists, each reason, each whole answer."""
    yield from summary.bottom_line
    for question in summary.questions:
        yield from filter(None, (question.because, question.answer))
    yield from (sentence for sentence in summary.not_shown if sentence not in FIXED_SENTENCES.values())


def printed(text: str, sources: Sources) -> str:
    """The text with its figures as readers see them; one that is in no record stays as it is written."""

    def value(match: re.Match[str]) -> str:
        found = figure_of(sources[match[1]], match[2]) if match[1] in sources else None
        return match[0] if found is None else found

    return FIGURE.sub(value, text)


def figure_problems(summary: StarterSummary, sources: Sources) -> list[str]:
    """Figures of no record or of one that is not cited beside them, and numbers that should be figures."""
    problems = []
    registered = {_number(token) for trial in summary.ongoing for token in NUMBER.findall(trial)}
    for text in [*units(summary), *summary.ongoing]:
        keys = set(CITATION.findall(text))
        for key, name in FIGURE.findall(text):
            if key not in sources or figure_of(sources[key], name) is None:
                problems.append(f"{summary.condition}: no record has the figure [={key}:{name}].")
            elif key not in keys:
                problems.append(f"{summary.condition}: the figure [={key}:{name}] stands there without its source.")
        rest = FIGURE.sub("", CITATION.sub("", text))
        if "[=" in rest:
            problems.append(f"{summary.condition}: a figure is misspelt in: {text}")
        literal = {_number(token) for token in NUMBER.findall(NAMES_WITH_DIGITS.sub("", REGISTER_NUMBER.sub("", rest)))}
        # A trial that is only registered is no record; its numbers are held against the register.
        held = set().union(*(numbers(record_text(sources[key])) for key in keys & sources.keys()))
        loose = literal & held if text in summary.ongoing else literal - (registered - held)
        problems += [f"{summary.condition}: {number} is not taken from its record: {text}" for number in sorted(loose)]
    return problems


def number_problems(summary: StarterSummary, sources: Sources) -> list[str]:
    """Numbers, in digits or words, that neither a record cited beside them nor a registered trial holds."""
    problems = []
    registered = numbers(" ".join(printed(trial, sources) for trial in summary.ongoing))
    for text in units(summary):
        keys = set(CITATION.findall(text)) & sources.keys()
        known = registered.union(*(numbers(record_text(sources[key])) for key in keys))
        bare = CITATION.sub("", printed(text, sources))
        digits = {_number(token) for token in NUMBER.findall(FIGURE.sub("", bare))}
        words = {NUMBER_WORDS[word.lower()] for word in NUMBER_WORD.findall(bare)}
        unknown = (digits - known) | (words - known - set(map(Decimal, range(2, len(keys) + 1))))
        problems += [f"{summary.condition}: {number} is in no record cited here: {text}" for number in sorted(unknown)]
    return problems


def numbers(text: str) -> set[Decimal]:
    """Every number of a text, in digits or in words from two to twelve."""
    words = {NUMBER_WORDS[word.lower()] for word in NUMBER_WORD.findall(text)}
    return words | {_number(token) for token in NUMBER.findall(text)}


def _number(token: str) -> Decimal:
    return Decimal(token.replace(",", ""))


def record_text(source: StarterSource) -> str:
    """Give all that a record says of its publication; not what is said about the record, nor identifiers."""
    about_it = {"key", "volume", "issue", "pages", "doi", "pmid", "pmcid", "link", "conditions", "notes", "figures"}
    about_it |= {"from_knowledge", "second_check", "second_check_note"}
    return " ".join(str(getattr(source, field.name)) for field in fields(source) if field.name not in about_it)
