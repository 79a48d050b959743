"""What moderators write down for each other, on a case or on a member."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from forum import clock
from forum.columns import BigKey, Body, Id, Moment
from forum.database import Base

__all__ = ["Note"]


class Note(Base):
    """A note on exactly one of a case and a member. Whom it is about reads it in the file of their data, without names.

    A note on a member is gone with the account; one on a case stays with the case, as decisions do.
    """

    __tablename__ = "moderation_note"
    __table_args__ = (
        CheckConstraint("(case_id IS NULL) <> (member_id IS NULL)", name="one_subject"),
        Index("ix_moderation_note_case_id", "case_id"),
        Index("ix_moderation_note_member_id", "member_id"),
    )

    id: Mapped[Id]
    case_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("moderation_case.id", ondelete="RESTRICT"))
    member_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"))
    written_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    body: Mapped[Body]
    written_at: Mapped[Moment] = mapped_column(default=clock.now)
