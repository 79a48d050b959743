"""The numbers of a release as files: rows for CSV and JSON.

A file holds what the page holds and nothing more: shares in whole percent, where the page tells them.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any

from flask_babel import gettext as _

from forum.experiences.numbers.figures import Figures, Table
from forum.experiences.statistics import Interval, wilson_interval
from forum.pages.bars import in_100
from forum.pages.dictionary import dictionary
from forum.pages.number_words import TABLES, joined
from forum.pages.numbers import WITH_SHARES, group_code, is_undivided

__all__ = ["About", "Record", "as_csv", "as_json", "records"]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run (OWASP, CSV Injection)


@dataclass(frozen=True, slots=True)
class About:
    """What a file is about."""

    condition: str
    slug: str
    cite_as: str


@dataclass(frozen=True, slots=True)
class Record:
    """One number. `answer` holds its keys, joined by "+"; `of` what it is counted against."""

    table: str
    group: str
    answer: str
    words: str
    count: int
    of: int | None
    percent: int | None
    low: int | None
    high: int | None


def records(figures: Figures) -> list[Record]:
    """Every number of a release, in the order of the page."""
    found = [lone(name, count, words) for name, count, words in ladder(figures) if count is not None]
    found += of_table("effect", figures.effect, of=figures.n)
    for by, groups in figures.filters:
        for group in groups:
            found += of_table("effect", group.effect, of=group.n, group=group_code(by, group))
    found += of_table("dose", figures.dose, of=figures.n)
    found += of_table("noticed", figures.noticed, of=figures.n)
    found += of_table("time", figures.time, of=figures.n)
    found += still_taking(figures)
    found += of_table("standing", figures.standing, of=figures.n)
    if figures.stopped is not None:
        found += of_table("stop_reasons", figures.stop_reasons, of=figures.stopped)
    found += of_table("severity", figures.severity, of=figures.n)
    found += of_table("side_effects", figures.side_effects, of=figures.n)
    return [*found, *of_table("excluded", figures.excluded, of=None)]


def ladder(figures: Figures) -> Iterator[tuple[str, int | None, str]]:
    """The denominators."""
    yield "followers", figures.followers, _("Members who follow the condition")
    yield "took", figures.took, _("Members who told that they take or took LDN")
    yield "reported", figures.n, _("Members who reported how it went")
    yield "again", figures.again, _("Members who reported again after 3 months or more")


def lone(name: str, count: int, words: str) -> Record:
    """A number without a table."""
    return record("ladder", "", (name,), words, count=count, of=None, interval=None)


def of_table(name: str, table: Table, *, of: int | None, group: str = "") -> list[Record]:
    """The rows of one table."""
    if name != "excluded" and is_undivided(table):
        return []
    shares = name in WITH_SHARES and of is not None
    return [
        record(
            name,
            group,
            row.keys,
            joined(row.keys, TABLES[name]),
            count=row.count,
            of=of,
            interval=wilson_interval(row.count, of) if shares and of else None,
        )
        for row in table
    ]


def record(
    table: str,
    group: str,
    keys: tuple[str, ...],
    words: str,
    *,
    count: int,
    of: int | None,
    interval: Interval | None,
) -> Record:
    """One number, with its share where it is told."""
    return Record(
        table=table,
        group=group,
        answer="+".join(keys),
        words=words,
        count=count,
        of=of,
        percent=in_100(count / of) if interval and of else None,
        low=in_100(interval.low) if interval else None,
        high=in_100(interval.high) if interval else None,
    )


def still_taking(figures: Figures) -> list[Record]:
    """For each time who stopped before it, of how many followed; the share is of those who still take it then."""
    return [
        Record(
            table="still_taking",
            group="",
            answer=str(point.time),
            words=_("Stopped before %(months)s months; the share still takes it", months=point.time),
            count=point.stopped,
            of=point.at_risk,
            percent=in_100(point.share),
            low=in_100(point.interval.low) if point.interval else None,
            high=in_100(point.interval.high) if point.interval else None,
        )
        for point in figures.persistence
    ]


def as_csv(figures: Figures, about: About) -> str:
    """The rows with a heading, as RFC 4180 has it; each row says what it is of, so that rows can be put together."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["condition", "counted_on", "method", *(field.name for field in fields(Record))])
    for each in records(figures):
        writer.writerow(
            plain(value)
            for value in (about.slug, figures.counted_on.isoformat(), figures.method, *asdict(each).values())
        )
    return out.getvalue()


def plain(value: object) -> object:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


def as_json(figures: Figures, about: About) -> str:
    """The same rows with what they are about, and their dictionary."""
    told: dict[str, Any] = {  # Any: JSON
        "condition": about.condition,
        "slug": about.slug,
        "counted_on": figures.counted_on.isoformat(),
        "release": figures.number,
        "method": figures.method,
        "cite_as": about.cite_as,
        "dictionary": {part.name: {entry.name: entry.meaning for entry in part.entries} for part in dictionary()},
        "rows": [asdict(each) for each in records(figures)],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
