"""Lists of topics and of texts, as one viewer may read them."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, bindparam, case, func, null, select
from sqlalchemy.orm import aliased

from forum import markup
from forum.accounts.bylines import Byline, byline_of
from forum.accounts.models import Voice
from forum.conditions.models import Condition
from forum.database import db, read_plain
from forum.discussions.addresses import post_path, topic_path
from forum.discussions.models import Post, ReadMark, Topic
from forum.discussions.queries.visibility import (
    ME,
    PostVoice,
    Stance,
    TopicVoice,
    audience_of,
    post_visible_to,
    stance_of,
    topic_visible,
    topic_visible_to,
)
from forum.paging import Page, page_count
from forum.viewers import Viewer

__all__ = ["TOPICS_PER_PAGE", "MemberPost", "TopicRow", "latest_stories", "posts_of_member", "topics_page"]

TOPICS_PER_PAGE = 25
POSTS_PER_LIST = 20
EXCERPT_LENGTH = 200
MOST_UNREAD = 99  # counted no further, so that a list costs the same however long one was away


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One line of a list of topics; templates/_macros/topics.html prints it."""

    public_id: str
    kind: str
    title: str
    gist: str  # of a story, or empty
    path: str
    condition_slug: str
    condition_name: str | None
    author: Byline
    replies: int
    last_at: datetime
    created_at: datetime
    unread: int | None  # 0: nothing new; None: never opened, or nobody is signed in
    is_locked: bool
    state: str | None  # None: open

    @property
    def byline(self) -> str:
        """The name of who started it."""
        return self.author.name


@dataclass(frozen=True, slots=True)
class MemberPost:
    """One text in the list of what a member wrote."""

    path: str
    topic_title: str
    topic_path: str
    condition_name: str
    kind: str  # of the topic for its opening text, else "reply"
    excerpt: str
    created_at: datetime
    state: str | None  # None: open


CountedPost = aliased(Post, name="counted_post")


def unread_count(last_number: ColumnElement[int]) -> ColumnElement[Any]:
    """How many open texts came after the member's mark; NULL without a mark."""
    newer = (
        select(func.count())
        .select_from(CountedPost)
        .join(Voice, CountedPost.voice_id == Voice.id)
        .where(
            CountedPost.topic_id == Topic.id,
            CountedPost.number.between(ReadMark.number + 1, ReadMark.number + MOST_UNREAD),
            CountedPost.state == "open",
            Voice.withheld_at.is_(None),
        )
        .correlate(Topic, ReadMark)
        .scalar_subquery()
    )
    return case((ReadMark.number.is_(None), null()), (ReadMark.number >= last_number, 0), else_=newer)


def rows_statement(stance: Stance) -> Select[Any]:
    """Topics that the viewer may read, as columns of a list."""
    audience = audience_of(stance)
    last_at, last_number = getattr(Topic, f"last_at_{audience}"), getattr(Topic, f"last_number_{audience}")
    unread = null() if stance == "visitor" else unread_count(last_number)
    query = (
        select(
            *(Topic.public_id, Topic.kind, Topic.title, Topic.gist, Topic.created_at, Topic.locked_at, Topic.state),
            *(Condition.slug, Condition.name.label("condition_name")),
            *(TopicVoice.name, TopicVoice.member_id, TopicVoice.is_alias, TopicVoice.is_former),
            getattr(Topic, f"replies_{audience}").label("replies"),
            last_at.label("last_at"),
            unread.label("unread"),
        )
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .join(Condition, Topic.condition_id == Condition.id)
        .where(topic_visible(stance))
    )
    if stance == "visitor":
        return query
    return query.outerjoin(ReadMark, and_(ReadMark.topic_id == Topic.id, ReadMark.member_id == ME))


@cache
def page_statement(stance: Stance, *, order: str, of_condition: bool, of_kind: bool) -> Select[Any]:
    """One page of topics. It is made once for each shape and filled in."""
    audience = audience_of(stance)
    moment = Topic.created_at if order == "newest" else getattr(Topic, f"last_at_{audience}")
    query = rows_statement(stance).order_by(moment.desc(), Topic.id.desc())
    if of_condition:
        query = query.where(Topic.condition_id == bindparam("condition"))
    if of_kind:
        query = query.where(Topic.kind == bindparam("kind"))
    return query.limit(bindparam("most", type_=Integer)).offset(bindparam("skipped", type_=Integer))


@cache
def stories_statement(stance: Stance) -> Select[Any]:
    """The newest stories."""
    query = rows_statement(stance).where(Topic.kind == "story", Topic.state == "open")
    return query.order_by(Topic.created_at.desc(), Topic.id.desc()).limit(bindparam("most", type_=Integer))


