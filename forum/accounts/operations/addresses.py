"""E-mail addresses: optional, and counting for nothing until their owner has confirmed them."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from forum import clock
from forum.accounts import queries
from forum.accounts.models import MailToken, Member
from forum.accounts.operations.attempts import Allowance, record_attempt, stop_if_too_many
from forum.accounts.operations.letters import (
    drop_mailed_links,
    mail_address_changed,
    mail_address_known,
    mail_confirmation,
)
from forum.accounts.operations.sign_ins import check_password
from forum.database import db, lock, savepoint
from forum.errors import NotFound, Refused

__all__ = ["add_address", "confirm_address", "remove_address"]

LETTERS = Allowance("confirm_mail", 5, timedelta(minutes=30))


def add_address(member: Member, *, email: str, password: str) -> None:
    """Mail a link to the address. One that belongs to somebody else gets a letter too, and the same answer."""
    stop_if_too_many(LETTERS, f"member {member.id}")
    stop_if_too_many(LETTERS, email)
    check_password(member, password=password)
    record_attempt(LETTERS, f"member {member.id}")
    record_attempt(LETTERS, email)
    lock(member)
    member.pending_email = email
    owner = queries.find_member_by_email(email)
    if owner is None:
        mail_confirmation(member, address=email)
    else:
        drop_mailed_links(member, purpose="confirm")
        mail_address_known(email)
    db.session.flush()


def confirm_address(link: MailToken) -> None:
    """Let the address count from now on. Raises NotFound for a link that has been used, Refused for a taken address."""
    member = lock(link.member)
    if member.pending_email is None or member.deleted_at is not None or not queries.is_mail_token_there(link.id):
        raise NotFound
    before = member.email
    try:
        with savepoint():
            member.email, member.confirmed_at, member.pending_email = member.pending_email, clock.now(), None
            db.session.flush()
    except IntegrityError as error:
        raise Refused(_("This address cannot be used for this account.")) from error
    drop_mailed_links(member)
    if before is not None and before != member.email:
        mail_address_changed(before)
    db.session.flush()


def remove_address(member: Member) -> None:
    """Forget the address, confirmed or not, and make the links that were mailed to it useless."""
    lock(member)
    before = member.email
    member.email = member.confirmed_at = member.pending_email = None
    drop_mailed_links(member)
    if before is not None:
        mail_address_changed(before)
    db.session.flush()
