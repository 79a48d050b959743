"""Who holds a role now, as a criterion for the queries of other areas."""

from sqlalchemy import ColumnElement, exists, or_

from forum import clock
from forum.accounts.models import Limit, Member, Role, member_role

__all__ = ["holds_role"]


def holds_role(name: str, member: type[Member] = Member) -> ColumnElement[bool]:
    """Whether a member holds this role, is there, and is not suspended now."""
    now = clock.now()
    suspended = exists().where(
        Limit.member_id == member.id,
        Limit.kind == "suspended",
        Limit.lifted_at.is_(None),
        Limit.starts_at <= now,
        or_(Limit.until.is_(None), Limit.until > now),
    )
    holds = exists().where(member_role.c.member_id == member.id, member_role.c.role_id == Role.id, Role.name == name)
    return holds & ~suspended & member.active & member.deleted_at.is_(None)
