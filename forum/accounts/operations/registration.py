"""Becoming a member, and becoming the first admin of a site."""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from forum import clock
from forum.accounts import library, queries
from forum.accounts.models import Consent, Member, SetupLink, Voice
from forum.accounts.names import name_key, name_skeleton, prepared_name
from forum.accounts.operations.attempts import Allowance, record_attempt, stop_if_too_many
from forum.accounts.operations.roles import give_role
from forum.accounts.refusals import NameTaken
from forum.columns import ALPHABET
from forum.database import db, lock, savepoint
from forum.errors import NotFound, Refused
from forum.extensions import network

__all__ = [
    "HEALTH_DATA_VERSION",
    "Registered",
    "create_member",
    "is_usable",
    "make_setup_link",
    "new_recovery_code",
    "recovery_hash",
    "register",
    "register_first_admin",
]

HEALTH_DATA_VERSION = "1"  # of the words beside the box in templates/accounts/_consents.html
CODE_GROUPS, GROUP_LENGTH = 5, 4  # 20 of 32 letters: 100 random bits, so a plain hash of it cannot be searched
MADE = Allowance("register", 5, timedelta(hours=1))
TRIED = Allowance("register_try", 30, timedelta(hours=1))  # names that were taken cost no account


@dataclass(frozen=True, slots=True)
class Registered:
    """A new member, and the recovery code that is shown once."""

    member: Member
    recovery_code: str


def new_recovery_code() -> str:
    """A random code such as k3v9-mmqz-….: letters that cannot be read as digits."""
    groups = ("".join(secrets.choice(ALPHABET) for _each in range(GROUP_LENGTH)) for _group in range(CODE_GROUPS))
    return "-".join(groups)


def recovery_hash(code: str) -> str:
    """What is kept of a recovery code, however it was typed."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    return library.hash_token(plain.translate(str.maketrans("oil", "011")))


def create_member(name: str, *, password: str, may_process_health_data: bool = True) -> Registered:
    """Make a member who agrees to the rules. Raises UnfitName (a ValueError) and NameTaken.

    Rows only: who may ask for this, and how often, is for the caller to say.
    """
    name = prepared_name(name)
    key, skeleton = name_key(name), name_skeleton(name)
    if queries.is_name_taken(key, skeleton):
        raise NameTaken
    hashed, code = library.hash_password(password), new_recovery_code()
    member = Member(
        name=name,
        name_key=key,
        name_skeleton=skeleton,
        password=hashed,
        recovery_hash=recovery_hash(code),
        fs_uniquifier=library.new_token(),
    )
    member.consents = [Consent(kind="rules", version=rules_version())]
    if may_process_health_data:
        member.consents.append(Consent(kind="health_data", version=HEALTH_DATA_VERSION))
    try:
        with savepoint():
            db.session.add(member)
            db.session.flush()
            db.session.add(Voice(member_id=member.id, name=name))
    except IntegrityError as error:
        raise NameTaken from error
    return Registered(member, code)


def rules_version() -> str:
    """What somebody agrees to who agrees to the rules today: the day on which they last changed."""
    return max((rule.since.date().isoformat() for rule in queries.current_rules()), default="none")


def register(name: str, *, password: str, address: str | None) -> Registered:
    """Make a member from the registration page, where both boxes were ticked. Raises NameTaken and TooMany."""
    place = network(address)
    stop_if_too_many(MADE, place)
    stop_if_too_many(TRIED, place)
    record_attempt(TRIED, place)
    registered = create_member(name, password=password)
    record_attempt(MADE, place)
    db.session.flush()
    return registered


def make_setup_link() -> str:
    """The token of a new one-time link by which the first admin is made. Raises Refused where there is one."""
    if queries.admin_count():
        raise Refused(_("This site has an admin already."))
    token = library.new_token()
    db.session.add(SetupLink(token_hash=library.hash_token(token)))
    db.session.flush()
    return token


def is_usable(link: SetupLink) -> bool:
    """Whether this link can still make the first admin."""
    return link.used_at is None and queries.admin_count() == 0


def register_first_admin(link: SetupLink, *, name: str, password: str) -> Registered:
    """Use the set-up link up. Raises NotFound when it was used or the site has an admin, and NameTaken."""
    if not is_usable(link):
        raise NotFound
    registered = create_member(name, password=password)
    if not is_usable(lock(link)):
        raise NotFound
    link.used_at = clock.now()
    give_role(registered.member, role="admin", by_id=None)
    db.session.flush()
    return registered
