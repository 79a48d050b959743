"""What commands and the worker read that no page asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from forum.accounts.models import Member, Role, Voice
from forum.conditions.models import Condition
from forum.database import db
from forum.discussions.models import Post, Revision, Topic
from forum.experiences.models import CheckIn, Experience
from forum.mail import Letter

__all__ = [
    "SomebodysStory",
    "StoredText",
    "experiences_about",
    "find_condition",
    "find_letter",
    "is_anybody_there",
    "letters_due",
    "members_with_roles",
    "own_voices",
    "posts_of_old_markup",
    "revisions_after",
    "some_replies",
    "somebody_elses_under_alias",
    "somebody_with_check_ins",
    "stories_about",
]


@dataclass(frozen=True, slots=True)
class StoredText:
    """A text as it was written, and the HTML that was made of it."""

    id: int
    body_markdown: str
    body_html: str


@dataclass(frozen=True, slots=True)
class SomebodysStory:
    """A story or an experience: its key, whose it is and in which voice."""

    id: int
    member_id: int | None
    voice_id: int | None


def find_condition(condition_id: int) -> Condition | None:
    """The condition with this key."""
    return db.session.get(Condition, condition_id)


def find_letter(letter_id: int) -> Letter | None:
    """The letter with this key, if it is still there."""
    return db.session.get(Letter, letter_id)


def letters_due(*, at: datetime, most_tries: int) -> Sequence[int]:
    """The keys of letters that should have been sent by now, oldest first."""
    query = (
        select(Letter.id)
        .where(Letter.sent_at.is_(None), Letter.next_try_at <= at, Letter.tries < most_tries)
        .order_by(Letter.created_at)
        .limit(500)
    )
    return db.session.scalars(query).all()


def members_with_roles() -> Sequence[Member]:
    """Everybody who holds a role, by name, with the roles."""
    query = (
        select(Member)
        .where(Member.roles.any(Role.id.is_not(None)), Member.deleted_at.is_(None))
        .options(selectinload(Member.roles))
        .order_by(Member.name_key)
    )
    return db.session.scalars(query).all()


def own_voices(limit: int | None = None) -> list[tuple[int, int]]:
    """The keys of members, the newest first, each with the key of the voice in their own name."""
    query = (
        select(Voice.member_id, Voice.id)
        .where(Voice.member_id.is_not(None), ~Voice.is_alias)
        .order_by(Voice.id.desc())
        .limit(limit)
    )
    return [(member_id, voice_id) for member_id, voice_id in db.session.execute(query) if member_id is not None]


def posts_of_old_markup(*, version: int, after: int, limit: int) -> Sequence[StoredText]:
    """Posts rendered under rules older than `version`, in the order of their keys."""
    query = (
        select(Post.id, Post.body_markdown, Post.body_html)
        .where(Post.id > after, Post.markup_version < version)
        .order_by(Post.id)
        .limit(limit)
    )
    return [StoredText(*row) for row in db.session.execute(query)]


def revisions_after(after: int, *, limit: int) -> Sequence[StoredText]:
    """Earlier versions of texts, in the order of their keys."""
    query = (
        select(Revision.id, Revision.body_markdown, Revision.body_html)
        .where(Revision.id > after)
        .order_by(Revision.id)
        .limit(limit)
    )
    return [StoredText(*row) for row in db.session.execute(query)]


def is_anybody_there() -> bool:
    """Whether the site has a member."""
    return db.session.scalars(select(Member.id).limit(1)).first() is not None


def some_replies(count: int) -> Sequence[tuple[str, list[int]]]:
    """Replies from all over the site, each with the keys of two members, the newest, who did not write it."""
    members = list(db.session.scalars(select(Member.id).order_by(Member.id.desc()).limit(3)))
    total = db.session.execute(select(func.count()).select_from(Post).where(Post.number > 1)).scalar_one()
    step = max(1, total // count)
    query = (
        select(Post.public_id, Voice.member_id)
        .join(Voice, Post.voice_id == Voice.id)
        .where(Post.number > 1, Post.id % step == 0)
        .order_by(Post.id)
        .limit(count)
    )
    return [(public_id, [key for key in members if key != author]) for public_id, author in db.session.execute(query)]


def stories_about(condition_id: int) -> list[SomebodysStory]:
    """The stories about a condition that stand under their author's own name, oldest first."""
    query = (
        select(Topic.id, Voice.member_id, Topic.voice_id)
        .join(Voice, Topic.voice_id == Voice.id)
        .where(Topic.condition_id == condition_id, Topic.kind == "story", ~Voice.is_alias)
        .order_by(Topic.id)
    )
    return [SomebodysStory(*row) for row in db.session.execute(query)]


def experiences_about(condition_id: int) -> list[SomebodysStory]:
    """The shared experiences of a condition."""
    query = (
        select(Experience.id, Experience.member_id, Experience.voice_id)
        .where(Experience.condition_id == condition_id, Experience.shared_at.is_not(None))
        .order_by(Experience.id)
    )
    return [SomebodysStory(*row) for row in db.session.execute(query)]


def somebody_with_check_ins() -> tuple[str, int] | None:
    """The name of the member who wrote most check-ins for one open experience, in their own name; and its key."""
    query = (
        select(Member.name, Experience.id)
        .join(Experience, Experience.member_id == Member.id)
        .join(Voice, Experience.voice_id == Voice.id)
        .join(CheckIn, CheckIn.experience_id == Experience.id)
        .where(Experience.state == "open", ~Voice.is_alias, Experience.topic_id.is_not(None))
        .group_by(Member.name, Experience.id)
        .order_by(func.count().desc(), Experience.id)
        .limit(1)
    )
    found = db.session.execute(query).first()
    return (found[0], found[1]) if found else None


def somebody_elses_under_alias() -> tuple[str, int] | None:
    """An open experience under a one-off name, and the key of a member without a role whose it is not."""
    query = (
        select(Experience.public_id, func.max(Member.id))
        .join(Voice, Experience.voice_id == Voice.id)
        .join(CheckIn, CheckIn.experience_id == Experience.id)
        .join(Member, (Member.id != Experience.member_id) & ~Member.roles.any(Role.id.is_not(None)))
        .where(Voice.is_alias, Experience.state == "open", Experience.shared_at.is_not(None))
        .group_by(Experience.id, Experience.public_id)
        .order_by(Experience.id)
        .limit(1)
    )
    found = db.session.execute(query).first()
    return (found[0], found[1]) if found else None
