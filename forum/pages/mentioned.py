"""In which topics a publication is mentioned, for one viewer: found by search, and read as topics read it."""

from dataclasses import dataclass
from urllib.parse import quote

from forum.evidence.mentions.finding import identifiers
from forum.evidence.models import Source
from forum.search.language import Term, words_of
from forum.search.queries import Naming, texts_naming
from forum.viewers import Viewer

__all__ = ["Mentioned", "topics_mentioning"]

MOST_TOPICS = 10
MOST_TEXTS = 60  # that are looked through for those topics: a text can hold the same numbers by chance


@dataclass(frozen=True, slots=True)
class Mentioned:
    """The topics that mention a publication, the newest text first; `path` of each leads to that text.

    `queries` are what to search for where there are more, none otherwise. `is_named` is whether it has a number
    by which it could be mentioned at all.
    """

    topics: tuple[Naming, ...]
    queries: tuple[str, ...]
    is_named: bool


def topics_mentioning(source: Source, viewer: Viewer) -> Mentioned:
    """Topics that this viewer may read in which a text names its PMID or DOI, or links to either. One statement."""
    numbers = [number for number in (source.pmid, source.doi) if number]
    spellings = dict.fromkeys(words_of(each) for number in numbers for each in (number, quote(number, safe="")))
    if not spellings:
        return Mentioned((), (), is_named=False)
    texts = texts_naming(viewer, map(Term, spellings), most=MOST_TEXTS)
    wanted = {source.pmid and f"pmid:{source.pmid}", source.doi and f"doi:{source.doi.lower()}"}
    topics: dict[int, Naming] = {}
    for text in texts:
        if wanted.intersection(identifiers(text.body_html)):
            topics.setdefault(text.topic_id, text)
    are_more = len(topics) > MOST_TOPICS or len(texts) == MOST_TEXTS
    queries = tuple(f'"{number}"' for number in numbers) if are_more else ()
    return Mentioned(tuple(topics.values())[:MOST_TOPICS], queries, is_named=True)
