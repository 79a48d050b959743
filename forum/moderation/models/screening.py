"""Rules that act before people do, what they found, and texts of newcomers that are alike."""

from datetime import date

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum import clock
from forum.accounts.models import Member
from forum.columns import BigKey, Body, Id, Moment, new_public_id
from forum.conditions.models import Condition
from forum.database import Base
from forum.discussions.models import Post
from forum.moderation.models.cases import Case

__all__ = ["RULE_ACTIONS", "RULE_KINDS", "RULE_SCOPES", "ScreeningHit", "ScreeningMark", "ScreeningRule", "Wave"]

RULE_KINDS = ("word", "link", "vendor", "pattern")
RULE_ACTIONS = ("nudge", "hold", "flag", "note")
RULE_SCOPES = ("everyone", "newcomers")  # whose texts it looks at
IS_CURRENT = text("is_current")


def one_of(column: str, words: tuple[str, ...]) -> str:
    """A check that a column holds one of these words."""
    return f"{column} IN ({', '.join(repr(word) for word in words)})"


class ScreeningRule(Base):
    """One version of a rule. A change is a new row with the same `key` and the next number; the old ones stay.

    `words` has one entry a line; of a pattern, it is the pattern. `sentence` is what an author is asked, or the note
    before the text, `reason` why
    moderators wanted it. `tried_*` is the trial it was saved after: among how many texts it hit how many.
    """

    __tablename__ = "screening_rule"
    __table_args__ = (
        UniqueConstraint("key", "version"),
        CheckConstraint(one_of("kind", RULE_KINDS), name="kind"),
        CheckConstraint(one_of("action", RULE_ACTIONS), name="action"),
        CheckConstraint(one_of("scope", RULE_SCOPES), name="scope"),
        Index("uq_screening_rule_current", "key", unique=True, sqlite_where=IS_CURRENT, postgresql_where=IS_CURRENT),
        Index("ix_screening_rule_condition_id", "condition_id"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(16), default=new_public_id)
    version: Mapped[int] = mapped_column(Integer, default=1)
    is_current: Mapped[bool] = mapped_column(Boolean, default=True)
    is_on: Mapped[bool] = mapped_column(Boolean, default=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(10))
    words: Mapped[Body]
    condition_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("condition.id", ondelete="RESTRICT"))
    scope: Mapped[str] = mapped_column(String(10), default="everyone")
    action: Mapped[str] = mapped_column(String(10))
    sentence: Mapped[str] = mapped_column(String(300), default="")
    reason: Mapped[str] = mapped_column(String(500))
    owner_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    review_on: Mapped[date] = mapped_column(Date)
    tried_texts: Mapped[int] = mapped_column(Integer)
    tried_hits: Mapped[int] = mapped_column(Integer)
    saved_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    saved_at: Mapped[Moment] = mapped_column(default=clock.now)

    condition: Mapped[Condition | None] = relationship(lazy="raise")
    owner: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=owner_id)
    saved_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=saved_by_id)


class ScreeningHit(Base):
    """A rule found something: of the forum's own (`built_in` names it) or of the moderators' (`rule_id`).

    Without a post it is a nudge that was shown: nobody keeps who read it, and what of. With one, the text is stored.
    It was false if its case was decided "keep".
    """

    __tablename__ = "screening_hit"
    __table_args__ = (
        CheckConstraint("(rule_id IS NULL) = (built_in <> '')", name="one_rule"),
        Index("ix_screening_hit_rule_id", "rule_id"),
        Index("ix_screening_hit_post_id", "post_id"),
        Index("ix_screening_hit_case_id", "case_id"),
    )

    id: Mapped[Id]
    rule_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("screening_rule.id", ondelete="RESTRICT"))
    built_in: Mapped[str] = mapped_column(String(20), default="", server_default="")
    post_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("post.id", ondelete="CASCADE"))
    case_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("moderation_case.id", ondelete="SET NULL"))
    at: Mapped[Moment] = mapped_column(default=clock.now)

    rule: Mapped[ScreeningRule | None] = relationship(lazy="raise")
    post: Mapped[Post | None] = relationship(lazy="raise")
    case: Mapped[Case | None] = relationship(lazy="raise")


class ScreeningMark(Base):
    """By what a newcomer's text is known again: its words ("text:…", hashed) or a vendor it names ("vendor:…")."""

    __tablename__ = "screening_mark"
    __table_args__ = (Index("ix_screening_mark_sign", "sign", "at"),)

    post_id: Mapped[int] = mapped_column(BigKey, ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    sign: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[Moment] = mapped_column(default=clock.now)


class Wave(Base):
    """Texts that are alike, by several newcomers in a short time. Its cases name it, and stand as one in the queue."""

    __tablename__ = "screening_wave"

    id: Mapped[Id]
    sign: Mapped[str] = mapped_column(String(80), unique=True)
    started_at: Mapped[Moment] = mapped_column(default=clock.now)
