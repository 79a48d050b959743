"""How a moderator wants to be spared, and how much they bore. Only they read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select, true

from forum.accounts.models import Member
from forum.database import db
from forum.moderation.models import Case, Decision, ModeratorCare, SparedTopic
from forum.moderation.queries.recusal import too_close
from forum.moderation.queries.team import is_left_to, spares
from forum.moderation.reasons import HEAVY
from forum.viewers import Viewer

__all__ = [
    "Bearing",
    "Cover",
    "bearing_of",
    "cover_columns",
    "cover_from",
    "find_care",
    "heavy_counts",
    "spared_topics",
    "start_of_day",
]

HEAVY_DAYS = (1, 7, 30)


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a moderator set for themselves, and how many decisions they made today."""

    covers_words: bool
    daily_cap: int | None
    decided_today: int
    went_on: bool

    @property
    def is_enough(self) -> bool:
        """Whether the day's work is done, and they did not choose to go on."""
        return self.daily_cap is not None and self.decided_today >= self.daily_cap and not self.went_on


@dataclass(frozen=True, slots=True)
class Cover:
    """Whether the words of a case are covered, and whether the viewer is too close to it (`recused`).

    `is_spared`: the viewer asked not to see such; `is_left`: nobody else could take it without the same.
    """

    recused: bool
    is_covered: bool
    is_spared: bool
    is_left: bool


def start_of_day(viewer: Viewer, *, at: datetime) -> datetime:
    """Midnight where the viewer lives."""
    return at.astimezone(ZoneInfo(viewer.timezone)).replace(hour=0, minute=0, second=0, microsecond=0)


def bearing_of(viewer: Viewer, *, at: datetime) -> Bearing:
    """The settings and the count of today; one statement."""
    midnight = start_of_day(viewer, at=at)
    today = (
        select(func.count())
        .select_from(Decision)
        .where(Decision.decided_by_id == viewer.id, Decision.decided_at >= midnight, Decision.undone_at.is_(None))
    )
    query = (
        select(ModeratorCare, today.scalar_subquery())
        .select_from(Member)
        .outerjoin(ModeratorCare, ModeratorCare.member_id == Member.id)
        .where(Member.id == viewer.id)
    )
    care, count = db.session.execute(query).one()
    if care is None:
        return Bearing(covers_words=False, daily_cap=None, decided_today=count, went_on=False)
    went_on = care.went_on_at is not None and care.went_on_at >= midnight
    return Bearing(care.covers_words, care.daily_cap, count, went_on)


def cover_columns(viewer: Viewer) -> Sequence[ColumnElement[Any]]:  # Any: of what type each is
    """How this moderator stands to a Case, as columns of a statement that asks more; see cover_from."""
    covers = select(ModeratorCare.covers_words).where(ModeratorCare.member_id == viewer.id).scalar_subquery()
    return (too_close(viewer.id), covers, spares(viewer.id), is_left_to(viewer.id))


def cover_from(values: Sequence[Any]) -> Cover:  # Any: as above
    """What those columns gave."""
    recused, covered, spared, left = values
    return Cover(recused=bool(recused), is_covered=bool(covered or spared), is_spared=bool(spared), is_left=bool(left))


def find_care(member_id: int) -> ModeratorCare | None:
    """The settings of a moderator, if they set any."""
    return db.session.get(ModeratorCare, member_id)


def spared_topics(member_id: int | None) -> Sequence[SparedTopic]:
    """What a moderator would rather leave to others."""
    query = select(SparedTopic).where(SparedTopic.member_id == member_id).order_by(SparedTopic.id)
    return db.session.scalars(query).all()


def heavy_counts(viewer: Viewer, *, at: datetime) -> Mapping[int, int]:
    """How many heavy cases the viewer decided in the last days (1, 7, 30); one statement."""
    since = {days: start_of_day(viewer, at=at) - timedelta(days=days - 1) for days in HEAVY_DAYS}
    counts = [func.count().filter(Decision.decided_at >= moment) for moment in since.values()]
    query = (
        select(*counts)
        .select_from(Decision)
        .join(Case, Decision.case_id == Case.id)
        .where(true(), Decision.decided_by_id == viewer.id, Decision.undone_at.is_(None), Case.reason.in_(HEAVY))
    )
    return dict(zip(since, db.session.execute(query).one(), strict=True))
