"""Putting notices into members' boxes, taking them back, marking them read."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, delete, insert, literal, update

from forum import clock
from forum.columns import MomentColumn
from forum.database import change, db
from forum.notifications.models import Notice

__all__ = ["mark_all_read", "notify", "notify_chosen", "notify_each", "withdraw"]


def notify(member_id: int, *, kind: str, path: str, origin: str = "", visible_from: datetime | None = None) -> None:
    """Tell one member that something happened at `path`; nobody sees it before `visible_from`."""
    notify_each([member_id], kind=kind, path=path, origin=origin, visible_from=visible_from)


def notify_each(
    member_ids: Iterable[int], *, kind: str, path: str, origin: str = "", visible_from: datetime | None = None
) -> None:
    """Tell several members the same, each once."""
    moment = clock.now()
    db.session.add_all(
        Notice(
            member_id=member_id,
            kind=kind,
            path=path,
            origin=origin,
            created_at=moment,
            visible_from=visible_from or moment,
        )
        for member_id in dict.fromkeys(member_ids)
    )
    db.session.flush()


def notify_chosen(members: Select[tuple[int]], *, kind: str, path: str, origin: str = "") -> None:
    """Tell everyone whom this query of members' keys finds, however many, in one statement."""
    moment = literal(clock.now(), MomentColumn())
    columns = ["member_id", "kind", "path", "origin", "created_at", "visible_from"]
    told = members.add_columns(literal(kind), literal(path), literal(origin), moment, moment)
    change(insert(Notice).from_select(columns, told, include_defaults=False))


def withdraw(origin: str) -> None:
    """Take back what `origin` caused and nobody has seen yet."""
    change(delete(Notice).where(Notice.origin == origin, Notice.visible_from > clock.now()))


def mark_all_read(member_id: int, *, until: datetime) -> None:
    """The member has seen what was visible at `until`."""
    query = (
        update(Notice)
        .where(Notice.member_id == member_id, Notice.read_at.is_(None), Notice.visible_from <= until)
        .values(read_at=clock.now())
    )
    change(query)
