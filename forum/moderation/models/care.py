"""What a moderator asked for to bear the work. Nobody else sees it."""

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from forum.columns import BigKey, Id, Moment
from forum.database import Base

__all__ = ["HIGHEST_CAP", "ModeratorCare", "SparedTopic"]

HIGHEST_CAP = 200  # decisions a day; more is no limit any more


class ModeratorCare(Base):
    """How the words are shown, and after how many decisions a day it is enough. `went_on_at`: the cap was passed."""

    __tablename__ = "moderator_care"
    __table_args__ = (CheckConstraint(f"daily_cap BETWEEN 1 AND {HIGHEST_CAP}", name="daily_cap"),)

    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    covers_words: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    daily_cap: Mapped[int | None] = mapped_column(Integer)
    went_on_at: Mapped[Moment | None]


class SparedTopic(Base):
    """A reason or a condition whose cases this moderator would rather leave to others."""

    __tablename__ = "spared_topic"
    __table_args__ = (
        CheckConstraint("(reason IS NULL) <> (condition_id IS NULL)", name="one_topic"),
        UniqueConstraint("member_id", "reason"),
        UniqueConstraint("member_id", "condition_id"),
    )

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"))
    reason: Mapped[str | None] = mapped_column(String(20))
    condition_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("condition.id", ondelete="CASCADE"), index=True)
