"""Reading for pages over several areas: the rules, what notices lead to, what search engines may list."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from forum.accounts.models import Rule
from forum.conditions.models import Condition
from forum.database import db
from forum.discussions.addresses import topic_path
from forum.discussions.models import Post, Topic
from forum.discussions.queries.visibility import PostVoice, TopicVoice, post_visible_to, topic_visible_to
from forum.notifications.queries import notices_page
from forum.paging import Page
from forum.viewers import VISITOR, Viewer

__all__ = ["Line", "SitemapEntry", "current_rules", "inbox_page", "sitemap_entries"]

TEXT_PATH = re.compile(r"^/(topics|posts)/([0-9a-z]{1,16})(?![0-9a-z])")
MOST_TOPICS_LISTED = 40_000  # the protocol allows 50,000 addresses in one file


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as the inbox shows it. Without a title, what it leads to is not (or no longer) for this viewer."""

    kind: str
    path: str
    title: str | None
    at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """An address that everyone may read."""

    path: str
    changed_at: datetime | None


def current_rules() -> list[Rule]:
    """The rules in force, in their order."""
    return list(db.session.scalars(select(Rule).where(Rule.is_current).order_by(Rule.number)))


def inbox_page(viewer: Viewer, *, at: datetime, number: int) -> Page[Line]:
    """One page of the viewer's notices, with the titles that they may read now."""
    assert viewer.id is not None
    page = notices_page(viewer.id, at=at, number=number)
    titles = titles_of(viewer, [notice.path for notice in page.items])
    lines = [
        Line(
            kind=notice.kind,
            path=notice.path,
            title=titles.get(notice.path),
            at=notice.visible_from,
            is_new=notice.read_at is None,
        )
        for notice in page.items
    ]
    return Page(items=lines, number=page.number, pages=page.pages, total=page.total)


def titles_of(viewer: Viewer, paths: Iterable[str]) -> dict[str, str]:
    """The titles of the topics at these paths, where the viewer may read topic and post; one statement."""
    found = {path: match.groups() for path in paths if (match := TEXT_PATH.match(path))}
    if not found:
        return {}
    topics = {public_id for place, public_id in found.values() if place == "topics"}
    posts = {public_id for place, public_id in found.values() if place == "posts"}
    query = (
        select(Post.public_id, Post.number, Topic.public_id, Topic.title)
        .join(Topic, Post.topic_id == Topic.id)
        .join(PostVoice, Post.voice_id == PostVoice.id)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .where(topic_visible_to(viewer), post_visible_to(viewer))
        .where(or_(Post.public_id.in_(posts), and_(Topic.public_id.in_(topics), Post.number == 1)))
    )
    titles: dict[tuple[str, str], str] = {}
    for post_id, post_number, topic_id, title in db.session.execute(query):
        titles["posts", post_id] = title
        if post_number == 1:
            titles["topics", topic_id] = title
    return {
        path: titles[place, public_id] for path, (place, public_id) in found.items() if (place, public_id) in titles
    }


def sitemap_entries() -> list[SitemapEntry]:
    """Conditions, and the topics that everyone may read, the latest first."""
    slugs = db.session.scalars(select(Condition.slug).order_by(Condition.slug))
    topics = (
        select(Topic.public_id, Topic.title, Topic.last_at_everyone)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .where(topic_visible_to(VISITOR))
        .order_by(Topic.last_at_everyone.desc())
        .limit(MOST_TOPICS_LISTED)
    )
    return [
        SitemapEntry("/", None),
        SitemapEntry("/conditions", None),
        *(SitemapEntry(f"/conditions/{slug}", None) for slug in slugs),
        *(SitemapEntry(topic_path(public_id, title), at) for public_id, title, at in db.session.execute(topics)),
    ]
