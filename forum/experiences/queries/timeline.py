"""The card of a story, the page of an experience, and the lists of one member's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.orm import joinedload, selectinload

from forum.accounts.bylines import NOBODY, Byline, byline
from forum.conditions.models import Condition
from forum.database import db, read_plain
from forum.discussions.addresses import topic_path
from forum.discussions.models import Topic
from forum.discussions.queries import TopicVoice, topic_visible_to
from forum.discussions.queries.visibility import Stance, stance_of
from forum.experiences.addresses import experience_path
from forum.experiences.card import Card, card_of
from forum.experiences.choices import EFFECT_WORDS, STATUS_WORDS
from forum.experiences.models import AppointmentQuestion, CheckIn, CheckInReminder, Experience
from forum.experiences.policies import missing_to_share
from forum.experiences.queries.diary import questions_of, reminders_of
from forum.experiences.queries.finding import get_experience
from forum.experiences.queries.keeping import is_counting_agreed
from forum.experiences.queries.visibility import ExperienceVoice, experience_visible, experience_visible_to
from forum.viewers import Viewer

__all__ = [
    "ExperienceLine",
    "ExperiencePage",
    "OwnPart",
    "StoryLink",
    "card_of_topic",
    "check_ins_of",
    "experience_page",
    "own_experiences",
    "shared_by_member",
]


@dataclass(frozen=True, slots=True)
class StoryLink:
    """The story that an experience belongs to."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What only its member sees on the page of an experience."""

    check_ins: Sequence[CheckIn]  # the latest day first
    reminders: Sequence[CheckInReminder]
    questions: Sequence[AppointmentQuestion]
    is_counted: bool  # whether they agreed to be

    def is_answered(self, reminder: CheckInReminder) -> bool:
        """Whether a check-in was written after the member was asked; no answer is no answer."""
        return any(reminder.told_at and each.written_at >= reminder.told_at for each in self.check_ins)


@dataclass(frozen=True, slots=True)
class ExperiencePage:
    """One experience, for this viewer. `own` is None for everybody but its member."""

    experience: Experience
    condition: Condition
    card: Card
    byline: Byline
    story: StoryLink | None
    own: OwnPart | None


@dataclass(frozen=True, slots=True)
class ExperienceLine:
    """An experience in a list of one member's. `lacks` has what is needed before it can be shared: status, effect."""

    path: str
    condition_slug: str
    condition_name: str
    status: str
    effect: str
    shared_at: datetime | None
    is_for_members: bool
    state: str
    lacks: tuple[str, ...]
    updated_at: datetime


@cache
def card_key_statement(stance: Stance) -> Select[tuple[int]]:
    """The key of that experience: most stories have none, and plain columns cost half as much as mapped rows."""
    return (
        select(Experience.id)
        .join(ExperienceVoice, Experience.voice_id == ExperienceVoice.id)
        # In another voice than its story it would say whose voice that is.
        .join(Topic, and_(Topic.id == Experience.topic_id, Topic.voice_id == Experience.voice_id))
        .where(Experience.topic_id == bindparam("topic"), Experience.shared_at.is_not(None))
        .where(experience_visible(stance))
    )


def card_of_topic(viewer: Viewer, topic_id: int) -> Card | None:
    """The card beside a story, if there is one for this viewer; one statement where there is none, else four."""
    key = read_plain(card_key_statement(stance_of(viewer)), {"topic": topic_id, "me": viewer.id}).scalar_one_or_none()
    if key is None:
        return None
    whole = (joinedload(Experience.voice), joinedload(Experience.dose_steps), selectinload(Experience.side_effects))
    found = db.session.scalars(select(Experience).where(Experience.id == key).options(*whole)).unique().one()
    return card_of(found, check_ins_of(found), byline=byline(found.voice, viewer)) if found.voice else None


def check_ins_of(experience: Experience) -> Sequence[CheckIn]:
    """The check-ins that stand, by day."""
    query = select(CheckIn).where(CheckIn.experience_id == experience.id, CheckIn.replaced_at.is_(None))
    return db.session.scalars(query.order_by(CheckIn.on_day)).all()


def experience_page(viewer: Viewer, public_id: str) -> ExperiencePage:
    """The page of an experience, in five statements and three more for its member. Raises NotFound."""
    found = get_experience(viewer, public_id)
    check_ins = check_ins_of(found)
    author = byline(found.voice, viewer) if found.voice else NOBODY
    is_own = viewer.id is not None and viewer.id == found.member_id
    return ExperiencePage(
        experience=found,
        condition=found.condition,
        card=card_of(found, check_ins, byline=own_byline(author) if is_own else author),
        byline=author,
        story=find_story(viewer, found),
        own=own_part(found, check_ins) if is_own else None,
    )


def own_byline(author: Byline) -> Byline:
    """The same for the member's own eyes, also before it stands under any name."""
    return Byline(name=author.name, page_of=author.page_of, is_own=True, is_former=author.is_former)


def own_part(experience: Experience, check_ins: Sequence[CheckIn]) -> OwnPart:
    """What only the member sees."""
    return OwnPart(
        check_ins=list(reversed(check_ins)),
        reminders=reminders_of(experience.id),
        questions=questions_of(experience.id),
        is_counted=is_counting_agreed(experience.id),
    )


def find_story(viewer: Viewer, experience: Experience) -> StoryLink | None:
    """The story of an experience, as far as the viewer may read it; one in another voice would say whose it is."""
    if experience.topic_id is None:
        return None
    query = (
        select(Topic.public_id, Topic.title)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .where(Topic.id == experience.topic_id, Topic.voice_id == experience.voice_id, topic_visible_to(viewer))
    )
    row = db.session.execute(query).one_or_none()
    return StoryLink(row.title, topic_path(row.public_id, row.title)) if row else None


def own_experiences(member_id: int) -> list[ExperienceLine]:
    """Every experience of a member, drafts included, the one that changed last first; for their eyes alone."""
    query = (
        select(Experience)
        .where(Experience.member_id == member_id)
        .options(joinedload(Experience.condition, innerjoin=True))
        .order_by(Experience.updated_at.desc(), Experience.id.desc())
    )
    return [line_of(each) for each in db.session.scalars(query)]


def shared_by_member(viewer: Viewer, member_id: int) -> list[ExperienceLine]:
    """What a member shares under their own name, as far as the viewer may see it; never what has a one-off name."""
    query = (
        select(Experience)
        .join(ExperienceVoice, Experience.voice_id == ExperienceVoice.id)
        .where(Experience.shared_at.is_not(None), experience_visible_to(viewer))
        .where(ExperienceVoice.member_id == member_id, ~ExperienceVoice.is_alias)
        .options(joinedload(Experience.condition, innerjoin=True))
        .order_by(Experience.shared_at.desc(), Experience.id.desc())
    )
    return [line_of(each) for each in db.session.scalars(query)]


def line_of(experience: Experience) -> ExperienceLine:
    """One line."""
    return ExperienceLine(
        path=experience_path(experience.public_id),
        condition_slug=experience.condition.slug,
        condition_name=experience.condition.name,
        status=str(STATUS_WORDS.get(experience.status or "", "")),
        effect=str(EFFECT_WORDS.get(experience.effect or "", "")),
        shared_at=experience.shared_at,
        is_for_members=experience.audience == "members",
        state=experience.state,
        lacks=missing_to_share(experience.status, experience.effect),
        updated_at=experience.updated_at,
    )
