"""The records of the publications that texts mention, for all texts of a page in one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from forum.database import db
from forum.evidence.mentions.finding import identifiers
from forum.evidence.models import Source
from forum.evidence.reading import direction, listed

__all__ = ["MOST_PER_PAGE", "Mention", "Mentions", "mentions_in"]

MOST_PER_PAGE = 200  # identifiers looked up for one page: more than that is no reading but a list


@dataclass(frozen=True, slots=True)
class Mention:
    """A record in a line, with the identifiers by which a text may name it. `people` is None where none was stated."""

    key: str
    name: str
    design: str
    people: int | None
    result: str | None
    direction: str
    care: str | None
    identifiers: tuple[str, ...]


Mentions = tuple[Mention, ...]


def mentions_in(texts: Sequence[str]) -> list[Mentions]:
    """For each text, as forum.markup rendered it, the records that it mentions, in its own order.

    No statement where no text names a publication, else one.
    """
    named = [identifiers(text) for text in texts]
    records = known(list(dict.fromkeys(each for names in named for each in names))[:MOST_PER_PAGE])
    return [tuple(dict.fromkeys(records[each] for each in names if each in records)) for names in named]


def known(names: Iterable[str]) -> dict[str, Mention]:
    """Those of which there is a record, by identifier."""
    pmids = [each.removeprefix("pmid:") for each in names if each.startswith("pmid:")]
    dois = [each.removeprefix("doi:") for each in names if each.startswith("doi:")]
    if not pmids and not dois:
        return {}
    query = select(Source).where(or_(Source.pmid.in_(pmids), func.lower(Source.doi).in_(dois)))
    found = [mention(source) for source in db.session.scalars(query)]
    return {each: record for record in found for each in record.identifiers}


def mention(source: Source) -> Mention:
    """A record in a line."""
    line = listed(source)
    names = (source.pmid and f"pmid:{source.pmid}", source.doi and f"doi:{source.doi.lower()}")
    return Mention(
        key=source.key,
        name=line.name,
        design=str(line.design),
        people=source.n,
        result=source.result,
        direction=str(direction(source)),
        care=line.care,
        identifiers=tuple(filter(None, names)),
    )
