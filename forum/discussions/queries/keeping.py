"""What a member keeps about texts: drafts."""

from sqlalchemy import func, select

from forum.database import db
from forum.discussions.models import Draft

__all__ = ["count_drafts", "find_draft"]


def find_draft(member_id: int, place: str) -> Draft | None:
    """What this member typed there and did not post."""
    query = select(Draft).where(Draft.member_id == member_id, Draft.place == place)
    return db.session.execute(query).scalar_one_or_none()


def count_drafts(member_id: int, *, besides: str) -> int:
    """How many drafts this member keeps for other places."""
    query = select(func.count()).select_from(Draft).where(Draft.member_id == member_id, Draft.place != besides)
    return db.session.execute(query).scalar_one()
