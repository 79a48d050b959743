"""Comparing our sources with the list of retractions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from forum.evidence import queries
from forum.evidence.models import STANDINGS, Source
from forum.evidence.operations.standing import put_mark
from forum.evidence.retraction_file import Noted

__all__ = ["Compared", "Marked", "Noted", "compare_with_notices"]


@dataclass(frozen=True, slots=True)
class Marked:
    """A source that was marked, and how many summaries are under review for it."""

    key: str
    standing: str
    day: date
    summaries: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison found: rows read, sources marked, sources known already, records that nobody understood."""

    rows: int
    marked: tuple[Marked, ...]
    known: int
    unread: tuple[str, ...]


def compare_with_notices(notices: Iterable[Noted]) -> Compared:
    """Mark every source about which the list says something new, by DOI or PMID. Doing it twice changes nothing.

    What an editor has made of a notice since stays: the same notice never marks a source twice, and a graver mark is
    never made milder by the list, except by a reinstatement.
    """
    by_doi, by_pmid = queries.sources_by_identifier()
    rows, unread, about = 0, [], dict[int, tuple[Source, list[Noted]]]()
    for notice in notices:
        rows += 1
        source = by_doi.get(notice.doi or "") or by_pmid.get(notice.pmid or "")
        if source is None:
            continue
        if notice.standing is None or notice.day is None:
            unread.append(notice.record)
        else:
            about.setdefault(source.id, (source, []))[1].append(notice)
    results = [mark_from_list(source, found) for _key, (source, found) in sorted(about.items())]
    marked = tuple(each for each in results if each is not None)
    return Compared(rows, marked, len(results) - len(marked), tuple(unread))


def mark_from_list(source: Source, notices: Sequence[Noted]) -> Marked | None:
    """Mark one source as its notices say; None where that is known already."""
    notice = decisive(notices)
    standing, day = notice.standing or "", notice.day or date.max
    is_milder = STANDINGS.index(standing) < STANDINGS.index(source.standing)
    if queries.is_known_mark(source.id, standing=standing, day=day) or (is_milder and standing != "sound"):
        return None
    if standing == source.standing == "sound":
        return None
    words = f"Retraction Watch, record {notice.record}."
    if notice.notice_doi:
        words += f" The notice: https://doi.org/{notice.notice_doi}"
    return Marked(source.key, standing, day, put_mark(source, standing=standing, day=day, notice=words, by_id=None))


def decisive(notices: Sequence[Noted]) -> Noted:
    """The gravest notice since the paper was last reinstated, the newest of several; or the reinstatement."""
    in_order = sorted(notices, key=lambda each: (each.day or date.max, STANDINGS.index(each.standing or "sound")))
    since: list[Noted] = []
    for each in in_order:
        since = [each] if each.standing == "sound" else [*since, each]
    return max(since, key=lambda each: (STANDINGS.index(each.standing or "sound"), each.day or date.max))
