"""The chain that shows whether a line of the moderation log was changed, added or taken out later."""

import hashlib
import json

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from forum.columns import BigKey
from forum.database import Base
from forum.moderation.models.cases import Action

__all__ = ["NOTHING", "LogHead", "Seal", "seal_of"]

NOTHING = "0" * 64  # what the first line is chained to


class Seal(Base):
    """The SHA-256 of a line of the log together with the seal of the line before it."""

    __tablename__ = "log_seal"

    action_id: Mapped[int] = mapped_column(BigKey, ForeignKey("action.id", ondelete="RESTRICT"), primary_key=True)
    seal: Mapped[str] = mapped_column(String(64))


class LogHead(Base):
    """How long the log is and how it ends: without it, lines cut off its end would not be missed. One row."""

    __tablename__ = "log_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    lines: Mapped[int] = mapped_column(Integer)
    seal: Mapped[str] = mapped_column(String(64))


def seal_of(action: Action, *, previous: str) -> str:
    """The seal of a stored line (64 hexadecimal digits): all its columns as JSON with sorted keys, after `previous`.

    SHA-256 (FIPS 180-4) from the standard library. Every column is covered: the database lets none of them change.
    """
    line = {
        "id": action.id,
        "at": action.at.isoformat(timespec="microseconds"),
        "actor_id": action.actor_id,
        "verb": action.verb,
        "case_id": action.case_id,
        "decision_id": action.decision_id,
        "target": action.target,
        "reason": action.reason,
        "details": action.details,
    }
    words = json.dumps([previous, line], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode("ascii")).hexdigest()
