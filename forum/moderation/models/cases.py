"""Flags, the cases they make, decisions with their letters, sanctions and the log."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum import clock
from forum.accounts.models import Member, Rule
from forum.columns import BigKey, Body, Counter, Id, Moment, PublicId
from forum.conditions.models import Condition
from forum.database import Base
from forum.discussions.models import Post, Topic
from forum.experiences.models import Experience

__all__ = ["Action", "Appeal", "Case", "ContactMessage", "Decision", "Flag", "Sanction"]

# In the order of the queue: someone at risk first, then what can hurt, then what annoys.
FLAG_REASONS = (
    "at_risk",
    "private_details",
    "sourcing",
    "unsafe_instruction",
    "harassment",
    "misleading",
    "spam",
    "other",
)
CASE_REASONS = (
    *FLAG_REASONS,
    *("held", "first_post", "screened", "wave", "put_back"),
    *("asked_again", "not_edited", "contact", "appeal"),
)
TARGETS = ("topic_id", "post_id", "member_id", "contact_id", "experience_id")
ONE_TARGET = " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in TARGETS) + " = 1"
IS_DUE = text("due_at IS NOT NULL")
IS_OPEN = text("closed_at IS NULL AND NOT is_appeal")
# Whoever wrote in a topic in the month before a case (or since) is too close to decide it; a year would leave nobody.
WINDOW = timedelta(days=30)


def start_of_window() -> datetime:
    """From when taking part in its topic counts, for a case that is opened now."""
    return clock.now() - WINDOW


class ContactMessage(Base):
    """What somebody told the team, also without an account."""

    __tablename__ = "contact_message"

    id: Mapped[Id]
    member_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    reply_to: Mapped[str | None] = mapped_column(String(254))  # an address, if the sender wants an answer
    about: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[Body]
    created_at: Mapped[Moment] = mapped_column(default=clock.now)


class Case(Base):
    """All open flags and holds on one target. At most one is open per target, besides an appeal about it.

    `version` grows with every change; a decision says which version it saw. `snapshot` is the text as it
    stood when the case was opened. `severity` orders the queue (0 is the most urgent).
    """

    __tablename__ = "moderation_case"
    __table_args__ = (
        CheckConstraint(ONE_TARGET, name="one_target"),
        Index("uq_case_open_topic", "topic_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("uq_case_open_post", "post_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("uq_case_open_member", "member_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("uq_case_open_experience", "experience_id", unique=True, sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
        Index("uq_case_contact", "contact_id", unique=True),
        Index("ix_case_queue", "closed_at", "severity", "opened_at"),
        Index("ix_case_author_id", "author_id"),
        Index("ix_case_wave_id", "wave_id"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    topic_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("topic.id", ondelete="RESTRICT"))
    post_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("post.id", ondelete="RESTRICT"))
    member_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="RESTRICT"))
    contact_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("contact_message.id", ondelete="RESTRICT"))
    experience_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("experience.id", ondelete="RESTRICT"))
    author_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    condition_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("condition.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(String(20))  # the most urgent of its flags, or why it was held
    severity: Mapped[int] = mapped_column(Integer)
    snapshot_title: Mapped[str] = mapped_column(String(400), default="")
    snapshot_markdown: Mapped[Body]
    snapshot_html: Mapped[Body]
    opened_at: Mapped[Moment] = mapped_column(default=clock.now)
    closed_at: Mapped[Moment | None]
    version: Mapped[int] = mapped_column(Integer, default=1)
    people: Mapped[Counter]  # how many flagged it
    is_appeal: Mapped[bool] = mapped_column(default=False, server_default=false())
    claimed_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    claimed_until: Mapped[Moment | None]
    second_opinion_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    second_opinion_at: Mapped[Moment | None]
    second_opinion_question: Mapped[str] = mapped_column(String(500), default="", server_default="")
    window_from: Mapped[Moment] = mapped_column(default=start_of_window)
    wave_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("screening_wave.id", ondelete="SET NULL"))

    topic: Mapped[Topic | None] = relationship(lazy="raise")
    post: Mapped[Post | None] = relationship(lazy="raise")
    member: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=member_id)
    author: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=author_id)
    contact: Mapped[ContactMessage | None] = relationship(lazy="raise")
    experience: Mapped[Experience | None] = relationship(lazy="raise")
    condition: Mapped[Condition | None] = relationship(lazy="raise")
    claimed_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=claimed_by_id)
    second_opinion_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=second_opinion_by_id)
    appeal: Mapped["Appeal | None"] = relationship(lazy="raise", back_populates="case")
    flags: Mapped[list["Flag"]] = relationship(lazy="raise", order_by="Flag.created_at", back_populates="case")
    decisions: Mapped[list["Decision"]] = relationship(lazy="raise", order_by="Decision.id", back_populates="case")

    @property
    def kind(self) -> str:
        """What it is about: topic, post, experience, member or contact."""
        for kind in ("topic", "post", "experience", "member"):
            if getattr(self, f"{kind}_id") is not None:
                return kind
        return "contact"

    def holder_id(self, at: datetime) -> int | None:
        """The key of the moderator who has claimed it; a claim ends by itself."""
        return self.claimed_by_id if self.claimed_until is not None and at < self.claimed_until else None


class Flag(Base):
    """One member's call for a moderator's attention. Its target is its case's."""

    __tablename__ = "flag"
    __table_args__ = (
        UniqueConstraint("case_id", "flagger_id"),
        Index("ix_flag_flagger_id", "flagger_id"),
        Index("ix_flag_created_at", "created_at"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(BigKey, ForeignKey("moderation_case.id", ondelete="RESTRICT"))
    flagger_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    reason: Mapped[str] = mapped_column(String(20))
    note: Mapped[Body]
    seen_markdown: Mapped[Body]  # the text as this member saw it
    created_at: Mapped[Moment] = mapped_column(default=clock.now)
    told_by_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("decision.id", ondelete="SET NULL")
    )  # the decision whose outcome the member was told; told once
    looked_after_at: Mapped[Moment | None]  # when they were told that somebody looks after it; told once

    case: Mapped[Case] = relationship(lazy="raise", back_populates="flags")


class Decision(Base):
    """What was decided on a case, with the words that the author and those who flagged get.

    It can be undone until `final_at`; nobody is told before. `before` holds what undoing restores.
    """

    __tablename__ = "decision"
    __table_args__ = (
        Index("ix_decision_case_id", "case_id"),
        Index("ix_decision_due_at", "due_at", sqlite_where=IS_DUE, postgresql_where=IS_DUE),
        Index("ix_decision_decided_at", "decided_at"),
        CheckConstraint(
            "verb IN ('keep', 'hide', 'remove', 'lock', 'nothing', 'message', 'suspend', 'answer', 'withdrawn', "
            "'uphold', 'change', 'reverse', "
            "'ask_edit', 'content_note', 'slow', 'move', 'duplicate', 'split', 'merge', 'look_after')",
            name="verb",
        ),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    case_id: Mapped[int] = mapped_column(BigKey, ForeignKey("moderation_case.id", ondelete="RESTRICT"))
    verb: Mapped[str] = mapped_column(String(20))
    rule_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("rule.id", ondelete="RESTRICT"))
    message: Mapped[Body]  # to the author, as the moderation team
    note: Mapped[Body]  # for moderators
    decided_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    decided_at: Mapped[Moment] = mapped_column(default=clock.now)
    final_at: Mapped[Moment]
    undone_at: Mapped[Moment | None]
    due_at: Mapped[Moment | None]  # until when the author was asked to change the text, while they have not
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    case: Mapped[Case] = relationship(lazy="raise", back_populates="decisions")
    rule: Mapped[Rule | None] = relationship(lazy="raise")
    decided_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=decided_by_id)


