"""A version of a summary while it is written, what editors say to each other about it, and who signed it."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum import clock
from forum.accounts.models import Member
from forum.columns import BigKey, Body, Id, Moment, PublicId
from forum.conditions.models import Condition
from forum.database import Base
from forum.evidence.models import SummaryRevision, one_of

__all__ = ["ROLES", "STATES", "DraftComment", "SummaryDraft", "SummarySignature"]

# Written; handed to another editor; approved by one; shown as a version; put away, still readable for editors.
STATES = ("draft", "waiting", "approved", "published", "dropped")
# Wrote it; approved the draft; looked again at what one person had published; read it as a clinician.
ROLES = ("writer", "approver", "second", "clinician")


class SummaryDraft(Base):
    """A version that an editor writes. Once published its words stand in a revision, which is never edited."""

    __tablename__ = "summary_draft"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published"),
        Index("ix_summary_draft_condition_id_state", "condition_id", "state"),
        Index("ix_summary_draft_written_by_id", "written_by_id"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    condition_id: Mapped[int] = mapped_column(BigKey, ForeignKey("condition.id", ondelete="CASCADE"))
    base_number: Mapped[int | None] = mapped_column(Integer)  # the version it began from; null: there was none
    state: Mapped[str] = mapped_column(String(10), default="draft")
    is_urgent: Mapped[bool] = mapped_column(default=False)
    parts: Mapped[dict[str, Any]] = mapped_column(JSON)  # in the shape of SummaryRevision.parts
    searched_on: Mapped[date | None] = mapped_column(Date)
    searched_where: Mapped[Body] = mapped_column(default="")
    review_due: Mapped[date | None] = mapped_column(Date)
    change_note: Mapped[Body] = mapped_column(default="")
    written_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(Integer, default=1)  # one more with each change, also of its state
    created_at: Mapped[Moment] = mapped_column(default=clock.now)
    changed_at: Mapped[Moment] = mapped_column(default=clock.now)
    submitted_at: Mapped[Moment | None]
    published_at: Mapped[Moment | None]
    revision_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("summary_revision.id", ondelete="SET NULL"))

    condition: Mapped[Condition] = relationship(lazy="raise")
    written_by: Mapped[Member | None] = relationship(lazy="raise")
    revision: Mapped[SummaryRevision | None] = relationship(lazy="raise")


class DraftComment(Base):
    """What an editor says about a paragraph of a draft. For editors alone."""

    __tablename__ = "draft_comment"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) OR (done_at >= made_at)", name="done"),
        Index("ix_draft_comment_draft_id", "draft_id"),
    )

    id: Mapped[Id]
    draft_id: Mapped[int] = mapped_column(BigKey, ForeignKey("summary_draft.id", ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(String(20))  # the part of the page: short, q1, q2, not-shown, ongoing, studies
    quoted: Mapped[Body] = mapped_column(default="")  # the paragraph as it stood there
    words: Mapped[Body]
    member_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    made_at: Mapped[Moment] = mapped_column(default=clock.now)
    done_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    done_at: Mapped[Moment | None]

    member: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=member_id)


class SummarySignature(Base):
    """That an editor put their name to a version, with the interests and the qualification that they declared then."""

    __tablename__ = "summary_signature"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role"),
        CheckConstraint("draft_id IS NOT NULL OR revision_id IS NOT NULL", name="signed"),
        Index("ix_summary_signature_draft_id", "draft_id"),
        Index("ix_summary_signature_revision_id", "revision_id"),
        Index("ix_summary_signature_member_id", "member_id"),
    )

    id: Mapped[Id]
    draft_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("summary_draft.id", ondelete="CASCADE"))
    revision_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("summary_revision.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(10))
    member_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    interests: Mapped[Body]  # in the editor's words; "None" is a declaration, too
    qualification: Mapped[str] = mapped_column(Text, default="")  # as declared; nobody checks it
    is_clinician: Mapped[bool] = mapped_column(default=False)  # whether the qualification is a clinician's, as declared
    signed_at: Mapped[Moment] = mapped_column(default=clock.now)

    member: Mapped[Member | None] = relationship(lazy="raise")
