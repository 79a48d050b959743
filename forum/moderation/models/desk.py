"""What a moderator keeps at hand, and decisions that were made together."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from forum import clock
from forum.columns import BigKey, Id, Moment, PublicId
from forum.database import Base

__all__ = ["LONGEST_VIEW_NAME", "Batch", "BatchItem", "SavedView"]

LONGEST_VIEW_NAME = 60


class SavedView(Base):
    """The filters of the queue under a name of one's own. `filters` is what the address has."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("member_id", "name"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(LONGEST_VIEW_NAME))
    filters: Mapped[dict[str, str]] = mapped_column(JSON)
    created_at: Mapped[Moment] = mapped_column(default=clock.now)


class Batch(Base):
    """Several cases that one moderator decided with one press. `left`: which were not decided (case), and `why`."""

    __tablename__ = "batch"
    __table_args__ = (Index("ix_batch_made_by_id", "made_by_id"),)

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    made_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    made_at: Mapped[Moment] = mapped_column(default=clock.now)
    left: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class BatchItem(Base):
    """One decision of a batch."""

    __tablename__ = "batch_item"

    decision_id: Mapped[int] = mapped_column(BigKey, ForeignKey("decision.id", ondelete="RESTRICT"), primary_key=True)
    batch_id: Mapped[int] = mapped_column(BigKey, ForeignKey("batch.id", ondelete="RESTRICT"), index=True)
