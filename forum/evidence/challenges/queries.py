"""Reading objections: of one summary, of one member, and all that wait."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, func, select
from sqlalchemy.orm import contains_eager

from forum.accounts.models import Member, Role, Voice
from forum.conditions.models import Condition
from forum.database import db
from forum.errors import NotFound
from forum.evidence.challenges import policies
from forum.evidence.challenges.models import Challenge
from forum.evidence.models import Summary
from forum.paging import Page, page_count
from forum.viewers import Viewer

__all__ = [
    "CHALLENGES_PER_PAGE",
    "Shown",
    "challenges_of",
    "challenges_page",
    "count_open",
    "count_since",
    "desk_page",
    "editors",
    "find_same",
    "get_challenge",
    "is_taken_back",
    "shown",
    "summary_of",
]

CHALLENGES_PER_PAGE = 20
PUBLIC_ID = re.compile(r"[0-9a-z]{1,16}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A challenge as this viewer may see it: without who made it, and with the words only where they may be read."""

    public_id: str
    slug: str
    condition: str
    number: int
    sentence: str
    words: str | None  # None: not to be read by this viewer; empty: taken back by whoever wrote them
    is_personal: bool
    is_own: bool
    made_at: datetime
    state: str
    answer: str
    answered_at: datetime | None


def shown(viewer: Viewer, challenge: Challenge) -> Shown:
    """The same of a row whose summary and condition are loaded; no statement."""
    condition = challenge.summary.condition
    return Shown(
        public_id=challenge.public_id,
        slug=condition.slug,
        condition=condition.name,
        number=challenge.number,
        sentence=challenge.sentence,
        words=challenge.words if policies.can_read_words(viewer, challenge) else None,
        is_personal=challenge.is_personal,
        is_own=policies.is_own(viewer, challenge),
        made_at=challenge.made_at,
        state=challenge.state,
        answer=challenge.answer,
        answered_at=challenge.answered_at,
    )


def get_challenge(viewer: Viewer, public_id: str) -> Challenge:
    """One that this viewer may read. Raises NotFound."""
    if not PUBLIC_ID.fullmatch(public_id):
        raise NotFound
    found = rows(Challenge.public_id == public_id)
    if not found or not policies.can_read(viewer, found[0]):
        raise NotFound
    return found[0]


def count_open(summary_id: int) -> int:
    """How many wait for an answer in public."""
    query = select(func.count()).where(Challenge.summary_id == summary_id, is_public(), Challenge.state == "open")
    return db.session.scalars(query).one()


def challenges_page(viewer: Viewer, summary: Summary, *, number: int) -> Page[Shown]:
    """What readers objected to in a summary: the open ones first, then the newest."""
    return page_of(viewer, and_(Challenge.summary_id == summary.id, is_public()), number=number, newest_first=True)


def desk_page(viewer: Viewer, *, number: int) -> Page[Shown]:
    """Everything that waits for an editor, those about persons too, the oldest first."""
    return page_of(viewer, Challenge.state == "open", number=number, newest_first=False)


def page_of(viewer: Viewer, which: ColumnElement[bool], *, number: int, newest_first: bool) -> Page[Shown]:
    """One page of challenges."""
    total = db.session.scalars(select(func.count()).select_from(Challenge).where(which)).one()
    pages = page_count(total, CHALLENGES_PER_PAGE)
    number = min(number, pages)
    found = rows(which, offset=(number - 1) * CHALLENGES_PER_PAGE, newest_first=newest_first)
    return Page(items=tuple(shown(viewer, each) for each in found), number=number, pages=pages, total=total)


def rows(which: ColumnElement[bool], *, offset: int = 0, newest_first: bool = False) -> Sequence[Challenge]:
    """At most a page of them, each with its summary and condition."""
    waits = case((Challenge.state == "open", 0), else_=1)
    order = (waits, Challenge.id.desc()) if newest_first else (Challenge.id,)
    query = (
        select(Challenge)
        .join(Challenge.summary)
        .join(Summary.condition)
        .where(which)
        .options(contains_eager(Challenge.summary).contains_eager(Summary.condition))
    )
    return db.session.scalars(query.order_by(*order).limit(CHALLENGES_PER_PAGE).offset(offset)).all()


def is_public() -> ColumnElement[bool]:
    """What is about a person is for its writer and for editors."""
    return Challenge.is_personal.is_(False)


def summary_of(slug: str) -> Summary:
    """The summary of a condition, with the condition. Raises NotFound."""
    query = select(Summary).join(Summary.condition).where(Condition.slug == slug)
    found = db.session.scalars(query.options(contains_eager(Summary.condition))).one_or_none()
    if found is None:
        raise NotFound
    return found


def count_since(member_id: int, since: datetime) -> int:
    """How many a member has made since then."""
    query = select(func.count()).where(Challenge.member_id == member_id, Challenge.made_at >= since)
    return db.session.scalars(query).one()


def find_same(member_id: int, summary_id: int, sentence: str) -> Challenge | None:
    """The one that this member has open on the same sentence."""
    mine = (Challenge.member_id == member_id, Challenge.summary_id == summary_id, Challenge.state == "open")
    query = select(Challenge).where(*mine, Challenge.sentence == sentence).order_by(Challenge.id).limit(1)
    return db.session.scalars(query).one_or_none()


def is_taken_back(viewer: Viewer, challenge: Challenge) -> bool:
    """Whether its writer, who is not the viewer, has taken back their agreement: then nobody else reads their words."""
    if challenge.member_id is None or policies.is_own(viewer, challenge):
        return False
    withheld = exists().where(Voice.member_id == challenge.member_id, Voice.withheld_at.is_not(None))
    return db.session.execute(select(withheld)).scalar_one()


def editors() -> Sequence[int]:
    """The keys of all editors."""
    query = select(Member.id).where(Member.roles.any(Role.name == "editor"), Member.deleted_at.is_(None))
    return db.session.scalars(query.order_by(Member.id)).all()


def challenges_of(member_id: int) -> Sequence[Challenge]:
    """Everything that a member objected to, with its summary and condition, for the file of their data."""
    query = (
        select(Challenge)
        .join(Challenge.summary)
        .join(Summary.condition)
        .where(Challenge.member_id == member_id)
        .options(contains_eager(Challenge.summary).contains_eager(Summary.condition))
    )
    return db.session.scalars(query.order_by(Challenge.id)).all()
