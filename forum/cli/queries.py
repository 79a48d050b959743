"""What commands and the worker read that no page asks for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from forum.accounts.models import Member, Role
from forum.database import db
from forum.mail import Letter

__all__ = ["find_letter", "letters_due", "members_with_roles"]


def find_letter(letter_id: int) -> Letter | None:
    """The letter with this key, if it is still there."""
    return db.session.get(Letter, letter_id)


def letters_due(*, at: datetime, most_tries: int) -> Sequence[int]:
    """The keys of letters that should have been sent by now, oldest first."""
    query = (
        select(Letter.id)
        .where(Letter.sent_at.is_(None), Letter.next_try_at <= at, Letter.tries < most_tries)
        .order_by(Letter.created_at)
        .limit(500)
    )
    return db.session.scalars(query).all()


def members_with_roles() -> Sequence[Member]:
    """Everybody who holds a role, by name, with the roles."""
    query = (
        select(Member)
        .where(Member.roles.any(Role.id.is_not(None)), Member.deleted_at.is_(None))
        .options(selectinload(Member.roles))
        .order_by(Member.name_key)
    )
    return db.session.scalars(query).all()