class Appeal(Base):
    """What somebody says against a decision about them: one for each decision, in a case of its own."""

    __tablename__ = "appeal"

    case_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("moderation_case.id", ondelete="RESTRICT"), primary_key=True
    )
    decision_id: Mapped[int] = mapped_column(BigKey, ForeignKey("decision.id", ondelete="RESTRICT"), unique=True)
    words: Mapped[Body]

    case: Mapped[Case] = relationship(lazy="raise", back_populates="appeal")
    decision: Mapped[Decision] = relationship(lazy="raise")


class Sanction(Base):
    """A dated measure against a member, given by a decision. Its effect is the limit that it made."""

    __tablename__ = "sanction"
    __table_args__ = (Index("ix_sanction_member_id", "member_id"),)

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="RESTRICT"))
    decision_id: Mapped[int] = mapped_column(BigKey, ForeignKey("decision.id", ondelete="RESTRICT"))
    limit_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member_limit.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(20))
    until: Mapped[Moment | None]
    reason: Mapped[Body]
    created_at: Mapped[Moment] = mapped_column(default=clock.now)
    lifted_at: Mapped[Moment | None]

    def is_in_force(self, at: datetime) -> bool:
        """Whether it still holds."""
        return self.lifted_at is None and (self.until is None or at < self.until)


class Action(Base):
    """One line of the moderation log. The database refuses to change or delete it (a trigger in each engine)."""

    __tablename__ = "action"
    __table_args__ = (
        Index("ix_action_case_id", "case_id"),
        Index("ix_action_at", "at"),
        Index("ix_action_target", "target"),
    )

    id: Mapped[Id]
    at: Mapped[Moment] = mapped_column(default=clock.now)
    actor_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="RESTRICT"))
    verb: Mapped[str] = mapped_column(String(40))
    case_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("moderation_case.id", ondelete="RESTRICT"))
    decision_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("decision.id", ondelete="RESTRICT"))
    target: Mapped[str] = mapped_column(String(60))  # "post:<public id>", "topic:<public id>", "member:<id>"
    reason: Mapped[Body]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    actor: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=actor_id)
