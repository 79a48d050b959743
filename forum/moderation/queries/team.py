"""Who may act on a case, who would rather not, and whether anybody else remains."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Member
from forum.accounts.role_holders import holds_role
from forum.database import db
from forum.moderation.models import Case, SparedTopic
from forum.moderation.queries.recusal import too_close
from forum.moderation.queries.scopes import in_charge

__all__ = [
    "is_at_work",
    "is_left_to",
    "may_decide",
    "moderators_at_work",
    "spares",
    "works_as_moderator",
]

Other = aliased(Member, name="other_moderator")


def is_at_work(member: type[Member] = Member) -> ColumnElement[bool]:
    """Whether a member is a moderator who has not stepped back."""
    return and_(holds_role("moderator", member), member.away_since.is_(None))


def works_as_moderator(member_id: int) -> bool:
    """Whether the member with this key is one."""
    return db.session.scalar(select(exists().where(Member.id == member_id, is_at_work()))) or False


def may_decide(member: type[Member] = Member) -> ColumnElement[bool]:
    """Whether a member may decide a Case, in a query that reads both."""
    return and_(is_at_work(member), in_charge(member.id), ~too_close(member.id))


def spares(member_id: Any) -> ColumnElement[bool]:  # Any: a column of the query around it, or a key
    """Whether the moderator with this key asked not to see such a Case."""
    topic = or_(SparedTopic.reason == Case.reason, SparedTopic.condition_id == Case.condition_id)
    return exists().where(SparedTopic.member_id == member_id, topic).correlate_except(SparedTopic)


def is_left_to(member_id: Any) -> ColumnElement[bool]:  # Any: as above
    """Whether nobody but the moderator with this key could take a Case without being asked to bear what they spare."""
    others = select(Other.id).where(Other.id != member_id, may_decide(Other), ~spares(Other.id))
    return ~others.correlate(Case).exists()


def moderators_at_work() -> int:
    """How many moderators share the work now. Who has stepped back is nobody's to know."""
    return db.session.execute(select(func.count()).select_from(Member).where(is_at_work())).scalar_one()
