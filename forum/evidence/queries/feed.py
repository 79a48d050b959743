"""What changed in summaries, as entries of a feed: new versions, and that a summary went under review."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import contains_eager

from forum.conditions.models import Condition
from forum.database import db
from forum.errors import NotFound
from forum.evidence.marks import STANDING_WORDS
from forum.evidence.models import Summary, SummaryDoubt, SummaryRevision
from forum.evidence.queries.published import is_published, known
from forum.evidence.queries.standing import name_of
from forum.evidence.reading import Label

__all__ = ["MOST_ENTRIES", "Change", "Feed", "feed_of", "feed_of_all"]

MOST_ENTRIES = 50
# What no XML may hold, not even escaped (XML 1.0, section 2.2).
NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # when a feed without entries was last changed


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a summary. `number` is that of a version, None where it went under review."""

    key: str  # what its id ends in, for ever
    slug: str
    condition: str
    number: int | None
    words: str  # why the version is another one; the source for which the summary is in doubt
    became: Label  # of that source
    at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest changes, of one summary or of all. Without slug and name: of all."""

    slug: str | None
    name: str | None
    changes: tuple[Change, ...]

    @property
    def updated_at(self) -> datetime:
        """When anything last changed."""
        return self.changes[0].at if self.changes else BEGINNING


def feed_of_all() -> Feed:
    """What changed in any summary, newest first; two statements."""
    return Feed(None, None, newest(true()))


def feed_of(slug: str) -> Feed:
    """What changed in one; three statements. Raises NotFound."""
    query = select(Condition.name).join(Summary, Summary.condition_id == Condition.id)
    name = db.session.scalars(query.where(Condition.slug == known(slug))).one_or_none()
    if name is None:
        raise NotFound
    return Feed(slug, name, newest(Condition.slug == slug))


def newest(which: ColumnElement[bool]) -> tuple[Change, ...]:
    """At most MOST_ENTRIES of them."""
    found = [*versions(which), *beginnings(which)]
    return tuple(sorted(found, key=lambda each: (each.at, each.key), reverse=True)[:MOST_ENTRIES])


def versions(which: ColumnElement[bool]) -> list[Change]:
    """New versions."""
    query = (
        select(SummaryRevision)
        .join(SummaryRevision.summary)
        .join(Summary.condition)
        .where(which, is_published())
        .options(contains_eager(SummaryRevision.summary).contains_eager(Summary.condition))
        .order_by(SummaryRevision.published_at.desc(), SummaryRevision.id.desc())
        .limit(MOST_ENTRIES)
    )
    return [
        Change(
            key=f"{revision.summary.condition.slug}/{revision.number}",
            slug=revision.summary.condition.slug,
            condition=revision.summary.condition.name,
            number=revision.number,
            words=NO_XML.sub("", revision.change_note),
            became="",
            at=revision.published_at or revision.created_at,
        )
        for revision in db.session.scalars(query)
    ]


def beginnings(which: ColumnElement[bool]) -> list[Change]:
    """That summaries went under review, whatever came of it since."""
    query = (
        select(SummaryDoubt, Condition.slug, Condition.name)
        .join(SummaryDoubt.source)
        .join(Summary, SummaryDoubt.summary_id == Summary.id)
        .join(Condition, Summary.condition_id == Condition.id)
        .where(which)
        .options(contains_eager(SummaryDoubt.source))
        .order_by(SummaryDoubt.since.desc(), SummaryDoubt.id.desc())
        .limit(MOST_ENTRIES)
    )
    return [
        Change(
            key=f"{slug}/review/{doubt.id}",
            slug=slug,
            condition=name,
            number=None,
            words=NO_XML.sub("", name_of(doubt.source)),
            became=STANDING_WORDS[doubt.source.standing] if doubt.reason == "standing" else "",
            at=doubt.since,
        )
        for doubt, slug, name in db.session.execute(query)
    ]
