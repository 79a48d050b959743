"""Limits on members, written for moderation, and blocks between members."""

from datetime import datetime

from flask_babel import gettext as _

from forum import clock
from forum.accounts import queries
from forum.accounts.models import Block, Limit, Member
from forum.database import db, lock
from forum.errors import Refused
from forum.viewers import Viewer

__all__ = ["add_limit", "block_member", "lift_limit", "resume_limit", "unblock_member"]


def add_limit(
    member: Member, *, kind: str, reason: str, until: datetime | None = None, condition_id: int | None = None
) -> Limit:
    """Forbid a member something ("silenced", "held", "suspended"), on the whole site or in one condition."""
    lock(member)
    limit = Limit(member_id=member.id, kind=kind, reason=reason, until=until, condition_id=condition_id)
    db.session.add(limit)
    db.session.flush()
    return limit


def lift_limit(limit: Limit) -> None:
    """End a limit now. Lifting it again changes nothing."""
    if limit.lifted_at is None:
        limit.lifted_at = clock.now()
    db.session.flush()


def resume_limit(limit: Limit) -> None:
    """Let a limit hold again that was lifted by mistake."""
    limit.lifted_at = None
    db.session.flush()


def block_member(viewer: Viewer, *, member: Member) -> None:
    """Neither will read the other or be told of the other. Raises Refused for oneself."""
    assert viewer.id is not None
    if viewer.id == member.id:
        raise Refused(_("You cannot block yourself."))
    lock(queries.get_member(viewer.id))  # two clicks at once make one row
    if queries.find_block(viewer.id, member.id) is None:
        db.session.add(Block(blocker_id=viewer.id, blocked_id=member.id))
    db.session.flush()


def unblock_member(viewer: Viewer, *, member: Member) -> None:
    """Undo a block. Undoing it again changes nothing."""
    assert viewer.id is not None
    block = queries.find_block(viewer.id, member.id)
    if block is not None:
        db.session.delete(block)
    db.session.flush()
