"""Experiences with their dose steps, side effects and check-ins, and the releases of members' numbers."""

from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum import clock
from forum.accounts.models import Voice
from forum.columns import BigKey, Id, Moment, PublicId
from forum.conditions.models import Condition
from forum.database import Base
from forum.discussions.models import IS_AUDIENCE, Topic

__all__ = [
    "AppointmentQuestion",
    "CheckIn",
    "CheckInReminder",
    "Counted",
    "CountingConsent",
    "DoseStep",
    "Experience",
    "ExperienceRevision",
    "Release",
    "SideEffect",
]

# What may stand in the columns below; forum/experiences/choices.py has the words for each.
STATUSES = ("considering", "taking", "paused", "stopped", "finished")
EFFECTS = (
    *("very_much_better", "much_better", "a_little_better", "no_change"),
    *("a_little_worse", "much_worse", "very_much_worse", "cannot_tell"),
)
SEVERITIES = ("mild", "moderate", "severe")
INTERESTS = ("none", "sell", "prescribe", "paid")
# open: as its audience says, once shared. held, hidden, removed: by a moderator, as for texts.
STATES = ("open", "held", "hidden", "removed")
MOST_MICROGRAMS = 50_000  # 50 mg, the dose of the tablets that are made for addiction: above it nothing is low


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The condition of a CHECK: nothing said, or one of these."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Experience(Base):
    """One member's treatment with LDN for one condition: a living record. Months are kept as their first day.

    Nothing is needed until it is shared; then condition, status and (for who has taken it) effect. It is visible
    from `shared_at` on, to its audience, under its voice. Until then `audience` and `alias` say what is planned.
    """

    __tablename__ = "experience"
    __table_args__ = (
        UniqueConstraint("member_id", "condition_id"),
        CheckConstraint(one_of("status", STATUSES), name="status"),
        CheckConstraint(one_of("effect", EFFECTS), name="effect"),
        CheckConstraint(one_of("interest", INTERESTS), name="interest"),
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint(IS_AUDIENCE, name="audience"),
        CheckConstraint("shared_at IS NULL OR (voice_id IS NOT NULL AND status IS NOT NULL)", name="shared"),
        Index("ix_experience_condition_id_shared_at", "condition_id", "shared_at"),
        Index("ix_experience_voice_id", "voice_id"),
        Index("uq_experience_topic_id", "topic_id", unique=True),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="RESTRICT"))
    condition_id: Mapped[int] = mapped_column(BigKey, ForeignKey("condition.id", ondelete="RESTRICT"))
    voice_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("voice.id", ondelete="RESTRICT"))
    topic_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("topic.id", ondelete="SET NULL"))  # its story
    audience: Mapped[str] = mapped_column(String(10), default="everyone")
    alias: Mapped[str | None] = mapped_column(String(80))  # the one-off name chosen; None: the member's own
    state: Mapped[str] = mapped_column(String(12), default="open")
    state_at: Mapped[Moment | None]
    state_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    state_reason: Mapped[str] = mapped_column(String(200), default="")
    shared_at: Mapped[Moment | None]
    created_at: Mapped[Moment] = mapped_column(default=clock.now)
    updated_at: Mapped[Moment] = mapped_column(default=clock.now)

    for_another: Mapped[bool] = mapped_column(Boolean, default=False)
    status: Mapped[str | None] = mapped_column(String(20))
    started_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date)  # paused since, stopped or finished in this month
    form: Mapped[str | None] = mapped_column(String(20))
    time_of_day: Mapped[str | None] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(120), default="")  # the complaint that it was to help
    effect: Mapped[str | None] = mapped_column(String(20))  # on the purpose; the latest that was said
    effect_first_on: Mapped[date | None] = mapped_column(Date)  # the day on which an effect was first said
    noticed: Mapped[str | None] = mapped_column(String(20))  # how soon a change was noticed
    stop_reason: Mapped[str | None] = mapped_column(String(20))
    effort: Mapped[str | None] = mapped_column(String(20))
    cost: Mapped[str | None] = mapped_column(String(20))
    other_changes: Mapped[str] = mapped_column(String(500), default="")
    opioids: Mapped[str | None] = mapped_column(String(20))
    interest: Mapped[str | None] = mapped_column(String(20))

    condition: Mapped[Condition] = relationship(lazy="raise")
    voice: Mapped[Voice | None] = relationship(lazy="raise")
    topic: Mapped[Topic | None] = relationship(lazy="raise")
    dose_steps: Mapped[list["DoseStep"]] = relationship(
        lazy="raise", order_by="DoseStep.from_month", cascade="all, delete-orphan"
    )
    side_effects: Mapped[list["SideEffect"]] = relationship(
        lazy="raise", order_by="SideEffect.id", cascade="all, delete-orphan"
    )


class DoseStep(Base):
    """From this month on so many micrograms a day; 0 is a pause."""

    __tablename__ = "dose_step"
    __table_args__ = (
        UniqueConstraint("experience_id", "from_month"),
        CheckConstraint(f"micrograms = 0 OR micrograms BETWEEN 10 AND {MOST_MICROGRAMS}", name="micrograms"),
    )

    id: Mapped[Id]
    experience_id: Mapped[int] = mapped_column(BigKey, ForeignKey("experience.id", ondelete="CASCADE"))
    from_month: Mapped[date] = mapped_column(Date)
    micrograms: Mapped[int] = mapped_column(Integer)