def topic_row(row: Row[Any], viewer: Viewer, *, names_condition: bool) -> TopicRow:
    """One line."""
    return TopicRow(
        public_id=row.public_id,
        kind=row.kind,
        title=row.title,
        gist=row.gist,
        path=topic_path(row.public_id, row.title),
        condition_slug=row.slug,
        condition_name=row.condition_name if names_condition else None,
        author=byline_of(
            row.name, member_id=row.member_id, is_alias=row.is_alias, is_former=row.is_former, viewer=viewer
        ),
        replies=row.replies,
        last_at=row.last_at,
        created_at=row.created_at,
        unread=row.unread,
        is_locked=row.locked_at is not None,
        state=None if row.state == "open" else row.state,
    )


def topics_page(
    viewer: Viewer, *, condition_id: int | None = None, kind: str | None = None, order: str = "active", number: int = 1
) -> Page[TopicRow]:
    """Topics of one condition or of all, by last activity ("active") or by age ("newest"), in two statements.

    The number of pages comes from the stored counters, or for one kind from counting its open topics.
    """
    statement = page_statement(
        stance_of(viewer), order=order, of_condition=condition_id is not None, of_kind=bool(kind)
    )
    span = {"most": TOPICS_PER_PAGE + 1, "skipped": (number - 1) * TOPICS_PER_PAGE}
    rows = read_plain(statement, {"me": viewer.id, "condition": condition_id, "kind": kind, **span}).all()
    total = total_of(viewer, condition_id=condition_id, kind=kind)
    # The counters know nothing of blocks and of what only this viewer may read: the rows have the last word.
    more = number + 1 if len(rows) > TOPICS_PER_PAGE else min(number, page_count(total, TOPICS_PER_PAGE))
    return Page(
        items=[topic_row(row, viewer, names_condition=condition_id is None) for row in rows[:TOPICS_PER_PAGE]],
        number=number,
        pages=max(more, page_count(total, TOPICS_PER_PAGE)),
        total=total,
    )


def total_of(viewer: Viewer, *, condition_id: int | None, kind: str | None) -> int:
    """How many open topics there are for everyone in the viewer's audience."""
    stored = getattr(Condition, f"topics_{audience_of(stance_of(viewer))}")
    if not kind:
        query = select(func.coalesce(func.sum(stored), 0))
        query = query if condition_id is None else query.where(Condition.id == condition_id)
        return int(db.session.execute(query).scalar_one())
    counted = select(func.count()).select_from(Topic).where(Topic.kind == kind, Topic.state == "open")
    if condition_id is not None:
        counted = counted.where(Topic.condition_id == condition_id)
    if not viewer.is_member:
        counted = counted.where(Topic.audience == "everyone")
    return db.session.execute(counted).scalar_one()


def latest_stories(viewer: Viewer, *, count: int) -> list[TopicRow]:
    """The newest stories that the viewer may read."""
    rows = read_plain(stories_statement(stance_of(viewer)), {"me": viewer.id, "most": count})
    return [topic_row(row, viewer, names_condition=True) for row in rows]


def posts_of_member(viewer: Viewer, member_id: int, *, number: int) -> Page[MemberPost]:
    """What a member wrote under their own name, newest first, as far as the viewer may read it.

    There is no total: a count would tell of what the viewer may not read.
    """
    query = (
        select(
            *(Post.public_id, Post.number, Post.body_markdown, Post.created_at, Post.state),
            *(Topic.public_id.label("topic_id"), Topic.title, Topic.kind, Condition.name.label("condition_name")),
        )
        .join(PostVoice, Post.voice_id == PostVoice.id)
        .join(Topic, Post.topic_id == Topic.id)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .join(Condition, Topic.condition_id == Condition.id)
        .where(PostVoice.member_id == member_id, ~PostVoice.is_alias)
        .where(topic_visible_to(viewer), post_visible_to(viewer))
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(POSTS_PER_LIST + 1)
        .offset((number - 1) * POSTS_PER_LIST)
    )
    rows = db.session.execute(query).all()
    items = [member_post(row) for row in rows[:POSTS_PER_LIST]]
    pages = number + 1 if len(rows) > POSTS_PER_LIST else number
    return Page(items=items, number=number, pages=pages, total=len(items))


def member_post(row: Row[Any]) -> MemberPost:
    """One text."""
    return MemberPost(
        path=post_path(row.public_id),
        topic_title=row.title,
        topic_path=topic_path(row.topic_id, row.title),
        condition_name=row.condition_name,
        kind=row.kind if row.number == 1 else "reply",
        excerpt=markup.excerpt(row.body_markdown, EXCERPT_LENGTH),
        created_at=row.created_at,
        state=None if row.state == "open" else row.state,
    )
