"""Notices: something happened at an address; what stands there is asked when it is read."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from forum import clock
from forum.columns import BigKey, Id, Moment
from forum.database import Base

__all__ = ["NOTICE_KINDS", "Notice"]

NOTICE_KINDS = (
    "reply",
    "quote",
    "new_topic",
    "decision",
    "message",
    "flag_outcome",
    "account",
    "case",
    "taken_over",
    "case_news",
    "alarm",
    "look_again",
    "looked_after",
    "talk",
    "check_in",
    "held",
    "challenge",
    "challenge_outcome",
    "under_review",
    "review_due",
    "new_source",
    "draft_taken",
    "draft_waiting",
    "draft_approved",
    "draft_back",
    "draft_comment",
    "draft_published",
    "second_look",
)


class Notice(Base):
    """One line for one member. `path` is an address on this site; no title, name or text is kept here.

    Inbox, feeds and mail show it only from `visible_from` on: a moderator's decision sets it ahead,
    which is the time to undo.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_member_id_visible_from", "member_id", "visible_from"),
        Index("ix_notice_origin", "origin"),
    )

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    path: Mapped[str] = mapped_column(String(200))
    origin: Mapped[str] = mapped_column(String(60), default="")  # what caused it, such as "action:17"
    created_at: Mapped[Moment] = mapped_column(default=clock.now)
    visible_from: Mapped[Moment] = mapped_column(default=clock.now)
    read_at: Mapped[Moment | None]
