"""Reading single sources for those who keep them."""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, func, or_, select, true
from sqlalchemy.orm import selectinload

from forum.conditions.models import Condition
from forum.database import db
from forum.errors import NotFound
from forum.evidence.models import Citation, Source, Summary, SummaryRevision
from forum.evidence.prose import FIGURE
from forum.evidence.queries.drafted import is_drafted

__all__ = [
    "conditions_of",
    "figures_taken",
    "get_source",
    "is_cited",
    "is_identified",
    "known_sources",
    "summaries_showing_with_words",
    "taken_keys",
    "versions_showing",
]


def get_source(key: str) -> Source:
    """One source with its conditions. Raises NotFound."""
    query = select(Source).where(Source.key == key).options(selectinload(Source.conditions))
    source = db.session.scalars(query).one_or_none()
    if source is None:
        raise NotFound
    return source


def is_cited(source: Source) -> bool:
    """Whether any revision of any summary shows it, also one that is not shown any more, or a draft that is open."""
    is_shown = db.session.scalar(select(exists().where(Citation.source_id == source.id)))
    return bool(is_shown) or is_drafted(source.key)


def is_identified(doi: str | None, pmid: str | None, *, besides: int | None) -> bool:
    """Whether a record besides this one has the DOI, whose letters are alike large and small, or the PMID."""
    same = or_(func.lower(Source.doi) == (doi or "").lower(), Source.pmid == (pmid or ""))
    other = Source.id != besides if besides else true()
    return bool(db.session.scalar(select(exists().where(same, other))))


def versions_showing(source: Source) -> list[tuple[Condition, int, int, dict[str, Any]]]:  # Any: JSON
    """Every published version that shows a source: condition, number, number shown, parts; newest first."""
    query = (
        select(Condition, SummaryRevision.number, Summary.shown_number, SummaryRevision.parts)
        .join(Summary, Summary.condition_id == Condition.id)
        .join(SummaryRevision, SummaryRevision.summary_id == Summary.id)
        .join(Citation, Citation.revision_id == SummaryRevision.id)
        .where(Citation.source_id == source.id, SummaryRevision.published_at.is_not(None))
        .order_by(SummaryRevision.number.desc())
    )
    return [tuple(row) for row in db.session.execute(query)]


def figures_taken(source: Source) -> dict[str, str]:
    """The names of its figures that summaries take in the version that readers see, each with one such condition."""
    shown = [(each.name, parts) for each, number, now, parts in versions_showing(source) if number == now]
    return {
        figure: condition
        for condition, parts in shown
        for key, figure in FIGURE.findall(json.dumps(parts))
        if key == source.key
    }


def known_sources() -> list[Source]:
    """Every source, to look for duplicates among them: a few hundred at most, compared in Python on both databases."""
    return list(db.session.scalars(select(Source).order_by(Source.key)))


def taken_keys(start: str) -> set[str]:
    """The keys of sources that begin so."""
    return set(db.session.scalars(select(Source.key).where(Source.key.startswith(start, autoescape=True))))


def conditions_of(slugs: Iterable[str]) -> list[Condition]:
    """The conditions with these slugs, in their order."""
    query = select(Condition).where(Condition.slug.in_(list(slugs))).order_by(Condition.position)
    return list(db.session.scalars(query))


def summaries_showing_with_words(source_id: int) -> list[tuple[Summary, str, SummaryRevision]]:
    """The summaries whose version that readers see shows this source: with the slug, and that version."""
    query = (
        select(Summary, Condition.slug, SummaryRevision)
        .join(Condition, Summary.condition_id == Condition.id)
        .join(SummaryRevision, SummaryRevision.summary_id == Summary.id)
        .join(Citation, Citation.revision_id == SummaryRevision.id)
        .where(
            Citation.source_id == source_id,
            SummaryRevision.number == Summary.shown_number,
            SummaryRevision.published_at.is_not(None),
        )
        .order_by(Summary.id)
    )
    return [tuple(row) for row in db.session.execute(query)]