class SideEffect(Base):
    """Something unwanted that the member puts down to LDN: from the list, or (`kind` other) in own words."""

    __tablename__ = "side_effect"
    __table_args__ = (
        UniqueConstraint("experience_id", "kind", "words"),
        CheckConstraint(one_of("severity", SEVERITIES), name="severity"),
    )

    id: Mapped[Id]
    experience_id: Mapped[int] = mapped_column(BigKey, ForeignKey("experience.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(30))
    words: Mapped[str] = mapped_column(String(80), default="")
    severity: Mapped[str | None] = mapped_column(String(10))
    is_still_there: Mapped[bool | None] = mapped_column(Boolean)


class CheckIn(Base):
    """How it was on one day. An edit makes a new row that replaces the old one, which stays."""

    __tablename__ = "check_in"
    __table_args__ = (
        CheckConstraint(one_of("effect", EFFECTS), name="effect"),
        CheckConstraint("rating BETWEEN 0 AND 10", name="rating"),
        CheckConstraint(f"micrograms = 0 OR micrograms BETWEEN 10 AND {MOST_MICROGRAMS}", name="micrograms"),
        Index("ix_check_in_experience_id_on_day", "experience_id", "on_day"),
        Index(
            "uq_check_in_day",
            "experience_id",
            "on_day",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    experience_id: Mapped[int] = mapped_column(BigKey, ForeignKey("experience.id", ondelete="CASCADE"))
    on_day: Mapped[date] = mapped_column(Date)
    micrograms: Mapped[int | None] = mapped_column(Integer)  # a day; 0: taking none now
    rating: Mapped[int | None] = mapped_column(Integer)  # of the complaint: 0 none, 10 the worst imaginable
    effect: Mapped[str | None] = mapped_column(String(20))
    side_effects: Mapped[list[str]] = mapped_column(JSON, default=list)  # kinds, as in SideEffect
    line: Mapped[str] = mapped_column(String(300), default="")
    written_at: Mapped[Moment] = mapped_column(default=clock.now)
    replaced_at: Mapped[Moment | None]  # edited or taken out since
    replaces_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("check_in.id", ondelete="SET NULL"))


class ExperienceRevision(Base):
    """The facts of a shared or counted experience as they stood before an edit; read by its member and moderators."""

    __tablename__ = "experience_revision"
    __table_args__ = (UniqueConstraint("experience_id", "number"),)

    id: Mapped[Id]
    experience_id: Mapped[int] = mapped_column(BigKey, ForeignKey("experience.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    replaced_at: Mapped[Moment] = mapped_column(default=clock.now)


class AppointmentQuestion(Base):
    """What the member wants to ask at the next appointment. Theirs alone."""

    __tablename__ = "appointment_question"
    __table_args__ = (Index("ix_appointment_question_experience_id", "experience_id"),)

    id: Mapped[Id]
    experience_id: Mapped[int] = mapped_column(BigKey, ForeignKey("experience.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[Moment] = mapped_column(default=clock.now)


class CheckInReminder(Base):
    """That the member wants to be asked for a check-in on this day. Once told, no answer is no answer."""

    __tablename__ = "check_in_reminder"
    __table_args__ = (
        UniqueConstraint("experience_id", "months"),
        CheckConstraint("months IN (1, 3, 6, 12)", name="months"),
        Index("ix_check_in_reminder_due_on", "due_on"),
    )

    id: Mapped[Id]
    experience_id: Mapped[int] = mapped_column(BigKey, ForeignKey("experience.id", ondelete="CASCADE"))
    months: Mapped[int] = mapped_column(Integer)
    due_on: Mapped[date] = mapped_column(Date)
    told_at: Mapped[Moment | None]


class CountingConsent(Base):
    """That the member agreed to be counted in the numbers with this experience, to which words, and when."""

    __tablename__ = "counting_consent"
    __table_args__ = (
        Index(
            "uq_counting_consent_given",
            "experience_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        # Without it PostgreSQL, when its statistics are old, reads every consent for each experience it counts.
        Index("ix_counting_consent_experience_id", "experience_id"),
    )

    id: Mapped[Id]
    experience_id: Mapped[int] = mapped_column(BigKey, ForeignKey("experience.id", ondelete="CASCADE"))
    version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[Moment] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[Moment | None]


class Release(Base):
    """Members' numbers for one condition as they were counted on one day. Shown until the next, or taken down.

    `figures` has the shape of forum.experiences.numbers.figures.Figures. One that was taken down is never shown
    again; it stays, because a later one must not give away, beside it, who left.
    """

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("condition_id", "number"), Index("ix_release_made_at", "made_at"))

    id: Mapped[Id]
    condition_id: Mapped[int] = mapped_column(BigKey, ForeignKey("condition.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column(Integer)  # 1, 2, … for this condition
    counted_on: Mapped[date] = mapped_column(Date)
    made_at: Mapped[Moment] = mapped_column(default=clock.now)
    method: Mapped[str] = mapped_column(String(20))  # the version of the method, forum.experiences.statistics.METHOD
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    taken_down_at: Mapped[Moment | None]


class Counted(Base):
    """That an experience is counted in a release, which the numbers themselves do not say."""

    __tablename__ = "counted"
    __table_args__ = (Index("ix_counted_experience_id", "experience_id"),)

    release_id: Mapped[int] = mapped_column(BigKey, ForeignKey("release.id", ondelete="CASCADE"), primary_key=True)
    experience_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("experience.id", ondelete="CASCADE"), primary_key=True
    )
