"""What is known for each condition, side by side. Every number comes from the records that the summaries show."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from forum.conditions.models import Condition
from forum.database import db
from forum.evidence.labels import DIRECTIONS, RATINGS, label
from forum.evidence.models import Citation, Source, Summary, SummaryRevision
from forum.evidence.queries.standing import doubts_by_summary
from forum.evidence.reading import Dates, Label, as_summary, dates_of
from forum.evidence.starter import StarterQuestion, StarterSummary

__all__ = ["ORDERS", "Asked", "Compared", "comparison"]


@dataclass(frozen=True, slots=True)
class Study:
    """What is counted of one study: its people (None: not stated), whether it compared, and what became of it."""

    people: int | None
    is_compared: bool
    standing: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a summary, where the studies point and, apart from it, how sure a source says to be."""

    question: str
    direction: Label
    certainty: Label | None  # None: not rated yet


@dataclass(frozen=True, slots=True)
class Compared:
    """One condition. `people` counts those of studies whose record says how many; `unstated` are the other studies."""

    slug: str
    name: str
    studies: int
    compared: int  # of them, those with a comparison group
    retracted: int  # of them, those that were retracted: they are counted, and the page says so
    people: int
    unstated: int
    asked: tuple[Asked, ...]
    dates: Dates
    is_under_review: bool


# How the page may be ordered: never by what was found.
ORDERS: Mapping[str, Callable[[Compared], tuple[Any, ...]]] = {
    "condition": lambda each: (each.name.casefold(),),
    "amount": lambda each: (-each.studies, -each.people, each.name.casefold()),
}


def comparison(order: str, *, today: date) -> tuple[Compared, ...]:
    """Every condition with a summary, in one of ORDERS."""
    query = (
        select(SummaryRevision)
        .join(SummaryRevision.summary)
        .join(Summary.condition)
        .where(SummaryRevision.number == Summary.shown_number, SummaryRevision.published_at.is_not(None))
        .options(contains_eager(SummaryRevision.summary).contains_eager(Summary.condition))
    )
    revisions = db.session.scalars(query).all()
    doubts, sources = doubts_by_summary(each.summary_id for each in revisions), shown_sources()
    rows = [line(each, sources, is_under_review=each.summary_id in doubts, today=today) for each in revisions]
    return tuple(sorted(rows, key=ORDERS[order]))


def shown_sources() -> dict[str, Study]:
    """What is counted of each source that any summary shows, by key."""
    query = select(Source.key, Source.n, Source.comparator, Source.standing).where(
        Source.id.in_(select(Citation.source_id))
    )
    found = db.session.execute(query)
    return {key: Study(n, comparator not in (None, "none"), standing) for key, n, comparator, standing in found}


def line(
    revision: SummaryRevision,
    sources: Mapping[str, Study],
    *,
    is_under_review: bool,
    today: date,
) -> Compared:
    """One row of the page."""
    condition: Condition = revision.summary.condition
    summary: StarterSummary = as_summary(condition.slug, revision)
    told = [sources[key] for key in summary.trials]
    return Compared(
        slug=condition.slug,
        name=condition.name,
        studies=len(told),
        compared=sum(study.is_compared for study in told),
        retracted=sum(study.standing == "retracted" for study in told),
        people=sum(study.people or 0 for study in told),
        unstated=sum(study.people is None for study in told),
        asked=tuple(asked(each) for each in summary.questions),
        dates=dates_of(revision, today=today),
        is_under_review=is_under_review,
    )


def asked(question: StarterQuestion) -> Asked:
    """A question with what the summary says of it."""
    rated = question.certainty
    return Asked(
        question=question.question,
        direction=label(DIRECTIONS, question.direction),
        certainty=label(RATINGS, rated.rating) if rated else None,
    )
