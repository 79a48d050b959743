"""The list of shared experiences of a condition, as one viewer may see it."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, Integer, Row, Select, and_, bindparam, func, join, select

from forum import clock
from forum.accounts.bylines import Byline, byline_of
from forum.database import read_plain
from forum.discussions.addresses import topic_path
from forum.discussions.models import Topic
from forum.discussions.queries.visibility import ME, Stance, TopicVoice, stance_of, topic_visible
from forum.experiences.addresses import experience_path
from forum.experiences.choices import EFFECT_WORDS, STATUS_WORDS
from forum.experiences.models import DoseStep, Experience
from forum.experiences.queries.visibility import ExperienceVoice, experience_visible
from forum.experiences.wording import dose_words
from forum.paging import Page, page_count
from forum.viewers import Viewer

__all__ = ["EXPERIENCES_PER_PAGE", "ExperienceRow", "experiences_page"]

EXPERIENCES_PER_PAGE = 25
MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class ExperienceRow:
    """One line of the list. Empty words: not said."""

    path: str
    story: str | None  # the title of its story, where the viewer may read it
    story_path: str | None
    status: str
    doses: str
    time: str
    effect: str
    author: Byline
    shared_at: datetime
    is_for_members: bool
    state: str | None  # None: open

    @property
    def byline(self) -> str:
        """The name it stands under."""
        return self.author.name


def taken(extreme: Any) -> ColumnElement[Any]:  # Any: func.min or func.max
    """The lowest or highest dose that was more than nothing."""
    lowest_or_highest: ColumnElement[Any] = (
        select(extreme(DoseStep.micrograms))
        .where(DoseStep.experience_id == Experience.id, DoseStep.micrograms > 0)
        .correlate(Experience)
        .scalar_subquery()
    )
    return lowest_or_highest


def shared_here(stance: Stance) -> ColumnElement[bool]:
    """Shared experiences of one condition that the viewer may see."""
    return and_(
        Experience.condition_id == bindparam("condition"),
        Experience.shared_at.is_not(None),
        experience_visible(stance, ME),
    )


@cache
def page_statement(stance: Stance) -> Select[Any]:
    """One page, the newest first, each with its story where that may be read. Made once for each stance, filled in."""
    stories = join(Topic, TopicVoice, Topic.voice_id == TopicVoice.id)
    # A story in another voice would say whose voice that is.
    its_own = and_(Topic.id == Experience.topic_id, Topic.voice_id == Experience.voice_id, topic_visible(stance))
    return (
        select(
            *(Experience.public_id, Experience.status, Experience.effect, Experience.started_on, Experience.ended_on),
            *(Experience.shared_at, Experience.audience, Experience.state),
            *(ExperienceVoice.name, ExperienceVoice.member_id, ExperienceVoice.is_alias, ExperienceVoice.is_former),
            Topic.public_id.label("topic_public_id"),
            Topic.title,
            taken(func.min).label("lowest"),
            taken(func.max).label("highest"),
        )
        .join(ExperienceVoice, Experience.voice_id == ExperienceVoice.id)
        .outerjoin(stories, its_own)
        .where(shared_here(stance))
        .order_by(Experience.shared_at.desc(), Experience.id.desc())
        .limit(bindparam("most", type_=Integer))
        .offset(bindparam("skipped", type_=Integer))
    )


@cache
def count_statement(stance: Stance) -> Select[Any]:
    """How many there are on all pages."""
    voiced = select(func.count(Experience.id)).join(ExperienceVoice, Experience.voice_id == ExperienceVoice.id)
    return voiced.where(shared_here(stance))


def experiences_page(viewer: Viewer, condition_id: int, *, number: int = 1) -> Page[ExperienceRow]:
    """Shared experiences of a condition, the newest first and in no other order, in two statements."""
    stance, asked = stance_of(viewer), {"me": viewer.id, "condition": condition_id}
    total = int(read_plain(count_statement(stance), asked).scalar_one())
    pages = page_count(total, EXPERIENCES_PER_PAGE)
    number = min(number, pages)
    span = {"most": EXPERIENCES_PER_PAGE, "skipped": (number - 1) * EXPERIENCES_PER_PAGE}
    rows = read_plain(page_statement(stance), asked | span)
    return Page(items=[experience_row(row, viewer) for row in rows], number=number, pages=pages, total=total)


def experience_row(row: Row[Any], viewer: Viewer) -> ExperienceRow:
    """One line."""
    author = byline_of(row.name, member_id=row.member_id, is_alias=row.is_alias, is_former=row.is_former, viewer=viewer)
    return ExperienceRow(
        path=experience_path(row.public_id),
        story=row.title,
        story_path=topic_path(row.topic_public_id, row.title) if row.topic_public_id else None,
        status=str(STATUS_WORDS.get(row.status, "")),
        doses=dose_range(row.lowest, row.highest),
        time=time_on_it(row.started_on, row.ended_on or clock.now().date()),
        effect=str(EFFECT_WORDS.get(row.effect, "")),
        author=author,
        shared_at=row.shared_at,
        is_for_members=row.audience == "members",
        state=None if row.state == "open" else row.state,
    )


def dose_range(lowest: int | None, highest: int | None) -> str:
    """Such as "0.5 mg to 4.5 mg"; "" where no dose was said."""
    if lowest is None or highest is None:
        return ""
    if lowest == highest:
        return dose_words(lowest)
    return _("%(lowest)s to %(highest)s", lowest=dose_words(lowest), highest=dose_words(highest))


def time_on_it(start: date | None, end: date) -> str:
    """How long, in completed months or years; "" where the beginning was not said or lies ahead."""
    if start is None or start > end:
        return ""
    months = (end.year - start.year) * MONTHS_IN_A_YEAR + end.month - start.month
    if months == 0:
        return _("under a month")
    if months < 2 * MONTHS_IN_A_YEAR:
        return ngettext("%(num)s month", "%(num)s months", months)
    return ngettext("%(num)s year", "%(num)s years", months // MONTHS_IN_A_YEAR)
