"""What of a new site's summaries breaks the rules for them, in sentences; the rules are in starter.py.

Every check takes what was read and gives a list of problems, empty when all is well. The tests call them on
the real content and on planted faults; an editor who changes a file learns from them what to mend.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal

from forum.evidence.prose import CITATION
from forum.evidence.starter import (
    COMPARED_DESIGNS,
    FIXED_SENTENCES,
    TABLE_DESIGNS,
    StarterSource,
    StarterSummary,
)

Sources = Mapping[str, StarterSource]
Summaries = Mapping[str, StarterSummary]

# Verdicts, advice and cheering, and the words with which a hopeful writer slips them in.
BANNED_WORDS = re.compile(
    r"\b(works?|worked|(in)?effective(ness)?|prove[ns]?|proof|cure[sd]?|miracles?|breakthroughs?|promis(e|ing)|hope(ful)?"
    r"|exciting|amazing|should|must|recommend(s|ed)?|unfortunately|sadly|luckily|you|your)\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
WORDS_FROM_TWO = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBER_WORDS = {word: Decimal(number) for number, word in enumerate(WORDS_FROM_TWO, start=2)}
NUMBER_WORD = re.compile(rf"\b({'|'.join(NUMBER_WORDS)})\b", re.IGNORECASE)
REGISTER_NUMBER = re.compile(r"\b(NCT\d{8}|ACTRN\d{14}|\d{4}-\d{6}-\d{2})\b")
# How a sentence of not_shown would begin that leans on the heading above it.
FRAGMENT = re.compile(r"(Whether|Which of|Anything)\b")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'])")


def units(summary: StarterSummary) -> Iterator[str]:
    """Give the pieces that are checked one by one: each sentence of the lists, each whole answer."""
    yield from summary.bottom_line
    yield from (question.answer for question in summary.questions)
    yield from (sentence for sentence in summary.not_shown if sentence not in FIXED_SENTENCES.values())


def citation_problems(summary: StarterSummary, sources: Sources) -> list[str]:
    """Citations of nothing or of a source that is not to be used, and sentences of findings without any."""
    rated = [each.certainty.source for each in summary.questions if each.certainty and each.certainty.source]
    keys = [key for text in [*units(summary), *summary.ongoing] for key in CITATION.findall(text)]
    used = dict.fromkeys([*keys, *rated, *summary.trials, *summary.also])
    problems = [f"{summary.condition}: {key} is not a source." for key in used if key not in sources]
    problems += [
        f"{summary.condition}: {key} is not to be used."
        for key in used
        if key in sources and sources[key].use_on_page == "no"
    ]
    for text in [*units(summary), *summary.ongoing]:
        if "[" in CITATION.sub("", text) or "@" in CITATION.sub("", text):
            problems.append(f"{summary.condition}: a citation is misspelt in: {text}")
    for question in summary.questions:
        if question.direction not in ("no-research", "ongoing-only") and not CITATION.search(question.answer):
            problems.append(f"{summary.condition}: an answer cites nothing: {question.question}")
    return problems


def number_problems(summary: StarterSummary, sources: Sources) -> list[str]:
    """Numbers, in digits or words, that neither a record cited beside them nor a registered trial holds."""
    problems = []
    registered = numbers(" ".join(summary.ongoing))
    for text in units(summary):
        keys = set(CITATION.findall(text)) & sources.keys()
        known = registered.union(*(numbers(record_text(sources[key])) for key in keys))
        bare = CITATION.sub("", text)
        digits = {_number(token) for token in NUMBER.findall(bare)}
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
    about_it = {"key", "volume", "issue", "pages", "doi", "pmid", "pmcid", "link", "conditions", "notes"}
    about_it |= {"from_knowledge", "second_check", "second_check_note"}
    return " ".join(str(getattr(source, field.name)) for field in fields(source) if field.name not in about_it)


def certainty_problems(summary: StarterSummary, sources: Sources) -> list[str]:
    """Ratings that the named source does not state in these words."""
    problems = []
    for question in summary.questions:
        certainty = question.certainty
        if certainty is None:
            continue
        source, wording = sources.get(certainty.source or ""), certainty.wording or ""
        words = wording.casefold()
        if source is None or wording not in source.result:
            problems.append(f"{summary.condition}: {certainty.source} does not say {certainty.wording!r}.")
        if certainty.rating.replace("-", " ") not in words or not re.search("certainty|quality|grade", words):
            problems.append(f"{summary.condition}: {certainty.wording!r} does not state {certainty.rating}.")
    return problems


def direction_problems(summary: StarterSummary, sources: Sources) -> list[str]:
    """Directions that the cited studies cannot bear: a comparison without one, none where there was one."""
    compared = {"favours-ldn", "favours-comparison", "no-clear-difference", "mixed", "similar-to-other-drug"}
    problems = []
    for question in summary.questions:
        designs = {sources[key].design for key in CITATION.findall(question.answer) if key in sources}
        at_hand = designs & {*COMPARED_DESIGNS, "systematic review", "secondary analysis of an RCT"}
        if question.direction in compared and not at_hand:
            problems.append(f"{summary.condition}: {question.direction} without a comparison: {question.question}")
        if question.direction == "uncontrolled-only" and designs & set(COMPARED_DESIGNS):
            problems.append(f"{summary.condition}: a controlled trial is cited: {question.question}")
        if question.direction == "ongoing-only" and not summary.ongoing:
            problems.append(f"{summary.condition}: no registered trial is listed: {question.question}")
    return problems


def ongoing_problems(summary: StarterSummary) -> list[str]:
    """Find registered trials without a register's number."""
    return [
        f"{summary.condition}: no register's number: {trial}"
        for trial in summary.ongoing
        if not REGISTER_NUMBER.search(trial)
    ]


