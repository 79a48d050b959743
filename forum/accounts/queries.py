"""Reading members: by sign-in, by name, by id."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from forum.accounts.models import Block, Limit, Member, SignIn, Voice
from forum.accounts.names import name_key
from forum.database import db
from forum.errors import NotFound
from forum.viewers import ActiveLimit, Viewer

__all__ = [
    "blocked_either_way",
    "find_block",
    "find_sign_in",
    "get_limit",
    "get_member",
    "get_member_by_name",
    "own_voice",
    "viewer_of",
]


def find_sign_in(token_hash: str) -> SignIn | None:
    """The sign-in that this cookie belongs to, with its member, roles, limits and consents; one statement."""
    query = (
        select(SignIn)
        .where(SignIn.token_hash == token_hash, SignIn.ended_at.is_(None))
        .options(
            joinedload(SignIn.member).options(
                joinedload(Member.roles), joinedload(Member.limits), joinedload(Member.consents)
            )
        )
    )
    return db.session.execute(query).unique().scalar_one_or_none()


def viewer_of(member: Member, *, at: datetime) -> Viewer:
    """The plain values that policies need of a member whose roles, limits and consents are loaded."""
    return Viewer(
        id=member.id,
        name=member.name,
        roles=frozenset(role.name for role in member.roles),
        limits=tuple(
            ActiveLimit(limit.kind, limit.condition_id, limit.until, limit.reason)
            for limit in member.limits
            if limit.is_in_force(at)
        ),
        joined_at=member.joined_at,
        timezone=member.timezone,
        consented=any(c.kind == "health_data" and c.withdrawn_at is None for c in member.consents),
    )


def get_member(member_id: int) -> Member:
    """The member with this key, with roles, limits and consents. Raises NotFound."""
    query = (
        select(Member)
        .where(Member.id == member_id)
        .options(joinedload(Member.roles), joinedload(Member.limits), joinedload(Member.consents))
    )
    member = db.session.execute(query).unique().scalar_one_or_none()
    if member is None:
        raise NotFound
    return member


def get_member_by_name(name: str) -> Member:
    """The member called so, in whatever case, unless the account was deleted. Raises NotFound."""
    key = name_key(name)
    if "\x00" in key:  # PostgreSQL takes none
        raise NotFound
    query = (
        select(Member)
        .where(Member.name_key == key, Member.deleted_at.is_(None))
        .options(joinedload(Member.roles), joinedload(Member.limits), joinedload(Member.consents))
    )
    member = db.session.execute(query).unique().scalar_one_or_none()
    if member is None:
        raise NotFound
    return member


def own_voice(member_id: int) -> Voice:
    """The voice in which a member speaks under their own name."""
    query = select(Voice).where(Voice.member_id == member_id, Voice.topic_id.is_(None))
    return db.session.scalars(query).one()


def blocked_either_way(
    viewer_id: int | None, member_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    """Whether the viewer blocked the member in this column, or was blocked by them: an EXISTS for other queries."""
    if viewer_id is None:
        return false()
    return (
        exists()
        .where(
            or_(
                and_(Block.blocker_id == viewer_id, Block.blocked_id == member_id),
                and_(Block.blocker_id == member_id, Block.blocked_id == viewer_id),
            )
        )
        .correlate_except(Block)
    )


def find_block(blocker_id: int, blocked_id: int) -> Block | None:
    """The block of one member by another, if there is one."""
    return db.session.get(Block, (blocker_id, blocked_id))


def get_limit(limit_id: int) -> Limit:
    """The limit with this key. Raises NotFound."""
    limit = db.session.get(Limit, limit_id)
    if limit is None:
        raise NotFound
    return limit
