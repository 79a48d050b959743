"""Signing in and out, and the devices on which a member is signed in."""

from datetime import datetime, timedelta

from sqlalchemy import update

from forum import clock
from forum.accounts import library, queries
from forum.accounts.models import Member, SignIn
from forum.accounts.names import name_key
from forum.accounts.operations.attempts import Allowance, record_attempt, stop_if_too_many
from forum.accounts.operations.letters import drop_mailed_links
from forum.accounts.refusals import WrongPassword, WrongSignIn
from forum.database import change, db
from forum.extensions import network

__all__ = [
    "check_password",
    "end_all_sign_ins",
    "end_other_sign_ins",
    "end_sign_in",
    "note_use",
    "sign_in",
    "start_sign_in",
]

PER_NAME = Allowance("sign_in_name", 10, timedelta(minutes=15))
PER_ADDRESS = Allowance("sign_in_address", 25, timedelta(minutes=5))
RIGHT = Allowance("password_right", 60, timedelta(hours=1))  # checking one is work, also for whoever knows it


def sign_in(name: str, *, password: str, address: str | None, device: str) -> str:
    """The token of a new sign-in. Raises WrongSignIn and TooMany, alike for names that nobody has."""
    key, place = name_key(name), network(address)
    stop_if_too_many(PER_NAME, key)
    stop_if_too_many(PER_ADDRESS, place)
    stop_if_too_many(RIGHT, key)
    member = queries.find_member(name)
    if not library.verify_password(member, password) or member is None:
        record_attempt(PER_NAME, key)
        record_attempt(PER_ADDRESS, place)
        raise WrongSignIn
    record_attempt(RIGHT, key)
    drop_mailed_links(member, purpose="reset")
    return start_sign_in(member, device=device)


def start_sign_in(member: Member, *, device: str) -> str:
    """The token of a new sign-in of this member; only its hash is kept."""
    token = library.new_token()
    db.session.add(SignIn(member_id=member.id, token_hash=library.hash_token(token), device=device[:80]))
    db.session.flush()
    return token


def check_password(member: Member, *, password: str) -> None:
    """Make sure that it is the member who acts, not somebody at their device. Raises WrongPassword and TooMany."""
    stop_if_too_many(PER_NAME, member.name_key)
    stop_if_too_many(RIGHT, member.name_key)
    if not library.verify_password(member, password):
        record_attempt(PER_NAME, member.name_key)
        raise WrongPassword
    record_attempt(RIGHT, member.name_key)


def end_sign_in(sign_in: SignIn) -> None:
    """Sign one device out."""
    if sign_in.ended_at is None:
        sign_in.ended_at = clock.now()
    db.session.flush()


def end_other_sign_ins(member: Member, *, kept_id: int | None) -> None:
    """Sign every device out but one."""
    rows = SignIn.member_id == member.id, SignIn.ended_at.is_(None)
    kept = () if kept_id is None else (SignIn.id != kept_id,)
    change(update(SignIn).where(*rows, *kept).values(ended_at=clock.now()))


def end_all_sign_ins(member: Member) -> None:
    """Sign every device out."""
    end_other_sign_ins(member, kept_id=None)


def note_use(sign_in_id: int, *, at: datetime) -> None:
    """Keep the hour in which a sign-in was last used."""
    change(update(SignIn).where(SignIn.id == sign_in_id, SignIn.used_at < at).values(used_at=at))
