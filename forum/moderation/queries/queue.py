"""The queue: what waits, the most urgent first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import format_timedelta
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Member, Voice
from forum.conditions.models import Condition
from forum.database import db
from forum.discussions.models import Post, Topic
from forum.experiences.models import Experience
from forum.markup import excerpt
from forum.moderation.models import Case
from forum.moderation.policies import can_be_in_batch
from forum.moderation.queries.narrowing import Narrowing, counts_of_views, narrowed
from forum.moderation.queries.team import spares
from forum.moderation.queries.urgency import is_overdue, most_urgent_first, waiting_for
from forum.moderation.reasons import REASONS, place_words, urgency_word
from forum.paging import Page, page_count
from forum.viewers import Viewer

__all__ = ["CASES_PER_PAGE", "PostVoice", "Queue", "Row", "TopicVoice", "is_gone", "queue_page", "with_targets"]

CASES_PER_PAGE = 30
SNIPPET = 120  # characters
PostVoice = aliased(Voice)
TopicVoice = aliased(Voice)
ExperienceVoice = aliased(Voice)


@dataclass(frozen=True, slots=True)
class Row:
    """One waiting case. `urgency` is a word, `severity` its number for the page's looks, `place` why it stands here.

    `holder` has claimed it until `held_until`; `is_asked`: somebody wants a second opinion; `can_tick`: it can be
    decided together with others; `is_spared`: the viewer asked not to see such, and nobody else remains.
    """

    public_id: str
    kind: str
    reason: str
    severity: int
    urgency: str
    place: str
    waiting: str
    opened_at: datetime
    condition: str | None
    title: str
    snippet: str
    people: int
    holder: str | None
    held_until: datetime | None
    is_asked: bool
    can_tick: bool
    is_spared: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue, the counts of all views, and the conditions it can be narrowed to (slug, name)."""

    page: Page[Row]
    counts: Mapping[str, int]
    conditions: Sequence[tuple[str, str]]


def queue_page(
    viewer: Viewer, narrowing: Narrowing, *, at: datetime, number: int, saved: Mapping[str, Narrowing] | None = None
) -> Queue:
    """One page of what waits for this moderator, in four statements, however much that is.

    `saved`: the moderator's own views by public id, which are counted with the others.
    """
    chosen = narrowed(viewer, narrowing, at=at)
    total = db.session.execute(select(func.count()).select_from(Case).where(chosen)).scalar_one()
    pages = page_count(total, CASES_PER_PAGE)
    number = min(number, pages)
    conditions = (
        select(Condition.slug, Condition.name)
        .where(Condition.id.in_(select(Case.condition_id).where(waiting_for(viewer))))
        .order_by(Condition.name)
    )
    return Queue(
        page=Page(items=rows(viewer, chosen, at=at, number=number), number=number, pages=pages, total=total),
        counts=counts_of_views(viewer, saved or {}, at=at),
        conditions=[(slug, name) for slug, name in db.session.execute(conditions)],
    )


def rows(viewer: Viewer, chosen: ColumnElement[bool], *, at: datetime, number: int) -> list[Row]:
    """The cases of one page, in one statement."""
    query = (
        with_targets(select(Case, Condition.name, is_gone(), is_overdue(at), Member.name, spares(viewer.id)))
        .where(chosen)
        .order_by(*most_urgent_first(at))
        .limit(CASES_PER_PAGE)
        .offset((number - 1) * CASES_PER_PAGE)
    )
    found = [
        (row_of(case, condition=condition, withheld=gone, overdue=overdue, holder=holder, at=at), spared)
        for case, condition, gone, overdue, holder, spared in db.session.execute(query)
    ]
    return [replace(row, is_spared=bool(spared)) for row, spared in found]


def is_gone() -> ColumnElement[bool]:
    """Whether its author took a Case's text back or withdrew it from all readers; needs with_targets."""
    withheld = func.coalesce(PostVoice.withheld_at, TopicVoice.withheld_at, ExperienceVoice.withheld_at).is_not(None)
    taken_back = func.coalesce(Post.state, Topic.state) == "taken_back"
    return or_(withheld, taken_back, and_(Experience.id.is_not(None), Experience.shared_at.is_(None)))


def with_targets(query: Select[Any]) -> Select[Any]:  # Any: whatever columns it has
    """A query of cases with what each is about: its condition, who has claimed it, its text and its voice."""
    return (
        query.outerjoin(Condition, Case.condition_id == Condition.id)
        .outerjoin(Member, Case.claimed_by_id == Member.id)
        .outerjoin(Post, Case.post_id == Post.id)
        .outerjoin(PostVoice, Post.voice_id == PostVoice.id)
        .outerjoin(Topic, Case.topic_id == Topic.id)
        .outerjoin(TopicVoice, Topic.voice_id == TopicVoice.id)
        .outerjoin(Experience, Case.experience_id == Experience.id)
        .outerjoin(ExperienceVoice, Experience.voice_id == ExperienceVoice.id)
    )


def row_of(
    case: Case, *, condition: str | None, withheld: bool, overdue: bool, holder: str | None, at: datetime
) -> Row:
    """A case as the queue shows it. Of a text whose author withdrew it from all readers, nothing is shown."""
    is_held = case.holder_id(at) is not None
    return Row(
        public_id=case.public_id,
        kind=case.kind,
        reason=str(REASONS[case.reason].words),
        severity=case.severity,
        urgency=str(urgency_word(case.severity)),
        place=place_words(case.severity, people=case.people, is_overdue=overdue),
        waiting=format_timedelta(at - case.opened_at, granularity="minute"),
        opened_at=case.opened_at,
        condition=condition,
        title="" if withheld else case.snapshot_title,
        snippet="" if withheld else excerpt(case.snapshot_markdown, SNIPPET),
        people=case.people,
        holder=holder if is_held else None,
        held_until=case.claimed_until if is_held else None,
        is_asked=case.second_opinion_by_id is not None,
        can_tick=can_be_in_batch(case),
    )
