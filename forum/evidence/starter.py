"""The evidence that a new site starts with: read from YAML files beside this module, never from the database.

Every medical sentence, figure and identifier of the site's first summaries stands in `content/`:

    sources.yaml           every publication, one record each (fields: StarterSource)
    summaries/<slug>.yaml  one summary for each condition (fields: StarterSummary)
    safety.yaml            what to know before LDN (fields: SafetyFact)
    crisis-lines.yaml      whom to call (fields: CrisisLine)

The format of summaries/<slug>.yaml. Every field is there, none may be added.

    condition       the slug; also the name of the file
    bottom_line     2 to 5 sentences, one per list item, in plain words for a tired reader
    searched_on     2026-11-22
    searched_where  {fixed: searched-copies}
    review_due      2027-05-22
    questions       2 to 6 of {question, direction, because, answer, certainty}, fewer where there is less to ask; the
                    first is the main one, about benefit: members' reports are compared with its direction
                    direction  a word of labels.DIRECTIONS; none mixes "no difference seen" and "too little research"
                    because    why the direction is this one, in one line without figures
                    answer     1 to 5 sentences in one string
                    certainty  null ("not rated yet"), or {rating, source, wording}: rating is one of labels.RATINGS,
                               source the record that states it, wording its words, letter for letter
    trials          the table: sources with a design of TABLE_DESIGNS, COMPARED_DESIGNS first, each part
                    largest first (a missing n last); what a study found plays no part in the order
    also            the other sources: reviews, registers, protocols, letters. With `trials` it lists every
                    source that names the condition; a source about all conditions may be added
    not_shown       2 to 5 sentences on what all this does not show, one per list item
    ongoing         registered trials without results, one string each, with the register's number; [] if none

A citation is [@source-key], before the full stop: "Pain fell by 28.8% [@younger-2013-fm-rct]." Several stand
side by side: [@a][@b]. A figure is [=source-key:name], from the `figures` of a record, or `people` or `year`, which
every record has: "Pain fell by [=younger-2013-fm-rct:pain-fall-ldn]% [@younger-2013-fm-rct]." The unit of checking is
a sentence of bottom_line and not_shown, a because, and a whole answer:

  - whatever states a finding cites a source; each number in digits is a figure of a record cited in the unit, or
    occurs under `ongoing`; in words from two to twelve it occurs in such a record, or counts the sources cited;
  - a bottom line has a grade of readability.HARDEST_GRADE or less; one fixed sentence of `not_shown` says what the
    summary was written from, unless that was full papers alone;
  - a source marked "with care" is cited only in words that obey its use_note, and the page shows the note
    wherever it names the source; a source marked "no" is not used;
  - the first mention of LDN is "low-dose naltrexone (LDN)", the first of placebo "placebo (a dummy capsule)";
  - no advice and no verdict: starter_checks.BANNED_WORDS lists what never stands here;
  - no sentence stands in two summaries, save those of FIXED_SENTENCES, written as {fixed: name}.

What was not confirmed is not written by hand: citing.unconfirmed() derives it from the records. starter_schema.py
and starter_checks.py tell what breaks these rules.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar, cast

import yaml

CONTENT = Path(__file__).with_name("content")

COMPARED_DESIGNS = ("parallel RCT", "randomised crossover", "single-blind crossover")
OTHER_TABLE_DESIGNS = ("dose-finding", "open-label", "retrospective cohort", "case series", "case report")
TABLE_DESIGNS = COMPARED_DESIGNS + OTHER_TABLE_DESIGNS
FIXED_SENTENCES = {
    "searched-copies": "Copies of publications' abstracts, records and full texts.",
    "written-from-abstracts": (
        "Most of these results were read in abstracts (short published summaries), not in the full papers."
    ),
    "written-from-one-abstract": "The result was read in the abstract (a short summary), not in the paper.",
    "written-from-parts": (
        "Some of these results were read in abstracts (short published summaries) or in parts of the papers only."
    ),
    "no-comparison-group": (
        "Without a comparison group, nobody can tell LDN from time, chance, expectation or other treatment."
    ),
    "no-other-treatment-replaced": "None of these studies supports stopping another treatment to take LDN.",
    "search-may-miss": "A study that was not among the copies searched would be missing here.",
}

Row = Mapping[str, object]
Made = TypeVar("Made")


@dataclass(frozen=True)
class StarterSource:
    """One publication; null means not seen. `use_on_page` is yes, with care (show `use_note`) or no."""

    key: str
    authors: tuple[str, ...]
    et_al: bool | None
    title: str
    journal: str | None
    year: int
    volume: str | None
    issue: str | None
    pages: str | None
    doi: str | None
    pmid: str | None
    pmcid: str | None
    link: str | None
    design: str
    design_note: str | None
    n: int | None
    population: str
    dose: str
    comparator: str
    duration: str
    primary_outcome: str
    result: str
    direction: str
    harms: str
    limitation: str
    conditions: tuple[str, ...]
    status: str
    result_read_from: str
    use_on_page: str
    use_note: str | None
    corrections: str | None
    notes: str | None
    from_knowledge: tuple[str, ...]
    second_check: str
    second_check_note: str | None
    figures: Mapping[str, str]


@dataclass(frozen=True)
class StarterStep:
    """Why a rating went down: one of labels.DOMAINS, by one level or two, with the reason in a line."""

    domain: str
    levels: int
    why: str


@dataclass(frozen=True)
class StarterCertainty:
    """How sure one can be: quoted from a source in its own words, or rated by an editor, who says why.

    An editor's rating has no source: it starts at `start` (high for randomised trials, low for other studies, as GRADE
    has it) and goes down by its steps.
    """

    rating: str
    source: str | None = None
    wording: str | None = None
    start: str | None = None
    steps: tuple[StarterStep, ...] = ()


@dataclass(frozen=True)
class StarterQuestion:
    """One question of a reader, what the studies point to and why so, and how sure anybody has said to be."""

    question: str
    direction: str
    answer: str
    certainty: StarterCertainty | None
    because: str = ""  # why the direction is this one, in a line


@dataclass(frozen=True)
class StarterSummary:
    """Revision 1 of a condition's summary, with the fixed sentences filled in."""

    condition: str
    bottom_line: tuple[str, ...]
    searched_on: date
    searched_where: str
    review_due: date
    questions: tuple[StarterQuestion, ...]
    trials: tuple[str, ...]
    also: tuple[str, ...]
    not_shown: tuple[str, ...]
    ongoing: tuple[str, ...]


