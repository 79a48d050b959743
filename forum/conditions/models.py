"""Conditions, the names they go by, and who follows them."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum import clock
from forum.columns import BigKey, Counter, Id, Moment, Name
from forum.database import Base

__all__ = ["Condition", "Follow", "Synonym"]


class Condition(Base):
    """An illness for which people take LDN. `position` orders the groups and the conditions in them."""

    __tablename__ = "condition"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[Name]
    group: Mapped[str] = mapped_column(String(60))
    position: Mapped[int] = mapped_column(Integer)
    codes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # MeSH, where it was seen
    topics_everyone: Mapped[Counter]  # topics that anyone may read
    topics_members: Mapped[Counter]  # topics that a member may read (the former included)

    synonyms: Mapped[list["Synonym"]] = relationship(
        lazy="raise", order_by="Synonym.position", back_populates="condition"
    )


class Synonym(Base):
    """Another name of a condition. `key` is the form that the finder compares."""

    __tablename__ = "synonym"
    __table_args__ = (UniqueConstraint("condition_id", "key"), Index("ix_synonym_key", "key"))

    id: Mapped[Id]
    condition_id: Mapped[int] = mapped_column(BigKey, ForeignKey("condition.id", ondelete="CASCADE"))
    name: Mapped[Name]
    key: Mapped[str] = mapped_column(String(80))
    position: Mapped[int] = mapped_column(Integer)

    condition: Mapped[Condition] = relationship(lazy="raise", back_populates="synonyms")


class Follow(Base):
    """A member wants to hear of new topics about a condition."""

    __tablename__ = "follow"
    __table_args__ = (Index("ix_follow_condition_id", "condition_id"),)

    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    condition_id: Mapped[int] = mapped_column(BigKey, ForeignKey("condition.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[Moment] = mapped_column(default=clock.now)
