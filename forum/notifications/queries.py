"""Reading a member's box."""

from datetime import datetime

from sqlalchemy import bindparam, exists, func, select

from forum.columns import MomentColumn
from forum.database import db, read_plain
from forum.notifications.models import Notice
from forum.paging import Page, page_count

__all__ = ["NOTICES_PER_PAGE", "is_told", "notices_page", "unread_count"]

NOTICES_PER_PAGE = 30

# Asked on every page of a member, and therefore made once.
UNREAD = select(func.count()).where(
    Notice.member_id == bindparam("member"),
    Notice.read_at.is_(None),
    Notice.visible_from <= bindparam("at", type_=MomentColumn()),
)


def unread_count(member_id: int, *, at: datetime) -> int:
    """How many notices the member could see at this moment and has not."""
    count: int = read_plain(UNREAD, {"member": member_id, "at": at}).scalar_one()
    return count


def is_told(origin: str) -> bool:
    """Whether anybody was told of what `origin` names."""
    return db.session.execute(select(exists().where(Notice.origin == origin))).scalar_one()


def notices_page(member_id: int, *, at: datetime, number: int) -> Page[Notice]:
    """One page of what has become visible, newest first."""
    visible = (Notice.member_id == member_id) & (Notice.visible_from <= at)
    total = db.session.execute(select(func.count()).where(visible)).scalar_one()
    pages = page_count(total, NOTICES_PER_PAGE)
    number = min(number, pages)
    query = (
        select(Notice)
        .where(visible)
        .order_by(Notice.visible_from.desc(), Notice.id.desc())
        .limit(NOTICES_PER_PAGE)
        .offset((number - 1) * NOTICES_PER_PAGE)
    )
    return Page(items=db.session.scalars(query).all(), number=number, pages=pages, total=total)