@dataclass(frozen=True)
class SafetyFact:
    """One thing to know before LDN. `level` is stop, caution or info; `confirmed` as in CrisisLine."""

    id: str
    title: str
    level: str
    statement: str
    sources: tuple[str, ...]
    source_kind: str
    verified: str
    confirmed: str
    note: str | None


@dataclass(frozen=True)
class CrisisLine:
    """Whom to call. `confirmed` is seen, partly, not-seen ("not confirmed by us") or judgement.

    `countries` is `region` in ISO 3166-1 codes.
    """

    id: str
    title: str
    region: str
    countries: tuple[str, ...]
    name: str
    contact: str
    hours: str
    for_what: str
    link: str | None
    sources: tuple[str, ...]
    verified: str
    confirmed: str


def read_yaml(path: Path) -> object:
    """Read what stands in one file, untouched."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def read_rows(path: Path) -> list[Row]:
    """Read the entries of a file that is one list."""
    return cast(list[Row], read_yaml(path))


def make(kind: Callable[..., Made], row: Row) -> Made:
    """Make a record from an entry; a missing or unknown field is a TypeError."""
    return kind(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})


def make_certainty(row: Row | None) -> StarterCertainty | None:
    """Make a rating with its steps; None for "not rated yet"."""
    if not row:
        return None
    steps = [make(StarterStep, step) for step in cast(list[Row], row.get("steps") or [])]
    return make(StarterCertainty, {**row, "steps": steps})


def make_summary(row: Row) -> StarterSummary:
    """Make a summary from an entry, with its fixed sentences filled in."""
    questions = [
        {**question, "certainty": make_certainty(question["certainty"])}
        for question in cast(list[dict[str, Row]], row["questions"])
    ]
    return make(
        StarterSummary,
        {
            **row,
            "searched_where": _sentence(row["searched_where"]),
            "questions": [make(StarterQuestion, question) for question in questions],
            "bottom_line": [_sentence(item) for item in cast(list[object], row["bottom_line"])],
            "not_shown": [_sentence(item) for item in cast(list[object], row["not_shown"])],
        },
    )


def _sentence(item: object) -> str:
    return FIXED_SENTENCES[item["fixed"]] if isinstance(item, dict) else str(item)


def read_sources(folder: Path = CONTENT) -> dict[str, StarterSource]:
    """Every publication by its key, in the order of the file."""
    sources = [make(StarterSource, row) for row in read_rows(folder / "sources.yaml")]
    return {source.key: source for source in sources}


def read_summary(slug: str, folder: Path = CONTENT) -> StarterSummary:
    """Read the summary of one condition; FileNotFoundError when there is none."""
    return make_summary(cast(Row, read_yaml(folder / "summaries" / f"{slug}.yaml")))


def read_summaries(folder: Path = CONTENT) -> dict[str, StarterSummary]:
    """Every summary by its condition's slug."""
    return {path.stem: read_summary(path.stem, folder) for path in sorted((folder / "summaries").glob("*.yaml"))}


def read_safety(folder: Path = CONTENT) -> list[SafetyFact]:
    """Read what to know before LDN, the gravest first."""
    return [make(SafetyFact, row) for row in read_rows(folder / "safety.yaml")]


def read_crisis_lines(folder: Path = CONTENT) -> list[CrisisLine]:
    """Whom to call, in the order of the file."""
    return [make(CrisisLine, row) for row in read_rows(folder / "crisis-lines.yaml")]
