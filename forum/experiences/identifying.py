"""What in a text may tell readers who wrote it. Warnings for its author, made of plain patterns: they never block.

They look for what gave people away in other patient forums: names, places, clinics, ways to be reached, and an age
together with a town, which in a rare condition is often enough. They miss much, and are wrong now and then.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

__all__ = ["Finding", "Piece", "findings"]

MOST_FOR_EACH = 5  # findings of one kind; more would not be read
SHORTEST_NAME = 3

# Every repetition has an end, so that no text, however it is made, takes longer than its length allows.
NAME = r"[A-ZÀ-ÖØ-Þ][\w’'-]{1,40}"
GAP = r"\s{1,3}"
PATTERNS: dict[str, re.Pattern[str]] = {
    "mail": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
    "link": re.compile(r"https?://[^\s<>()]{1,500}|\bwww\.[^\s<>()]{1,500}", re.IGNORECASE),
    # Eight digits and more, with the usual marks between them, and no date or dose.
    "phone": re.compile(r"(?<![\w.,/-])(?:\+|\(?0)\d(?:[\s().\-/]{0,2}\d){6,13}(?![\w/])"),
    "name": re.compile(
        rf"\b(?:Dr|Doctor|Prof|Professor|Mr|Mrs|Ms|Miss|Nurse)\.?{GAP}{NAME}(?:{GAP}{NAME})?"
        rf"|\b(?:[Mm]y name is|[Mm]y name’s|[Mm]y name's|[Ii] am called|[Cc]all me){GAP}{NAME}(?:{GAP}{NAME})?"
        rf"|\b(?:[Ii] am|[Ii]’m|[Ii]'m){GAP}{NAME}{GAP}{NAME}"
        rf"|\b[Mm]y (?:husband|wife|partner|son|daughter|mother|father|mum|mom|dad|sister|brother|friend),? {NAME}"
    ),
    "clinic": re.compile(
        rf"\b(?:{NAME}{GAP}){{1,4}}(?:Hospital|Clinic|Infirmary|Surgery|Practice|Medical Cent(?:re|er)|Pharmacy)\b"
        rf"|\b(?:[Cc]linic|[Hh]ospital|[Ss]urgery|[Ii]nfirmary|[Pp]ractice|[Pp]harmacy) (?:of|in|at) (?:[Tt]he )?{NAME}"
    ),
    "postcode": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]{2} \d{5}(?:-\d{4})?\b"),
    "place": re.compile(
        rf"\b(?:[Ii] live|[Ww]e live|[Ll]iving|[Bb]ased)? ?\b(?:in|from|near|at) ({NAME}(?:{GAP}{NAME})?)"
    ),
    "age": re.compile(
        r"\b(?:I am|I’m|I'm|I was|aged?|turned|at)\s{1,3}(\d{1,2})\b"
        r"(?!\s{0,3}(?:mg|µg|mcg|%|kg|weeks|months|days|hours))"
        r"|\b\d{1,2}[- ]years?[- ]old\b|\b\d{1,2}\s?(?:yo|y/o)\b|\b\d{2}\s?[FfMm]\b"
    ),
}
# Capital letters after "in" and "from" that are no place.
# fmt: off
NO_PLACES = frozenset((
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"),
    *("December", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Spring", "Summer"),
    *("Autumn", "Winter", "Christmas", "Easter", "LDN", "I", "English", "German", "French", "Spanish", "Google"),
    *("Facebook", "Reddit", "YouTube", "The", "My", "This", "That", "It", "A", "An", "All", "Both", "First", "Once"),
    *("Then", "Last", "Next", "General", "Week", "Month", "Day"),
))
# fmt: on


@dataclass(frozen=True, slots=True)
class Piece:
    """A text and the step at which it is written: facts or story."""

    step: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that may identify: of what kind (a key of PATTERNS, "own_name" or "together"), and where to change them."""

    kind: str
    words: str
    step: str


def findings(pieces: Iterable[Piece], *, own_name: str | None = None) -> list[Finding]:
    """What in these texts may identify their author. `own_name`: of somebody who writes under another name."""
    found: list[Finding] = []
    for piece in pieces:
        found += [Finding(kind, words, piece.step) for kind, words in said_in(piece.text, own_name)]
    kinds = {each.kind for each in found}
    together = [each for each in found if each.kind in ("age", "place", "postcode", "clinic")]
    if "age" in kinds and len({each.kind for each in together}) > 1:
        step = together[0].step
        words = " … ".join(dict.fromkeys(each.words for each in together))
        found = [Finding("together", words, step), *(each for each in found if each.kind != "place")]
    return [each for each in found if each.kind != "age"]


def said_in(text: str, own_name: str | None) -> Iterator[tuple[str, str]]:
    """Kind and words of everything in one text, each once."""
    if stands_in(own_name or "", text):
        yield "own_name", own_name or ""
    for kind, pattern in PATTERNS.items():
        words = (tidy(match) for match in pattern.finditer(text))
        told = [each for each in dict.fromkeys(words) if kind != "place" or not is_no_place(each)]
        yield from ((kind, each) for each in told[:MOST_FOR_EACH])


def stands_in(name: str, text: str) -> bool:
    """Whether a name that is long enough to tell stands in a text, as a word."""
    pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
    return len(name) >= SHORTEST_NAME and re.search(pattern, text, re.IGNORECASE) is not None


def tidy(match: re.Match[str]) -> str:
    """The words that were found, in one line."""
    return " ".join(match.group().split())


def is_no_place(words: str) -> bool:
    """Whether what follows "in" or "from" is a month, a language or the like."""
    named = [
        word for word in words.split() if word[0].isupper() and word not in ("I", "In", "From", "We", "Living", "Based")
    ]
    return not named or named[0] in NO_PLACES
