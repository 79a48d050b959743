"""A reader's objection to a sentence of a summary, with its answer."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum import clock
from forum.columns import BigKey, Body, Id, Moment, PublicId
from forum.database import Base
from forum.evidence.models import Summary

__all__ = ["OUTCOMES", "Challenge"]

OUTCOMES = ("answered", "changed", "declined")


class Challenge(Base):
    """One sentence, what somebody says is wrong with it, and what an editor answered. Never changed once answered.

    `words` are empty once whoever wrote them left and wanted nothing of theirs to be read.
    """

    __tablename__ = "challenge"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'answered', 'changed', 'declined')", name="state"),
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),
        Index("ix_challenge_summary_id_state", "summary_id", "state"),
        Index("ix_challenge_member_id", "member_id"),
        Index("ix_challenge_answered_by_id", "answered_by_id"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    summary_id: Mapped[int] = mapped_column(BigKey, ForeignKey("summary.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)  # the version in which the sentence stands
    sentence: Mapped[Body]  # as it stands there, without its citations
    words: Mapped[Body]
    is_personal: Mapped[bool]  # about a person: read by its writer and by editors alone
    member_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    made_at: Mapped[Moment] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(String(10), default="open")
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    answered_at: Mapped[Moment | None]

    summary: Mapped[Summary] = relationship(lazy="raise")
