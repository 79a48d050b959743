"""What to know before LDN, and whom to call: read once from the site's files, and kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.core import get_global
from flask_babel import get_locale
from flask_babel.speaklater import LazyString

from forum.evidence.labels import CONFIRMED, LEVELS
from forum.evidence.starter import CrisisLine, SafetyFact, read_crisis_lines, read_safety

__all__ = [
    "Fact",
    "Line",
    "Origin",
    "countries_with_lines",
    "country_of",
    "crisis_lines",
    "lines_near",
    "opioid_warnings",
    "safety_facts",
]

PLAIN_ADDRESS = re.compile(r"https://[^\s()<>\"']+")
FIRST_SENTENCE = re.compile(r".*?[.!?](?=\s+[A-Z]|$)", re.DOTALL)
# The facts that the box beside every invitation to write begins with.
OPIOID_FACTS = ("opioids-contraindicated", "precipitated-withdrawal", "do-not-override-block")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact was read. Only a plain https address is a link; what is more than that stays text."""

    text: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know. `doubt` says what is not confirmed; `note` is for those who look after the page."""

    id: str
    title: str
    level: str
    level_words: LazyString
    statement: str
    origins: tuple[Origin, ...]
    kind: str
    doubt: LazyString | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """Whom to call. `doubt` says what is not confirmed, and `checked` what was."""

    id: str
    title: str
    region: str
    countries: tuple[str, ...]
    name: str
    contact: str
    hours: str
    for_what: str
    link: Origin | None
    origins: tuple[Origin, ...]
    doubt: LazyString | None
    checked: str


def origin(text: str) -> Origin:
    """Where it was read, as a link if that is all it is."""
    return Origin(text.removeprefix("https://"), text) if PLAIN_ADDRESS.fullmatch(text) else Origin(text, None)


def fact(read: SafetyFact) -> Fact:
    """A fact with its level and its doubt in words."""
    return Fact(
        id=read.id,
        title=read.title,
        level=read.level,
        level_words=LEVELS[read.level],
        statement=read.statement,
        origins=tuple(map(origin, read.sources)),
        kind=read.source_kind,
        doubt=CONFIRMED[read.confirmed],
        note=read.note,
    )


def line(read: CrisisLine) -> Line:
    """A line with its doubt in words."""
    return Line(
        id=read.id,
        title=read.title,
        region=read.region,
        countries=read.countries,
        name=read.name,
        contact=read.contact,
        hours=read.hours,
        for_what=read.for_what,
        link=origin(read.link) if read.link else None,
        origins=tuple(map(origin, read.sources)),
        doubt=CONFIRMED[read.confirmed],
        checked=read.verified,
    )


@cache
def safety_facts() -> tuple[Fact, ...]:
    """What to know before LDN, the gravest first."""
    return tuple(map(fact, read_safety()))


@cache
def crisis_lines() -> tuple[Line, ...]:
    """Whom to call, in the order of the file."""
    return tuple(map(line, read_crisis_lines()))


def country_of(timezone: str) -> str | None:
    """The country (ISO 3166-1) of a time zone as CLDR has it, by Babel; None for UTC and what is in none."""
    known: Mapping[str, str] = get_global("zone_territories")
    aliases: Mapping[str, str] = get_global("zone_aliases")
    return known.get(timezone) or known.get(aliases.get(timezone, ""))


def countries_with_lines() -> list[tuple[str, str]]:
    """The countries of which a line is known, with their names in the reader's language, ordered by them."""
    names = (get_locale() or Locale("en")).territories
    known = {country for each in crisis_lines() for country in each.countries}
    return sorted(((code, names.get(code, code)) for code in known), key=lambda each: each[1])


def lines_near(country: str | None) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of this country, and all the others, both in the order of the file."""
    here = tuple(each for each in crisis_lines() if country in each.countries)
    return here, tuple(each for each in crisis_lines() if each not in here)


@cache
def opioid_warnings() -> tuple[str, ...]:
    """The first sentence of each fact on opioids that says stop."""
    facts = {each.id: each for each in safety_facts()}
    found = (FIRST_SENTENCE.match(facts[name].statement) for name in OPIOID_FACTS)
    return tuple(match.group() for match in found if match)
