"""Records of publications as they were: what a version keeps, and what pages take in place of a source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from forum.conditions.models import Condition
from forum.evidence.models import Source

__all__ = ["TELLING", "AnyRecord", "Snapshot", "differs", "in_our_letters", "record_of", "snapshot"]

# What is ours of a source and not the publication's: none of it goes into a version.
OURS = frozenset({"key", "standing", "standing_day", "standing_notice"})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A source as its record was in one version. What became of the publication is told as it is known today."""

    key: str
    title: str
    standing: str = "sound"
    standing_day: date | None = None
    standing_notice: str | None = None
    authors: list[str] = field(default_factory=list)
    et_al: bool | None = None
    journal: str | None = None
    year: int | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    registry_number: str | None = None
    link: str | None = None
    design: str = "not-read"
    design_note: str | None = None
    n: int | None = None
    population: str | None = None
    dose: str | None = None
    comparator: str | None = None
    duration: str | None = None
    primary_outcome: str | None = None
    result: str | None = None
    figures: dict[str, str] = field(default_factory=dict)
    direction: str = "not-read"
    harms: str | None = None
    limitation: str | None = None
    funding: str | None = None
    interests: str | None = None
    corrections: str | None = None
    status: str = "identifier-only"
    result_read_from: str | None = None
    use_on_page: str = "no"
    use_note: str | None = None
    second_check: str | None = None
    second_check_note: str | None = None
    from_knowledge: list[str] = field(default_factory=list)
    notes: str | None = None


AnyRecord = Source | Snapshot

# The columns that tell of a publication, in the order of the form.
TELLING = tuple(each.name for each in fields(Snapshot) if each.name not in OURS)


def record_of(source: Source) -> dict[str, Any]:  # Any: JSON
    """What a version keeps: the columns that tell of the publication, and the slugs of its loaded conditions."""
    told: dict[str, Any] = {name: getattr(source, name) for name in TELLING}
    return {**told, "conditions": sorted(each.slug for each in source.conditions)}


def snapshot(source: Source, record: Mapping[str, Any]) -> Snapshot:  # Any: JSON
    """The source with the record of one of its versions; a column that is younger than the version is empty."""
    told = {name: record[name] for name in TELLING if name in record}
    return Snapshot(
        key=source.key,
        standing=source.standing,
        standing_day=source.standing_day,
        standing_notice=source.standing_notice,
        **told,
    )


def differs(source: Source, values: Mapping[str, Any], about: Iterable[Condition]) -> bool:  # Any: as above
    """Whether a source, whose conditions are loaded, says anything else than these columns and conditions."""
    if {condition.id for condition in source.conditions} != {condition.id for condition in about}:
        return True
    return any(getattr(source, name) != value for name, value in in_our_letters(source, values).items())


def in_our_letters(source: Source, values: Mapping[str, Any]) -> dict[str, Any]:  # Any: as above
    """The same columns; where the DOI is ours, in the letters in which its publisher writes it."""
    is_ours = source.doi is not None and (values.get("doi") or "").lower() == source.doi.lower()
    return {**values, "doi": source.doi} if is_ours else dict(values)
