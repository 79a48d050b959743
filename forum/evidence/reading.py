"""What readers see of sources and summaries: plain values with numbered citations, made from rows, for templates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel.speaklater import LazyString

from forum.evidence.citation_styles import cited
from forum.evidence.citing import care_note, unconfirmed
from forum.evidence.filling import with_figures
from forum.evidence.labels import DESIGNS, DIRECTIONS, DOMAINS, RATINGS, label
from forum.evidence.marks import NOTHING, Mark, Review, mark_of
from forum.evidence.models import SummaryRevision
from forum.evidence.naming import direction, short_name
from forum.evidence.prose import Block, Numbers, Passage
from forum.evidence.records import AnyRecord
from forum.evidence.starter import StarterCertainty, StarterQuestion, StarterSummary, make_summary

__all__ = [
    "Account",
    "Certainty",
    "Dates",
    "Label",
    "Listed",
    "Notes",
    "Question",
    "Step",
    "Trial",
    "as_summary",
    "dates_of",
    "direction",
    "listed",
    "notes_of",
    "short_name",
    "shortened",
    "told",
]

Sources = Mapping[str, AnyRecord]
Label = LazyString | str


@dataclass(frozen=True, slots=True)
class Step:
    """Why a rating went down, by how many levels, in the words of the editor who rated."""

    domain: Label
    levels: int
    why: Passage


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure one can be. A source says so (`wording`, `number`), or an editor does (`start`, `steps`)."""

    rating: Label
    wording: str
    number: int | None  # of the source; None: an editor rated
    start: Label | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A reader's question: where the studies point, and, apart from it, how sure anybody has said to be."""

    question: str
    direction: Label
    points: str  # the direction as a key of labels.DIRECTIONS, for what compares it
    because: Passage  # why it is said to point there
    answer: tuple[Block, ...]
    certainty: Certainty | None  # None: not rated yet


