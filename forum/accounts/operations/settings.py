"""What a member sets for themselves."""

from forum.accounts.models import Member
from forum.database import db

__all__ = ["set_timezone"]


def set_timezone(member: Member, *, timezone: str) -> None:
    """Show times as clocks run there (a key of the IANA time zone database)."""
    member.timezone = timezone
    db.session.flush()
