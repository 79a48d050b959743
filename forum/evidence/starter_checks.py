"""What of a new site's summaries breaks the rules for them, in sentences; the rules are in starter.py.

Every check takes what was read and gives a list of problems, empty when all is well. The tests call them on
the real content and on planted faults; an editor who changes a file learns from them what to mend.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from forum.evidence.citing import shown
from forum.evidence.labels import DOMAINS, RATINGS
from forum.evidence.prose import CITATION, FIGURE
from forum.evidence.readability import HARDEST_GRADE, grade_of
from forum.evidence.starter import (
    COMPARED_DESIGNS,
    FIXED_SENTENCES,
    TABLE_DESIGNS,
    StarterCertainty,
    StarterQuestion,
    StarterSource,
    StarterSummary,
)
from forum.evidence.starter_numbers import REGISTER_NUMBER, figure_problems, number_problems, printed, units

Sources = Mapping[str, StarterSource]
Summaries = Mapping[str, StarterSummary]

# Verdicts, advice and cheering, and the words with which a hopeful writer slips them in.
BANNED_WORDS = re.compile(
    r"\b(works?|worked|(in)?effective(ness)?|prove[ns]?|proof|cure[sd]?|miracles?|breakthroughs?|promis(e|ing)|hope(ful)?"
    r"|exciting|amazing|should|must|recommend(s|ed)?|unfortunately|sadly|luckily|you|your)\b",
    re.IGNORECASE,
)
# How a sentence of not_shown would begin that leans on the heading above it.
FRAGMENT = re.compile(r"(Whether|Which of|Anything)\b")
# What may not be said of a question that hardly anybody has looked at, and of one that somebody has.
NO_EFFECT = re.compile(r"\bno (?:clear |real |meaningful |significant )?(?:effect|difference|benefit)\b", re.IGNORECASE)
TOO_LITTLE = re.compile(r"\btoo little research\b|\bno (?:research|study|studies|trials?)\b", re.IGNORECASE)
LONGEST_REASON = 240  # characters, without its citations
READ_FROM = ("written-from-abstracts", "written-from-one-abstract", "written-from-parts")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"'])")


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
        rest = FIGURE.sub("", CITATION.sub("", text)).replace("[=", "")
        if "[" in rest or "@" in rest:
            problems.append(f"{summary.condition}: a citation is misspelt in: {text}")
    for question in summary.questions:
        if question.direction in ("no-research", "ongoing-only"):
            continue
        if not CITATION.search(question.answer):
            problems.append(f"{summary.condition}: an answer cites nothing: {question.question}")
        if question.because and not CITATION.search(question.because):
            problems.append(f"{summary.condition}: a reason cites nothing: {question.because}")
    return problems


def certainty_problems(summary: StarterSummary, sources: Sources) -> list[str]:
    """Ratings that the named source does not state in these words, and ratings of ours without reasons."""
    problems = []
    for question in summary.questions:
        certainty = question.certainty
        if certainty is None:
            continue
        if certainty.source is None:
            problems += [f"{summary.condition}: {reason}" for reason in rating_problems(certainty)]
            continue
        source, wording = sources.get(certainty.source), certainty.wording or ""
        words = wording.casefold()
        if source is None or wording not in source.result:
            problems.append(f"{summary.condition}: {certainty.source} does not say {certainty.wording!r}.")
        if certainty.rating.replace("-", " ") not in words or not re.search("certainty|quality|grade", words):
            problems.append(f"{summary.condition}: {certainty.wording!r} does not state {certainty.rating}.")
    return problems


def rating_problems(certainty: StarterCertainty) -> list[str]:
    """What is missing in a rating that no source states: where it starts, and a reason for each step down."""
    ratings = list(RATINGS)
    if certainty.start not in ratings or not certainty.steps:
        return [f"the rating {certainty.rating} has neither a source nor reasons."]
    unnamed = [step for step in certainty.steps if step.domain not in DOMAINS or not step.why.strip()]
    down = ratings.index(certainty.start) + sum(step.levels for step in certainty.steps)
    problems = [f"a step of the rating {certainty.rating} has no reason." for _step in unnamed]
    if ratings[min(down, len(ratings) - 1)] != certainty.rating:
        problems.append(f"its steps do not lead to the rating {certainty.rating}.")
    return problems


def because_problems(summary: StarterSummary) -> list[str]:
    """Directions without a reason in one line, and reasons that say "no effect" of what was hardly looked at."""
    problems = []
    for question in summary.questions:
        bare = CITATION.sub("", question.because).strip()
        if not bare:
            problems.append(f"{summary.condition}: no reason for the direction: {question.question}")
        elif len(SENTENCE_END.split(bare)) > 1 or len(bare) > LONGEST_REASON:
            problems.append(f"{summary.condition}: not one line: {question.because}")
        if re.search(r"\d", FIGURE.sub("0", bare)):
            problems.append(f"{summary.condition}: figures belong in the answer: {question.because}")
        mixed = ", ".join(mixed_up(question))
        if mixed:
            problems.append(f"{summary.condition}: {mixed} does not go with {question.direction}: {question.because}")
    return problems


def mixed_up(question: StarterQuestion) -> list[str]:
    """Words of a reason that belong to another direction: what was not looked at showed no effect, or the reverse."""
    unknown = question.direction in ("too-little-research", "no-research", "ongoing-only", "uncontrolled-only")
    compared = question.direction in ("no-clear-difference", "similar-to-other-drug", "favours-ldn")
    words = NO_EFFECT if unknown else TOO_LITTLE if compared else None
    return [found.group() for found in words.finditer(question.because)] if words else []


def care_problems(summary: StarterSummary, sources: Sources) -> list[str]:
    """Sources to be read with care for which there is no note to show."""
    used = [sources[key] for key in shown(summary) if key in sources]
    return [
        f"{summary.condition}: {source.key} is used without its note."
        for source in used
        if source.use_on_page == "with care" and not (source.use_note or "").strip()
    ]


def reading_problems(summary: StarterSummary, sources: Sources) -> list[str]:
    """Find a summary that does not say what it was written from, or says it wrongly."""
    needed = read_from([sources[key] for key in shown(summary) if key in sources])
    said = [name for name in READ_FROM if FIXED_SENTENCES[name] in summary.not_shown]
    if said == ([needed] if needed else []):
        return []
    return [f"{summary.condition}: says {said or 'nothing'} of what was read, where {needed or 'nothing'} is so."]


def read_from(sources: Sequence[StarterSource]) -> str | None:
    """Name the fixed sentence that is true of what was read of these sources; None where all papers were read."""
    in_part = [source for source in sources if not source.result_read_from.startswith("full text")]
    if len(in_part) > len(sources) / 2:
        return "written-from-one-abstract" if len(sources) == 1 else "written-from-abstracts"
    whole = [source for source in sources if source.result_read_from == "full text"]
    return None if len(whole) == len(sources) else "written-from-parts"


def readability_problems(summary: StarterSummary, names: Iterable[str], sources: Sources) -> list[str]:
    """Find a bottom line that is harder to read than a tired reader can manage; `names` as in grade_of."""
    grade = grade_of(" ".join(printed(text, sources) for text in summary.bottom_line), names)
    if grade <= HARDEST_GRADE:
        return []
    return [f"{summary.condition}: the bottom line has grade {grade:.1f}, not {HARDEST_GRADE:.0f} or less."]


def direction_problems(summary: StarterSummary, sources: Sources) -> list[str]:
    """Directions that the cited studies cannot bear: a comparison without one, none where there was one.

    What an answer cites has to bear the direction by itself, and so has what its reason cites.
    """
    compared = {"favours-ldn", "favours-comparison", "no-clear-difference", "mixed", "similar-to-other-drug"}
    problems = []
    for question in summary.questions:
        for text in filter(None, (question.because, question.answer)):
            designs = {sources[key].design for key in CITATION.findall(text) if key in sources}
            at_hand = designs & {*COMPARED_DESIGNS, "systematic review", "secondary analysis of an RCT"}
            if question.direction in compared and not at_hand:
                problems.append(f"{summary.condition}: {question.direction} without a comparison: {text}")
            if question.direction == "uncontrolled-only" and designs & set(COMPARED_DESIGNS):
                problems.append(f"{summary.condition}: a controlled trial is cited: {text}")
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
        texts += [question.question, question.because, question.answer]
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
        *figure_problems(summary, sources),
        *number_problems(summary, sources),
        *because_problems(summary),
        *care_problems(summary, sources),
        *reading_problems(summary, sources),
        *certainty_problems(summary, sources),
        *direction_problems(summary, sources),
        *table_problems(summary, sources),
        *ongoing_problems(summary),
        *wording_problems(summary),
        *fragment_problems(summary),
    ]
