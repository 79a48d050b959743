"""A case about somebody who may be at risk: who looks after it, and what was done."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum import clock
from forum.accounts.models import Member
from forum.columns import BigKey, Body, Id, Moment, PublicId
from forum.database import Base
from forum.moderation.models.cases import Case

__all__ = ["STEP_KINDS", "AtRisk", "RiskStep"]

# Who took it on, gave it back or went on with it; what was noted, sent and answered; what happened by itself; its end.
STEP_KINDS = (
    "taken",
    "taken_over",
    "handed_over",
    "returned",
    "note",
    "message",
    "answer",
    "taken_back",
    "alarm",
    "reminder",
    "closed",
    "reopened",
    "ordinary",
)


class AtRisk(Base):
    """Who looks after somebody who may be at risk. The row is there as long as its case has severity 0.

    Nobody looks after it since `waiting_since` while `holder_id` is empty; `alarmed_at` is when that was too long.
    `remind_at` is when the holder is asked to look once more, and empty once they were.
    """

    __tablename__ = "at_risk"
    __table_args__ = (Index("ix_at_risk_holder_id", "holder_id"),)

    case_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("moderation_case.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
    waiting_since: Mapped[Moment] = mapped_column(default=clock.now)
    holder_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    taken_at: Mapped[Moment | None]
    alarmed_at: Mapped[Moment | None]
    remind_at: Mapped[Moment | None]

    holder: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=holder_id)


class RiskStep(Base):
    """One thing that was done for somebody who may be at risk. Not in the log: these words can be forgotten.

    The steps of whom it is about ("answer", "taken_back") name nobody: they may stand under a one-off name.
    """

    __tablename__ = "risk_step"
    __table_args__ = (
        Index("ix_risk_step_case_id", "case_id"),
        CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in STEP_KINDS)})", name="kind"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    case_id: Mapped[int] = mapped_column(BigKey, ForeignKey("moderation_case.id", ondelete="RESTRICT"))
    by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[Moment] = mapped_column(default=clock.now)
    words: Mapped[Body]

    case: Mapped[Case] = relationship(lazy="raise", viewonly=True)
