"""Who looked at a member's e-mail address, and who sees it at present."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from forum.accounts.models import Member
from forum.database import db
from forum.moderation.models import Action
from forum.moderation.queries.aliases import TOLD_AFTER
from forum.moderation.queries.log import target_of_member
from forum.viewers import Viewer

__all__ = ["EMAIL_SHOWN", "EmailLook", "ShownEmail", "email_looks_at", "shown_email"]

EMAIL_SHOWN = timedelta(minutes=30)  # as long as a claim: what one asked for belongs to what one is doing
LOOKS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ShownEmail:
    """The address, or None where the member has none, for a moderator who asked; until when."""

    address: str | None
    until: datetime


@dataclass(frozen=True, slots=True)
class EmailLook:
    """That a moderator looked, when and why. Not which moderator."""

    at: datetime
    reason: str


def shown_email(viewer: Viewer, member: Member, *, at: datetime) -> ShownEmail | None:
    """What this moderator sees of the address now; None for one who has not asked of late."""
    query = (
        select(Action.at)
        .where(Action.verb == "look_email", Action.target == target_of_member(member.id))
        .where(Action.actor_id == viewer.id, Action.at > at - EMAIL_SHOWN)
        .order_by(Action.id.desc())
        .limit(1)
    )
    asked_at = db.session.scalar(query)
    return ShownEmail(member.email, asked_at + EMAIL_SHOWN) if asked_at is not None else None


def email_looks_at(member_id: int, *, at: datetime) -> Sequence[EmailLook]:
    """When moderators looked at the address, as far as the member is told by now; newest first."""
    query = (
        select(Action.at, Action.reason)
        .where(Action.verb == "look_email", Action.target == target_of_member(member_id))
        .where(Action.at <= at - TOLD_AFTER)
        .order_by(Action.id.desc())
        .limit(LOOKS_SHOWN)
    )
    return [EmailLook(looked_at, reason) for looked_at, reason in db.session.execute(query)]
