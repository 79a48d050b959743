"""The queue: what waits, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_timedelta
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Voice
from forum.conditions.models import Condition
from forum.database import db
from forum.discussions.models import Post, Topic
from forum.experiences.models import Experience
from forum.markup import excerpt
from forum.moderation.models import Case, Flag
from forum.moderation.reasons import NOW, REASONS, urgency_word
from forum.paging import Page, page_count
from forum.viewers import Viewer

__all__ = ["CASES_PER_PAGE", "Queue", "Row", "queue_page"]

CASES_PER_PAGE = 30
SNIPPET = 120  # characters
PostVoice = aliased(Voice)
TopicVoice = aliased(Voice)
ExperienceVoice = aliased(Voice)


@dataclass(frozen=True, slots=True)
class Row:
    """One waiting case. `urgency` is a word, `severity` its number for the page's looks."""

    public_id: str
    kind: str
    reason: str
    severity: int
    urgency: str
    waiting: str
    opened_at: datetime
    condition: str | None
    title: str
    snippet: str
    flags: int


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue, how many of all that wait need somebody now, and what it can be narrowed to."""

    page: Page[Row]
    urgent: int
    conditions: Sequence[tuple[str, str]]


def waiting_for(viewer: Viewer) -> ColumnElement[bool]:
    """Open cases, without those about the viewer: who flagged a moderator stays hidden from that moderator."""
    return Case.closed_at.is_(None) & or_(Case.author_id.is_(None), Case.author_id != viewer.id)


def narrowed(viewer: Viewer, *, reason: str | None, condition: str | None) -> ColumnElement[bool]:
    """The same, for one reason or one condition (by its slug)."""
    found = waiting_for(viewer)
    if reason:
        found &= Case.reason == reason
    if condition:
        found &= Case.condition_id == select(Condition.id).where(Condition.slug == condition).scalar_subquery()
    return found


def queue_page(
    viewer: Viewer, *, at: datetime, number: int, reason: str | None = None, condition: str | None = None
) -> Queue:
    """One page of what waits for this moderator, in four statements."""
    chosen = narrowed(viewer, reason=reason, condition=condition)
    counts = select(func.count(), func.count().filter(Case.severity <= NOW)).select_from(Case).where(chosen)
    total, urgent = db.session.execute(counts).one()
    pages = page_count(total, CASES_PER_PAGE)
    number = min(number, pages)
    conditions = (
        select(Condition.slug, Condition.name)
        .where(Condition.id.in_(select(Case.condition_id).where(waiting_for(viewer))))
        .order_by(Condition.name)
    )
    return Queue(
        page=Page(items=rows(chosen, at=at, number=number), number=number, pages=pages, total=total),
        urgent=urgent,
        conditions=[(slug, name) for slug, name in db.session.execute(conditions)],
    )


def rows(chosen: ColumnElement[bool], *, at: datetime, number: int) -> list[Row]:
    """The cases of one page, in two statements."""
    withheld = func.coalesce(PostVoice.withheld_at, TopicVoice.withheld_at, ExperienceVoice.withheld_at).is_not(None)
    taken_back = func.coalesce(Post.state, Topic.state) == "taken_back"
    gone = or_(withheld, taken_back, and_(Experience.id.is_not(None), Experience.shared_at.is_(None)))
    query = (
        select(Case, Condition.name, gone)
        .outerjoin(Condition, Case.condition_id == Condition.id)
        .outerjoin(Post, Case.post_id == Post.id)
        .outerjoin(PostVoice, Post.voice_id == PostVoice.id)
        .outerjoin(Topic, Case.topic_id == Topic.id)
        .outerjoin(TopicVoice, Topic.voice_id == TopicVoice.id)
        .outerjoin(Experience, Case.experience_id == Experience.id)
        .outerjoin(ExperienceVoice, Experience.voice_id == ExperienceVoice.id)
        .where(chosen)
        .order_by(Case.severity, Case.opened_at, Case.id)
        .limit(CASES_PER_PAGE)
        .offset((number - 1) * CASES_PER_PAGE)
    )
    found = db.session.execute(query).all()
    counts = select(Flag.case_id, func.count()).where(Flag.case_id.in_([case.id for case, *_ in found]))
    flags: dict[int, int] = dict(db.session.execute(counts.group_by(Flag.case_id)).tuples().all())
    return [
        row_of(case, condition=condition, withheld=bool(withheld), flags=flags.get(case.id, 0), at=at)
        for case, condition, withheld in found
    ]


def row_of(case: Case, *, condition: str | None, withheld: bool, flags: int, at: datetime) -> Row:
    """A case as the queue shows it. Of a text whose author withdrew it from all readers, nothing is shown."""
    return Row(
        public_id=case.public_id,
        kind=case.kind,
        reason=str(REASONS[case.reason].words),
        severity=case.severity,
        urgency=str(urgency_word(case.severity)),
        waiting=format_timedelta(at - case.opened_at, granularity="minute"),
        opened_at=case.opened_at,
        condition=condition,
        title="" if withheld else case.snapshot_title,
        snippet="" if withheld else excerpt(case.snapshot_markdown, SNIPPET),
        flags=flags,
    )
