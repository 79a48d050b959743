"""Changing a password, and getting back in with a recovery code or a mailed link."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from forum.accounts import library, queries
from forum.accounts.models import Attempt, MailToken, Member
from forum.accounts.names import name_key
from forum.accounts.operations.attempts import Allowance, record_attempt, stop_if_too_many
from forum.accounts.operations.letters import drop_mailed_links, mail_password_changed, mail_reset
from forum.accounts.operations.registration import new_recovery_code, recovery_hash
from forum.accounts.operations.sign_ins import check_password, end_all_sign_ins, start_sign_in
from forum.accounts.refusals import WrongCode
from forum.database import after_commit, db, lock
from forum.errors import NotFound
from forum.extensions import network
from forum.jobs import enqueue
from forum.mail import mail_is_set_up

__all__ = [
    "Recovered",
    "ask_for_reset",
    "change_password",
    "recover",
    "renew_recovery_code",
    "reset_password",
    "set_password",
]

CODES_PER_NAME = Allowance("recovery_name", 10, timedelta(minutes=15))
CODES_PER_ADDRESS = Allowance("recovery_address", 25, timedelta(minutes=15))
LETTERS_PER_ADDRESS = Allowance("reset_mail", 5, timedelta(minutes=30))
ASKED_PER_ADDRESS = Allowance("reset_address", 25, timedelta(minutes=5))
NO_LETTER = 0  # no row has this key


@dataclass(frozen=True, slots=True)
class Recovered:
    """A new sign-in, and the recovery code that takes the place of the used one."""

    token: str
    recovery_code: str


def change_password(member: Member, *, password: str, new_password: str, device: str) -> str:
    """Set a new password, knowing the old. Every sign-in ends; the token of a new one is given."""
    check_password(member, password=password)
    hashed = library.hash_password(new_password)
    set_hash(member, hashed=hashed)
    return start_sign_in(member, device=device)


def set_password(member: Member, *, new_password: str) -> None:
    """Set a new password without the old one, for whoever runs the site. Every sign-in ends."""
    hashed = library.hash_password(new_password)
    set_hash(member, hashed=hashed)
    db.session.flush()


def set_hash(member: Member, *, hashed: str) -> None:
    """Keep a new password and end what the old one opened: sign-ins and mailed links.

    It locks the member, which reads the row afresh: change nothing else of the row before.
    """
    lock(member)
    member.password = hashed
    member.fs_uniquifier = library.new_token()
    end_all_sign_ins(member)
    drop_mailed_links(member)
    if member.email is not None and mail_is_set_up():
        mail_password_changed(member.email)


def renew_recovery_code(member: Member, *, password: str) -> str:
    """A new recovery code; the one before stops working. Raises WrongPassword."""
    check_password(member, password=password)
    lock(member)
    code = new_recovery_code()
    member.recovery_hash = recovery_hash(code)
    db.session.flush()
    return code


def recover(name: str, *, code: str, new_password: str, address: str | None, device: str) -> Recovered:
    """Set a new password with the recovery code, which is used up. Raises WrongCode and TooMany."""
    key, place = name_key(name), network(address)
    stop_if_too_many(CODES_PER_NAME, key)
    stop_if_too_many(CODES_PER_ADDRESS, place)
    record_attempt(CODES_PER_NAME, key)
    record_attempt(CODES_PER_ADDRESS, place)
    hashed, given = library.hash_password(new_password), recovery_hash(code)
    member = queries.find_member(name)
    if member is None or lock(member).recovery_hash != given:
        raise WrongCode
    set_hash(member, hashed=hashed)
    new_code = new_recovery_code()
    member.recovery_hash = recovery_hash(new_code)
    return Recovered(start_sign_in(member, device=device), new_code)


def ask_for_reset(email: str, *, address: str | None) -> None:
    """Mail a link to the owner of a confirmed address. For any other it does as much, and sends nothing."""
    place = network(address)
    stop_if_too_many(LETTERS_PER_ADDRESS, email)
    stop_if_too_many(ASKED_PER_ADDRESS, place)
    record_attempt(LETTERS_PER_ADDRESS, email)
    record_attempt(ASKED_PER_ADDRESS, place)
    member = queries.find_member_by_email(email)
    if member is not None:
        mail_reset(member, address=email)
        return
    # As many statements and jobs as for somebody known, so that time does not tell who has an account.
    drop_mailed_links(Member(id=0), purpose="reset")
    for _each in range(2):
        db.session.add(Attempt(kind="nobody", key=library.keyed_hash(library.new_token())))
        db.session.flush()
    after_commit(partial(enqueue, "deliver_letter", NO_LETTER))


def reset_password(link: MailToken, *, new_password: str, device: str) -> str:
    """Set a new password by a mailed link, which is used up. Gives the token of a new sign-in."""
    member = link.member
    if member.deleted_at is not None:
        raise NotFound
    hashed = library.hash_password(new_password)
    lock(member)
    if not queries.is_mail_token_there(link.id):  # used a moment ago
        raise NotFound
    set_hash(member, hashed=hashed)
    return start_sign_in(member, device=device)
