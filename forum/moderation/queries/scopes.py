"""Whose cases are whose: a moderator looks after the whole forum, or after some conditions and nothing else."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from forum.accounts.models import ModeratorCondition
from forum.conditions.models import Condition
from forum.database import db
from forum.moderation.models import Case

__all__ = ["conditions_by_slug", "in_charge"]


def in_charge(member_id: Any) -> ColumnElement[bool]:  # Any: a column of the query around it, or a key
    """Whether a Case is one of those that the moderator with this key looks after, in a query that reads cases.

    The same as Viewer.moderates(case.condition_id), where there is a viewer. What belongs to no condition (a member,
    a message to the team) is for moderators of the whole forum.
    """
    any_row = exists().where(ModeratorCondition.member_id == member_id).correlate_except(ModeratorCondition)
    row = exists().where(
        ModeratorCondition.member_id == member_id, ModeratorCondition.condition_id == Case.condition_id
    )
    return or_(~any_row, row.correlate_except(ModeratorCondition))


def conditions_by_slug() -> Mapping[str, tuple[int, str]]:
    """The key and the name of every condition, by its slug, in the order of their names."""
    query = select(Condition.slug, Condition.id, Condition.name).order_by(Condition.name)
    return {slug: (key, name) for slug, key, name in db.session.execute(query)}