def table_problems(summary: StarterSummary, sources: Sources) -> list[str]:
    """Find sources left out, listed twice or out of order."""
    listed = [*summary.trials, *summary.also]
    named = [source.key for source in sources.values() if summary.condition in source.conditions]
    problems = [f"{summary.condition}: {key} is left out." for key in named if key not in listed]
    problems += [f"{summary.condition}: {key} is listed twice." for key in set(listed) if listed.count(key) > 1]
    rows = [sources[key] for key in summary.trials if key in sources]
    for source in rows:
        if source.design not in TABLE_DESIGNS or source.key not in named:
            problems.append(f"{summary.condition}: {source.key} does not belong in the table.")
    for key in summary.also:
        if key in sources and sources[key].design in TABLE_DESIGNS and key in named:
            problems.append(f"{summary.condition}: {key} belongs in the table.")
    if rows != sorted(rows, key=lambda source: (source.design not in COMPARED_DESIGNS, -(source.n or 0))):
        problems.append(f"{summary.condition}: the table is out of order.")
    return problems


def wording_problems(summary: StarterSummary) -> list[str]:
    """Banned words, and first mentions of LDN and of placebo that are not explained."""
    texts = [*summary.bottom_line]
    for question in summary.questions:
        texts += [question.question, question.answer]
    texts += [*summary.not_shown, *summary.ongoing]
    problems = [
        f"{summary.condition}: {found.group()!r} does not stand here: {text}"
        for text in texts
        for found in BANNED_WORDS.finditer(CITATION.sub("", text))
    ]
    everything = " ".join(texts)
    for word, explained in (("LDN", "low-dose naltrexone (LDN)"), ("placebo", "placebo (a dummy capsule)")):
        first = re.search(rf"\b{word}", CITATION.sub("", everything))
        if first and explained not in CITATION.sub("", everything)[: first.end() + 20]:
            problems.append(f"{summary.condition}: the first {word} is not explained as {explained!r}.")
    return problems


def fragment_problems(summary: StarterSummary) -> list[str]:
    """What is not shown but is said in half a sentence, which nobody can read out of its place."""
    return [f"{summary.condition}: not a whole sentence: {text}" for text in summary.not_shown if FRAGMENT.match(text)]


def date_problems(summary: StarterSummary, today: date) -> list[str]:
    """Find a search in the future, or a review that is not due after it."""
    if summary.searched_on <= today and summary.searched_on < summary.review_due:
        return []
    return [f"{summary.condition}: the dates of search and review do not follow each other."]


def duplicate_problems(summaries: Summaries) -> list[str]:
    """Sentences that stand in two summaries, apart from the fixed ones."""
    places = defaultdict(list)
    for slug, summary in summaries.items():
        texts = [*units(summary), *summary.ongoing, *(question.question for question in summary.questions)]
        for sentence in {_bare(sentence) for text in texts for sentence in SENTENCE_END.split(text)}:
            places[sentence].append(slug)
    return [f"{' and '.join(slugs)} share: {sentence}" for sentence, slugs in places.items() if len(slugs) > 1]


def _bare(sentence: str) -> str:
    return re.sub(r"[^a-z0-9 ]", "", re.sub(r"\s+", " ", CITATION.sub("", sentence)).casefold()).strip()


def summary_problems(summary: StarterSummary, sources: Sources) -> list[str]:
    """Everything that is wrong with one summary, read by itself."""
    return [
        *citation_problems(summary, sources),
        *number_problems(summary, sources),
        *certainty_problems(summary, sources),
        *direction_problems(summary, sources),
        *table_problems(summary, sources),
        *ongoing_problems(summary),
        *wording_problems(summary),
        *fragment_problems(summary),
    ]
