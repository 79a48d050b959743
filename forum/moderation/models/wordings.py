"""Words that the team sends again and again: for a rule, or a reply; every version is kept."""

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum import clock
from forum.accounts.models import Member
from forum.columns import BigKey, Body, Counter, Id, Moment, PublicId
from forum.database import Base

__all__ = ["Wording", "WordingVersion"]


class Wording(Base):
    """Words for the rule with this number, whichever version of it is in force; without a number, a reply.

    `version` is the newest one, which is offered to moderators unless it was retired.
    """

    __tablename__ = "wording"

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    rule_number: Mapped[int | None] = mapped_column(Integer, unique=True)
    version: Mapped[Counter]
    retired_at: Mapped[Moment | None]


class WordingVersion(Base):
    """The words as somebody left them. Empty words of a rule offer nothing."""

    __tablename__ = "wording_version"
    __table_args__ = (
        UniqueConstraint("wording_id", "number"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[Id]
    wording_id: Mapped[int] = mapped_column(BigKey, ForeignKey("wording.id", ondelete="RESTRICT"))
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(120), default="")
    body: Mapped[Body]
    written_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    written_at: Mapped[Moment] = mapped_column(default=clock.now)

    wording: Mapped[Wording] = relationship(lazy="raise")
    written_by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=written_by_id)
