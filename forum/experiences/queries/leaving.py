"""Reading all that is one member's."""

from collections.abc import Sequence

from sqlalchemy import select

from forum.database import db
from forum.experiences.models import Experience

__all__ = ["experiences_of"]


def experiences_of(member_id: int) -> Sequence[Experience]:
    """The member's experiences, shared or not, in the order in which they are locked."""
    return db.session.scalars(select(Experience).where(Experience.member_id == member_id).order_by(Experience.id)).all()