@dataclass(frozen=True, slots=True)
class Trial:
    """A row of the table of studies, all of it from the record. `people` is None where no number was stated."""

    number: int
    key: str
    name: str
    people: int | None
    population: str | None
    design: Label
    design_note: str | None
    is_double_blind: bool
    dose: str | None
    comparator: str | None  # None: no comparison group
    duration: str | None
    result: str | None
    direction: Label
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A source in a list. `care` is the note without which it is never shown; `link` is the one that may be one."""

    number: int | None
    key: str
    name: str
    authors: str | None  # None: not seen
    title: str
    year: int | None
    reference: str
    design: Label
    link: str | None
    care: str | None
    mark: Mark | None  # what became of it; None: nothing known against it
    people: int | None  # None: not stated
    result: str | None
    direction: Label

    @property
    def stop(self) -> str:
        """What ends the title in a sentence."""
        return "" if self.title.endswith((".", "?", "!")) else "."

    @property
    def address(self) -> str | None:
        """The link as it is read: without its scheme."""
        return self.link.removeprefix("https://").removesuffix("/") if self.link else None


@dataclass(frozen=True, slots=True)
class Notes:
    """What of a source is not confirmed, for editors."""

    key: str
    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """A summary, ready to print. Every number in it is the number of one of its `sources`."""

    bottom_line: tuple[Passage, ...]
    questions: tuple[Question, ...]
    trials: tuple[Trial, ...]
    not_shown: tuple[Passage, ...]
    ongoing: tuple[Passage, ...]
    sources: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """When a revision was searched and published, when it has to be looked at again, and what is in doubt."""

    searched_on: date
    searched_where: str
    review_due: date
    published_at: datetime | None
    is_overdue: bool
    review: Review = NOTHING


def as_summary(slug: str, revision: SummaryRevision) -> StarterSummary:
    """The words of a revision in their typed shape."""
    row: dict[str, Any] = {"condition": slug, **revision.parts}  # Any: JSON, held to its shape by make_summary
    dates = {name: getattr(revision, name) for name in ("searched_on", "searched_where", "review_due")}
    return make_summary({**row, **dates})


def dates_of(revision: SummaryRevision, *, today: date, review: Review = NOTHING) -> Dates:
    """The dates of a revision; on the day that a review is due it is not overdue yet."""
    return Dates(
        searched_on=revision.searched_on,
        searched_where=revision.searched_where,
        review_due=revision.review_due,
        published_at=revision.published_at,
        is_overdue=revision.review_due < today,
        review=review,
    )


def told(summary: StarterSummary, sources: Sources) -> Account:
    """The whole summary, its figures taken from the records."""
    numbers, summary = Numbers(), with_figures(summary, sources)
    return Account(
        bottom_line=numbers.passages(summary.bottom_line),
        questions=tuple(question(each, numbers) for each in summary.questions),
        trials=trials(summary.trials, sources, numbers),
        not_shown=numbers.passages(summary.not_shown),
        ongoing=numbers.passages(summary.ongoing),
        sources=numbered(sources, numbers, summary.also),
    )


def shortened(summary: StarterSummary, sources: Sources) -> Account:
    """What is pinned to a condition: the bottom line, the questions with their directions, and the studies."""
    numbers, summary = Numbers(), with_figures(summary, sources)
    return Account(
        bottom_line=numbers.passages(summary.bottom_line),
        questions=tuple(question(each, numbers, with_answer=False) for each in summary.questions),
        trials=trials(summary.trials, sources, numbers),
        not_shown=(),
        ongoing=(),
        sources=numbered(sources, numbers, ()),
    )


def question(asked: StarterQuestion, numbers: Numbers, *, with_answer: bool = True) -> Question:
    """One question, its citations numbered."""
    return Question(
        question=asked.question,
        direction=label(DIRECTIONS, asked.direction),
        points=asked.direction,
        because=numbers.passage(asked.because) if with_answer else (),
        answer=numbers.blocks(asked.answer) if with_answer else (),
        certainty=certainty(asked.certainty, numbers, with_steps=with_answer),
    )


def certainty(stated: StarterCertainty | None, numbers: Numbers, *, with_steps: bool) -> Certainty | None:
    """A rating with the number of the source that states it, or with the reasons of the editor who rated."""
    if stated is None:
        return None
    return Certainty(
        rating=label(RATINGS, stated.rating),
        wording=stated.wording or "",
        number=numbers.of(stated.source) if stated.source else None,
        start=label(RATINGS, stated.start) if stated.start else None,
        steps=tuple(
            Step(label(DOMAINS, each.domain), each.levels, numbers.passage(each.why))
            for each in stated.steps
            if with_steps
        ),
    )


def trials(keys: Iterable[str], sources: Sources, numbers: Numbers) -> tuple[Trial, ...]:
    """The rows of the table, in the order of the summary, which knows nothing of results."""
    return tuple(trial(sources[key], numbers.of(key)) for key in keys)


def trial(source: AnyRecord, number: int) -> Trial:
    """One row, from the record."""
    return Trial(
        number=number,
        key=source.key,
        name=f"{short_name(source)}, {source.year}",
        people=source.n,
        population=source.population,
        design=label(DESIGNS, source.design),
        design_note=source.design_note,
        is_double_blind="double-blind" in (source.design_note or ""),
        dose=source.dose,
        comparator=None if source.comparator == "none" else source.comparator,
        duration=source.duration,
        result=source.result,
        direction=direction(source),
        mark=mark_of(source),
    )


def numbered(sources: Sources, numbers: Numbers, further: Iterable[str]) -> tuple[Listed, ...]:
    """Every source that has a number by now, then the further ones, in the order of their numbers."""
    for key in further:
        numbers.of(key)
    return tuple(listed(sources[key], number) for key, number in numbers.by_key.items())


def listed(source: AnyRecord, number: int | None = None) -> Listed:
    """A source as lists show it, cited in AMA style."""
    reference = cited(source)
    return Listed(
        number=number,
        key=source.key,
        name=f"{short_name(source)}, {source.year}",
        authors=reference.authors,
        title=source.title,
        year=source.year,
        reference=reference.place,
        design=label(DESIGNS, source.design),
        link=source.link if source.link and source.link.startswith("https://") else None,
        care=care_note(source),
        mark=mark_of(source),
        people=source.n,
        result=source.result,
        direction=direction(source),
    )


def notes_of(keys: Iterable[str], sources: Sources) -> tuple[Notes, ...]:
    """What of these sources nobody has confirmed yet."""
    return tuple(Notes(key, short_name(sources[key]), found) for key in keys if (found := unconfirmed(sources[key])))
