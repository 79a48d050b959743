"""The queue: what waits, the most urgent first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import format_timedelta
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Member, Voice
from forum.conditions.models import Condition
from forum.database import db
from forum.discussions.models import Post, Topic
from forum.experiences.models import Experience
from forum.markup import excerpt
from forum.moderation.models import AtRisk, Case
from forum.moderation.policies import can_be_in_batch
from forum.moderation.queries.narrowing import Narrowing, counts_of_views, narrowed
from forum.moderation.queries.team import spares
from forum.moderation.queries.urgency import is_overdue, most_urgent_first, waiting_for
from forum.moderation.queries.waves import others_in_wave
from forum.moderation.reasons import REASONS, TAKE_WITHIN, place_words, urgency_word
from forum.paging import Page, page_count
from forum.viewers import Viewer

__all__ = ["CASES_PER_PAGE", "PostVoice", "Queue", "Row", "TopicVoice", "is_gone", "queue_page", "with_targets"]

CASES_PER_PAGE = 30
SNIPPET = 120  # characters
PostVoice = aliased(Voice)
TopicVoice = aliased(Voice)
ExperienceVoice = aliased(Voice)
Carer = aliased(Member)


class Found(NamedTuple):
    """A row of the statement below. `risk_since`: since when nobody looked after somebody at risk."""

    case: Case
    condition: str | None
    withheld: bool
    overdue: bool
    holder: str | None
    risk_since: datetime | None
    carer: str | None
    alike: int
    spared: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One waiting case. `urgency` is a word, `severity` its number for the page's looks, `place` why it stands here.

    `holder` has claimed it until `held_until`; `is_asked`: somebody wants a second opinion. `carer` looks after
    somebody who may be at risk. `can_tick`: it can be decided together with others; `is_spared`: the viewer asked not
    to see such, and nobody else remains.
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
    carer: str | None
    can_tick: bool
    is_spared: bool


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
    columns = (Case, Condition.name, is_gone(), is_overdue(at), Member.name, AtRisk.waiting_since, Carer.name)
    query = (
        with_targets(select(*columns, others_in_wave(), spares(viewer.id)))
        .outerjoin(AtRisk, AtRisk.case_id == Case.id)
        .outerjoin(Carer, AtRisk.holder_id == Carer.id)
        .where(chosen)
        .order_by(*most_urgent_first(at))
        .limit(CASES_PER_PAGE)
        .offset((number - 1) * CASES_PER_PAGE)
    )
    return [row_of(Found(*each), at=at) for each in db.session.execute(query)]


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


def row_of(found: Found, *, at: datetime) -> Row:
    """A case as the queue shows it. Of a text whose author withdrew it from all readers, nothing is shown."""
    case = found.case
    is_held = case.holder_id(at) is not None
    due = found.risk_since + TAKE_WITHIN if found.risk_since and not found.carer else None
    return Row(
        public_id=case.public_id,
        kind=case.kind,
        reason=str(REASONS[case.reason].words),
        severity=case.severity,
        urgency=str(urgency_word(case.severity)),
        place=place_words(
            case.severity, people=case.people, is_overdue=bool(found.overdue), alike=found.alike, due=due
        ),
        waiting=format_timedelta(at - case.opened_at, granularity="minute"),
        opened_at=case.opened_at,
        condition=found.condition,
        title="" if found.withheld else case.snapshot_title,
        snippet="" if found.withheld else excerpt(case.snapshot_markdown, SNIPPET),
        people=case.people,
        holder=found.holder if is_held else None,
        held_until=case.claimed_until if is_held else None,
        is_asked=case.second_opinion_by_id is not None,
        carer=found.carer,
        can_tick=can_be_in_batch(case),
        is_spared=bool(found.spared),
    )
