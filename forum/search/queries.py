"""Finding texts: SQLite's FTS5 or PostgreSQL's text search, behind the one criterion of who may read what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, column, func, literal_column, select, table
from sqlalchemy.orm import aliased

from forum.accounts.bylines import Byline, byline
from forum.conditions.models import Condition
from forum.database import db, is_sqlite
from forum.discussions.addresses import post_path
from forum.discussions.models import Post, Topic
from forum.discussions.queries.visibility import PostVoice, TopicVoice, post_visible_to, topic_visible_to
from forum.search.excerpts import Part, excerpt
from forum.search.language import Query, Term
from forum.viewers import Viewer

__all__ = ["RESULTS_PER_PAGE", "Found", "FoundPage", "Naming", "found_page", "texts_naming"]

RESULTS_PER_PAGE = 20
MARKER_LENGTH = 16

WORDS = table("post_fts", column("rowid"))  # SQLite's index, made in migration 0007
VECTOR: ColumnElement[str] = literal_column("post.search")  # PostgreSQL's


@dataclass(frozen=True, slots=True)
class Found:
    """A text in which the query was found."""

    path: str
    kind: str
    title: str
    condition_name: str
    number: int
    byline: Byline
    at: datetime
    state: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """A text that holds a phrase, and the topic in which it stands. Not by whom it is."""

    topic_id: int
    title: str
    condition_name: str
    path: str
    body_html: str


@dataclass(frozen=True, slots=True)
class FoundPage:
    """The newest texts first. How many there are in all is not counted: a count could tell of what is hidden."""

    items: tuple[Found, ...]
    older: str | None  # where the next page begins: after this public id


def found_page(viewer: Viewer, query: Query, *, condition_id: int | None = None, after: str | None = None) -> FoundPage:
    """One page of texts that this viewer may read and that hold what is wanted; one statement."""
    wanted: Select[Any] = matching(
        select(
            Post.public_id,
            Post.number,
            Post.created_at,
            Post.body_markdown,
            Post.state,
            PostVoice,
            Topic.title,
            Topic.kind,
            Condition.name.label("condition_name"),
        )
        .join(Topic, Post.topic_id == Topic.id)
        .join(Condition, Topic.condition_id == Condition.id)
        .join(PostVoice, Post.voice_id == PostVoice.id)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .where(topic_visible_to(viewer), post_visible_to(viewer)),
        query,
        after=after,
    )
    if condition_id is not None:
        wanted = wanted.where(Topic.condition_id == condition_id)
    rows = db.session.execute(wanted.limit(RESULTS_PER_PAGE + 1)).all()
    items = tuple(
        Found(
            path=post_path(row.public_id),
            kind=row.kind,
            title=row.title,
            condition_name=row.condition_name,
            number=row.number,
            byline=byline(row[5], viewer),
            at=row.created_at,
            state=row.state,
            parts=excerpt(row.body_markdown, query),
        )
        for row in rows[:RESULTS_PER_PAGE]
    )
    return FoundPage(items, older=rows[RESULTS_PER_PAGE - 1].public_id if len(rows) > RESULTS_PER_PAGE else None)


def texts_naming(viewer: Viewer, phrases: Iterable[Term], *, most: int) -> list[Naming]:
    """The newest open texts that hold one of the phrases and that this viewer may read, `most` of them; one statement.

    What is held, hidden or removed is not among them, not even for those who may read it.
    """
    wanted: Select[Any] = naming(
        select(Post.public_id, Post.body_html, Topic.id, Topic.title, Condition.name)
        .join(Topic, Post.topic_id == Topic.id)
        .join(Condition, Topic.condition_id == Condition.id)
        .join(PostVoice, Post.voice_id == PostVoice.id)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .where(topic_visible_to(viewer), post_visible_to(viewer), Topic.state == "open", Post.state == "open"),
        phrases,
    )
    return [
        Naming(topic_id=topic_id, title=title, condition_name=name, path=post_path(public_id), body_html=html)
        for public_id, html, topic_id, title, name in db.session.execute(wanted.limit(most))
    ]


def naming(wanted: Select[Any], phrases: Iterable[Term]) -> Select[Any]:  # any columns
    """Narrow to what holds one of the phrases, newest first."""
    quoted = [f'"{phrase.text}"' for phrase in phrases]
    if is_sqlite():
        found = literal_column("post_fts").op("MATCH")(" OR ".join(quoted))
        return wanted.join(WORDS, WORDS.c.rowid == Post.id).where(found).order_by(WORDS.c.rowid.desc())
    return among(wanted, func.websearch_to_tsquery("english", " or ".join(quoted)))


def matching(wanted: Select[Any], query: Query, *, after: str | None) -> Select[Any]:  # any columns
    """Narrow to what holds the words, newest first, beginning after the text with the public id `after`."""
    earlier = aliased(Post)
    start = select(earlier.id).where(earlier.public_id == after).scalar_subquery()
    if is_sqlite():
        rowid = WORDS.c.rowid
        wanted = wanted.join(WORDS, rowid == Post.id).where(literal_column("post_fts").op("MATCH")(for_fts5(query)))
        return (wanted.where(rowid < start) if after else wanted).order_by(rowid.desc())
    words = func.websearch_to_tsquery("english", for_websearch(query))
    return among(wanted, words, *([Post.id < start] if after else []))


def among(wanted: Select[Any], words: ColumnElement[Any], *further: ColumnElement[bool]) -> Select[Any]:  # any columns
    """Narrow to what PostgreSQL finds, newest first."""
    # Materialised, or PostgreSQL walks all posts from the newest on, hoping to meet twenty soon: 200 ms instead of 5
    # among 20,000 posts.
    matched = select(Post.id).where(VECTOR.op("@@")(words), *further)
    found = matched.cte("matched").prefix_with("MATERIALIZED")
    return wanted.join(found, found.c.id == Post.id).order_by(found.c.id.desc())


def for_fts5(query: Query) -> str:
    """The query for FTS5. Every term is quoted and holds letters and digits only."""
    text = " AND ".join(f'"{term.text}"' for term in query.wanted)
    return " NOT ".join([f"({text})", *(f'"{term.text}"' for term in query.unwanted)])


def for_websearch(query: Query) -> str:
    """The query for websearch_to_tsquery, in the same way."""
    terms = [f'"{term.text}"' for term in query.wanted] + [f'-"{term.text}"' for term in query.unwanted]
    return " ".join(terms)
