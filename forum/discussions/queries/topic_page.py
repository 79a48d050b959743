"""One page of a topic, in four statements at most: the topic, its texts, what this member answered to them.

Plain columns, no mapped rows: this is the page that is read most. A text that the viewer may not read never leaves
the database; its number is missing from the dense numbering, and so it becomes a placeholder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, func, literal, null, or_, select

from forum.accounts.bylines import Byline, byline_of
from forum.accounts.models import Voice
from forum.conditions.models import Condition
from forum.database import read_plain
from forum.discussions import places
from forum.discussions.addresses import POSTS_PER_PAGE, topic_path, topic_ref
from forum.discussions.models import Draft, Post, Reaction, ReadMark, Topic
from forum.discussions.queries.finding import is_public_id
from forum.discussions.queries.visibility import (
    ME,
    PostVoice,
    Stance,
    TopicVoice,
    audience_of,
    post_visible,
    stance_of,
    topic_visible,
)
from forum.errors import NotFound
from forum.paging import page_count
from forum.viewers import Viewer

__all__ = ["PostRow", "TopicHead", "TopicPage", "topic_head", "topic_page"]


@dataclass(frozen=True, slots=True)
class TopicHead:
    """What stands above every page of a topic, for this viewer."""

    id: int
    public_id: str
    kind: str
    title: str
    gist: str
    audience: str
    state: str
    state_reason: str
    created_at: datetime
    is_locked: bool
    lock_reason: str
    slow_minutes: int
    goes_on_in: str
    numbered: int
    replies: int
    condition_id: int
    condition_slug: str
    condition_name: str
    byline: Byline
    read_number: int | None  # how far this member has read; None: never been here
    draft: str | None  # what this member has typed as a reply and not posted
    draft_audience: str | None
    draft_alias: str | None
    speaks_as: str | None  # the name under which this member has written here

    @property
    def ref(self) -> str:
        """What stands after /topics/."""
        return topic_ref(self.public_id, self.title)

    @property
    def path(self) -> str:
        """The address of its first page."""
        return topic_path(self.public_id, self.title)

    @property
    def pages(self) -> int:
        """How many pages there are: every number counts, whatever became of the text."""
        return page_count(self.numbered, POSTS_PER_PAGE)


@dataclass(frozen=True, slots=True)
class PostRow:
    """One text, or (`public_id` is None) the place of one that this viewer may not read."""

    number: int
    public_id: str | None = None
    state: str = "open"
    state_reason: str = ""
    is_withheld: bool = False
    byline: Byline | None = None
    html: str = ""
    created_at: datetime | None = None
    edited_at: datetime | None = None
    content_note: str = ""
    is_for_members: bool = False  # in a topic for everyone
    mine: frozenset[str] = frozenset()  # this member's reactions


@dataclass(frozen=True, slots=True)
class TopicPage:
    """A page of a topic. `divider` is the number of the first post since the last visit, or 0."""

    head: TopicHead
    posts: Sequence[PostRow]
    number: int
    reactions: tuple[tuple[str, int], ...]  # to the opening text, by kind; empty on other pages
    divider: int

    @property
    def pages(self) -> int:
        """How many pages the topic has."""
        return self.head.pages

    @property
    def last_number(self) -> int:
        """The highest number on this page."""
        return self.posts[-1].number


@cache
def head_statement(stance: Stance) -> Select[Any]:
    """The topic with its condition, its author's voice, and a member's read mark, draft and voice here."""
    audience = audience_of(stance)
    columns = [
        *(
            Topic.id,
            Topic.public_id,
            Topic.kind,
            Topic.title,
            Topic.gist,
            Topic.audience,
            Topic.state,
            Topic.state_reason,
        ),
        *(Topic.created_at, Topic.locked_at, Topic.lock_reason, Topic.slow_minutes, Topic.goes_on_in, Topic.numbered),
        getattr(Topic, f"replies_{audience}").label("replies"),
        *(Topic.condition_id, Condition.slug, Condition.name.label("condition_name")),
        *(TopicVoice.name, TopicVoice.member_id, TopicVoice.is_alias, TopicVoice.is_former),
    ]
    if stance == "visitor":
        own = ("read_number", "draft", "draft_audience", "draft_alias", "speaks_as")
        columns += [null().label(name) for name in own]
    else:
        columns += [
            *(ReadMark.number.label("read_number"), Draft.body_markdown.label("draft")),
            *(Draft.audience.label("draft_audience"), Draft.alias.label("draft_alias"), speaks_as()),
        ]
    query = (
        select(*columns)
        .join(Condition, Topic.condition_id == Condition.id)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .where(Topic.public_id == bindparam("public_id"), topic_visible(stance))
    )
    if stance == "visitor":
        return query
    return query.outerjoin(ReadMark, and_(ReadMark.topic_id == Topic.id, ReadMark.member_id == ME)).outerjoin(
        Draft, and_(Draft.member_id == ME, Draft.place == bindparam("place"))
    )


def speaks_as() -> ColumnElement[str | None]:
    """The name of the one voice in which the member has written in the topic, as finding.find_voice_in has it."""
    wrote = exists().where(Post.topic_id == Topic.id, Post.voice_id == Voice.id).correlate(Topic, Voice)
    mine = select(Voice.name).where(Voice.member_id == ME, wrote).order_by(Voice.is_alias.desc()).limit(1)
    return mine.correlate(Topic).scalar_subquery().label("speaks_as")


@cache
def posts_statement(stance: Stance) -> Select[Any]:
    """The texts in a range of numbers that the viewer may read."""
    return (
        select(
            *(Post.number, Post.public_id, Post.state, Post.state_reason, Post.body_html, Post.created_at),
            *(
                Post.edited_at,
                Post.content_note,
                Post.audience,
                PostVoice.withheld_at.is_not(None),
                PostVoice.name,
                PostVoice.member_id,
                PostVoice.is_alias,
            ),
            PostVoice.is_former,
        )
        .join(PostVoice, Post.voice_id == PostVoice.id)
        .where(Post.topic_id == bindparam("topic"), Post.number.between(bindparam("first"), bindparam("last")))
        .where(post_visible(stance))
        .order_by(Post.number)
    )


@cache
def reactions_statement(stance: Stance) -> Select[Any]:
    """By post number and kind: how many, and whether they are this member's. All of the opening text's are told."""
    is_mine = literal(value=False) if stance == "visitor" else Reaction.member_id == ME
    return (
        select(Post.number, Reaction.kind, is_mine.label("is_mine"), func.count().label("many"))
        .join(Reaction, Reaction.post_id == Post.id)
        .where(Post.topic_id == bindparam("topic"), Post.number.between(bindparam("first"), bindparam("last")))
        .where(Post.number == 1 if stance == "visitor" else or_(Post.number == 1, is_mine))
        .group_by(Post.number, Reaction.kind, is_mine)
    )


def topic_head(viewer: Viewer, public_id: str) -> TopicHead:
    """The topic as this viewer may know it. Raises NotFound."""
    if not is_public_id(public_id):
        raise NotFound
    values = {"public_id": public_id, "me": viewer.id, "place": places.of_topic(public_id)}
    row = read_plain(head_statement(stance_of(viewer)), values).one_or_none()
    if row is None:
        raise NotFound
    author = byline_of(row.name, member_id=row.member_id, is_alias=row.is_alias, is_former=row.is_former, viewer=viewer)
    return TopicHead(
        *(row.id, row.public_id, row.kind, row.title, row.gist, row.audience, row.state, row.state_reason),
        created_at=row.created_at,
        is_locked=row.locked_at is not None,
        lock_reason=row.lock_reason,
        slow_minutes=row.slow_minutes,
        goes_on_in=row.goes_on_in,
        numbered=row.numbered,
        replies=row.replies,
        condition_id=row.condition_id,
        condition_slug=row.slug,
        condition_name=row.condition_name,
        byline=author,
        read_number=row.read_number,
        draft=row.draft,
        draft_audience=row.draft_audience,
        draft_alias=row.draft_alias,
        speaks_as=row.speaks_as,
    )


def topic_page(viewer: Viewer, public_id: str, *, number: int) -> TopicPage:
    """Page `number` of a topic. Raises NotFound where there is none for this viewer."""
    head = topic_head(viewer, public_id)
    if number > head.pages:
        raise NotFound
    stance = stance_of(viewer)
    first = (number - 1) * POSTS_PER_PAGE + 1
    last = min(number * POSTS_PER_PAGE, head.numbered)
    values = {"topic": head.id, "first": first, "last": last, "me": viewer.id}
    found = {row.number: row for row in read_plain(posts_statement(stance), values)}
    mine: dict[int, frozenset[str]] = {}
    totals: dict[str, int] = {}
    if stance != "visitor" or number == 1:
        for row in read_plain(reactions_statement(stance), values):
            if row.is_mine:
                mine[row.number] = mine.get(row.number, frozenset()) | {row.kind}
            if row.number == 1:
                totals[row.kind] = totals.get(row.kind, 0) + row.many
    posts = [
        post_row(found[each], viewer, mine.get(each, frozenset()), of=head) if each in found else PostRow(each)
        for each in range(first, last + 1)
    ]
    unread = (head.read_number or 0) + 1
    divider = unread if head.read_number is not None and first <= unread <= last else 0
    reactions = tuple(sorted(totals.items())) if 1 in found else ()
    return TopicPage(head=head, posts=posts, number=number, reactions=reactions, divider=divider)


def post_row(row: Row[Any], viewer: Viewer, mine: frozenset[str], *, of: TopicHead) -> PostRow:
    """A text that the viewer may read, of this topic."""
    number, public_id, state, state_reason, html, created_at, edited_at, note, *rest = row
    audience, is_withheld, *voice = rest
    name, member_id, is_alias, is_former = voice
    author = byline_of(name, member_id=member_id, is_alias=is_alias, is_former=is_former, viewer=viewer)
    shown = (number, public_id, state, state_reason, is_withheld, author, html, created_at, edited_at, note)
    return PostRow(*shown, audience != of.audience and audience == "members", mine)
