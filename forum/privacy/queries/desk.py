"""What a member set and kept as a moderator."""

from sqlalchemy import select

from forum.accounts.models import ModeratorCondition
from forum.conditions.models import Condition
from forum.database import db
from forum.moderation.models import ModeratorCare, SavedView, SparedTopic
from forum.privacy.queries.entries import Entry, rows

__all__ = ["bearing", "moderated", "spared", "views"]


def moderated(member_id: int) -> list[Entry]:
    """The conditions that the member looks after as a moderator, where it is not the whole forum."""
    query = (
        select(Condition.name)
        .join(ModeratorCondition, ModeratorCondition.condition_id == Condition.id)
        .where(ModeratorCondition.member_id == member_id)
    )
    return [{"condition": name} for name in db.session.scalars(query.order_by(Condition.name))]


def views(member_id: int) -> list[Entry]:
    """The filters that the member, as a moderator, keeps under names."""
    query = select(SavedView).where(SavedView.member_id == member_id).order_by(SavedView.id)
    return rows(db.session.scalars(query), "name", "filters", "created_at")


def bearing(member_id: int) -> list[Entry]:
    """How the member wants to work as a moderator."""
    query = select(ModeratorCare).where(ModeratorCare.member_id == member_id)
    return rows(db.session.scalars(query), "covers_words", "daily_cap", "went_on_at")


def spared(member_id: int) -> list[Entry]:
    """What the member, as a moderator, would rather not see."""
    query = (
        select(SparedTopic.reason, Condition.name)
        .outerjoin(Condition, SparedTopic.condition_id == Condition.id)
        .where(SparedTopic.member_id == member_id)
    )
    found = db.session.execute(query.order_by(SparedTopic.id))
    return [{"reason": reason, "condition": condition} for reason, condition in found]
