"""What the queue is narrowed to, and the views with their counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.conditions.models import Condition
from forum.database import db
from forum.discussions.models import Post, Topic
from forum.experiences.models import Experience
from forum.moderation.models import Case
from forum.moderation.queries.aliases import under_alias
from forum.moderation.queries.urgency import is_held, is_overdue, waiting_for
from forum.moderation.reasons import NOW
from forum.viewers import Viewer

__all__ = ["AGES", "VIEWS", "Narrowing", "counts_of_views", "narrowed"]

# Waiting at least so long.
AGES = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}
Author = aliased(Member)
Wanted = aliased(Condition)
NEW_MEMBER = timedelta(days=7)
VIEWS = ("all", "at_risk", "now", "overdue", "unclaimed", "mine", "second_opinion", "appeals", "held", "automatic")
TARGETS = {
    "topic": Case.topic_id,
    "post": Case.post_id,
    "experience": Case.experience_id,
    "member": Case.member_id,
    "contact": Case.contact_id,
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The filters of an address; None: all. `condition` is a slug, the others are words that forms.py knows."""

    view: str | None = None
    reason: str | None = None
    condition: str | None = None
    kind: str | None = None
    age: str | None = None
    claimed: str | None = None
    author: str | None = None
    origin: str | None = None

    @property
    def chosen(self) -> dict[str, str]:
        """Those that are set, as an address has them."""
        return {name: value for name in self.__slots__ if (value := getattr(self, name))}


def views_of(viewer: Viewer, *, at: datetime) -> dict[str, ColumnElement[bool]]:
    """Each view, as a condition on Case."""
    return {
        "all": true(),
        "at_risk": Case.severity == 0,
        "now": Case.severity <= NOW,
        "overdue": is_overdue(at),
        "unclaimed": ~is_held(at),
        "mine": claimed_by(viewer, "mine", at=at),
        "second_opinion": Case.second_opinion_by_id.is_not(None),
        "appeals": Case.is_appeal.is_(True),
        "held": is_waiting_for_readers(),
        "automatic": is_automatic(),
    }


def is_waiting_for_readers() -> ColumnElement[bool]:
    """Whether its text waits for a moderator before others see it, whatever else it was flagged for since."""
    post = exists().where(Post.id == Case.post_id, Post.state == "held").correlate_except(Post)
    topic = exists().where(Topic.id == Case.topic_id, Topic.state == "held").correlate_except(Topic)
    experience = exists().where(Experience.id == Case.experience_id, Experience.state == "held")
    return or_(post, topic, experience.correlate_except(Experience))


def is_automatic() -> ColumnElement[bool]:
    """Whether the forum itself opened it, and nobody flagged it since. Messages and appeals come from people."""
    return and_(Case.people == 0, Case.contact_id.is_(None), Case.reason.not_in(["other", "appeal"]))


def counts_of_views(viewer: Viewer, saved: Mapping[str, Narrowing], *, at: datetime) -> Mapping[str, int]:
    """How many cases wait in each view, and in each of one's own (by its public id); one statement."""
    views = views_of(viewer, at=at)
    views |= {key: and_(true(), *criteria_of(viewer, narrowing, at=at)) for key, narrowing in saved.items()}
    counts = [func.count().filter(criterion).label(name) for name, criterion in views.items()]
    row = db.session.execute(select(*counts).select_from(Case).where(waiting_for(viewer))).one()
    return dict(zip(views, row, strict=True))


def narrowed(viewer: Viewer, narrowing: Narrowing, *, at: datetime) -> ColumnElement[bool]:
    """What waits for this moderator, narrowed down."""
    return and_(waiting_for(viewer), *criteria_of(viewer, narrowing, at=at))


def criteria_of(viewer: Viewer, narrowing: Narrowing, *, at: datetime) -> list[ColumnElement[bool]]:
    """What the filters ask for, of those that wait."""
    parts: list[ColumnElement[bool]] = []
    if narrowing.view:
        parts.append(views_of(viewer, at=at)[narrowing.view])
    if narrowing.reason:
        parts.append(Case.reason == narrowing.reason)
    if narrowing.condition:
        wanted = select(Wanted.id).where(Wanted.slug == narrowing.condition)
        parts.append(Case.condition_id == wanted.scalar_subquery())
    if narrowing.kind:
        parts.append(TARGETS[narrowing.kind].is_not(None))
    if narrowing.age:
        parts.append(Case.opened_at <= at - AGES[narrowing.age])
    if narrowing.claimed:
        parts.append(claimed_by(viewer, narrowing.claimed, at=at))
    if narrowing.author:
        parts.append(by_a_member(narrowing.author, at=at))
    if narrowing.origin:
        parts.append(is_automatic() if narrowing.origin == "automatic" else Case.people > 0)
    return parts


def claimed_by(viewer: Viewer, whom: str, *, at: datetime) -> ColumnElement[bool]:
    """Whether the viewer ("mine"), nobody or somebody has it now."""
    if whom == "mine":
        return and_(is_held(at), Case.claimed_by_id == viewer.id)
    return ~is_held(at) if whom == "nobody" else is_held(at)


def by_a_member(wanted: str, *, at: datetime) -> ColumnElement[bool]:
    """Whether its author is new here, or not. What stands under a one-off name is neither: it would tell of whom."""
    since = at - NEW_MEMBER
    joined = Author.joined_at > since if wanted == "new" else Author.joined_at <= since
    author = exists().where(Author.id == Case.author_id, joined).correlate(Case)
    return and_(author, ~under_alias())
