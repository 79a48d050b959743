"""What Flask-Security imposes on names, queries and statuses, in this one file.

The library hashes and checks passwords, and its Flask-Login knows the member of the request. Its views, its tokens,
its remember cookie, its commands and its commit() are switched off (docs/decisions/0002-accounts.md).
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, current_app, g, session
from flask_security import PasswordUtil, SQLAlchemyUserDatastore
from flask_security import hash_password as library_hash
from flask_security import verify_password as library_verify

from forum import clock
from forum.accounts import passwords, queries
from forum.accounts.models import Member, Role
from forum.accounts.queries import SignedIn
from forum.database import db
from forum.extensions import security
from forum.viewers import VISITOR, Viewer

__all__ = [
    "SESSION_KEY",
    "allowed",
    "end_session",
    "hash_password",
    "hash_token",
    "init_app",
    "keyed_hash",
    "link",
    "load_viewer",
    "new_token",
    "password_complaint",
    "start_session",
    "verify_password",
]

SESSION_KEY = "sign_in"  # where the signed cookie carries the token of the sign-in
IDLE_DAYS = 90  # a sign-in that was not used for so long is over

SETTINGS: dict[str, Any] = {
    "SECURITY_PASSWORD_HASH": "argon2",
    # OWASP Password Storage Cheat Sheet: Argon2id, 19 MiB, two passes, one lane.
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
        "argon2__type": "ID",
        "argon2__memory_cost": 19456,
        "argon2__time_cost": 2,
        "argon2__parallelism": 1,
    },
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_LENGTH_MIN": passwords.SHORTEST,
    "SECURITY_CLI_USERS_NAME": None,  # commands are in forum/cli
    "SECURITY_CLI_ROLES_NAME": None,
    "SESSION_PROTECTION": None,  # it would write into the cookie on every look
    "PERMANENT_SESSION_LIFETIME": timedelta(days=IDLE_DAYS),
}


class Datastore(SQLAlchemyUserDatastore):
    """The library's way to members and roles. It stores nothing by itself: database.py commits."""

    def commit(self) -> None:
        """Do nothing."""


class Passwords(PasswordUtil):
    """The library's check of passwords, with our bounds (its own stop at 128 characters)."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:  # noqa: ARG002 - the library's signature
        """What is wrong with it, if anything, and the form in which it is hashed."""
        plain = self.normalize(password[: passwords.LONGEST + 1])  # one more is told to be too long
        wrong = passwords.complaint(plain, name=kwargs.get("username") or "")
        return ([wrong] if wrong else None), plain


def hash_token(token: str) -> str:
    """What is kept of a random token: enough to know it again, useless to whoever reads the database."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """A random token of 256 bits, for a cookie or a link."""
    return secrets.token_urlsafe(32)


def keyed_hash(text: str) -> str:
    """What is kept of a name or an address where attempts are counted."""
    return hmac.new(current_app.config["SECRET_KEY"].encode(), text.encode(), hashlib.sha256).hexdigest()


def allowed(count: int) -> int:
    """So many attempts on a site with this RATE_FACTOR."""
    factor: float = current_app.config["RATE_FACTOR"]
    return max(1, round(count * factor))


def link(path: str) -> str:
    """The address of a page for a letter: from the configured origin, never from what a client sent."""
    origin: str = current_app.config["ORIGIN"]
    return origin.rstrip("/") + path


def password_complaint(password: str, *, name: str) -> str | None:
    """A sentence about what is wrong with this password, if anything."""
    wrong, _plain = security.password_util.validate(password, is_register=True, username=name)
    return wrong[0] if wrong else None


def hash_password(password: str) -> str:
    """The Argon2id hash to keep. It takes its time: never within a transaction that writes."""
    hashed: str = library_hash(security.password_util.normalize(password))
    return hashed


def verify_password(member: Member | None, password: str) -> bool:
    """Whether it is the member's password. For nobody it takes as long, so that time tells no names."""
    kept = member.password if member is not None else None
    plain = security.password_util.normalize(password[: passwords.LONGEST])
    if kept is None:
        library_verify(plain, current_app.extensions["nobodys_password"])
        return False
    return bool(library_verify(plain, kept)) and len(password) <= passwords.LONGEST


def start_session(token: str, *, stay: bool) -> None:
    """Give the browser a new cookie for this sign-in; what the old one held is forgotten."""
    session.clear()
    session[SESSION_KEY] = token
    session.permanent = stay
    g.pop("viewer", None)


def end_session() -> None:
    """Take the cookie's contents away."""
    session.clear()
    g.pop("viewer", None)


def find_signed_in() -> SignedIn | None:
    """The sign-in that the cookie names, if it has not ended. The only door."""
    token = session.get(SESSION_KEY)
    if not token:
        return None
    moment = clock.now()
    found = queries.find_signed_in(hash_token(token), at=moment)
    if found is None or found.used_at < moment - timedelta(days=IDLE_DAYS):
        return None
    g.sign_in_id, g.sign_in_used_at = found.sign_in_id, found.used_at
    return found


def load_member() -> Member | None:
    """Who is asking, as the library knows members."""
    found = find_signed_in()
    return queries.get_member(found.viewer.id) if found is not None and found.viewer.id is not None else None


def load_viewer() -> Viewer:
    """Who is asking, as plain values."""
    found = find_signed_in()
    return VISITOR if found is None else found.viewer


def close_other_doors(app: Flask) -> None:
    """Have Flask-Login know members by the sign-in's row alone, and spare each request what nobody asks for."""
    login = security.login_manager
    login.user_loader(lambda _key: load_member())
    login.request_loader(lambda _request: load_member())
    app.before_request_funcs[None].remove(security.principal._on_before_request)  # noqa: SLF001 - no public way
    app.after_request_funcs[None].remove(login._update_remember_cookie)  # noqa: SLF001 - no public way
    processors = app.template_context_processors[None]
    processors[:] = [each for each in processors if each.__module__ != "flask_login.utils"]


def init_app(app: Flask) -> None:
    """Bind the library, without a single one of its addresses."""
    for key, value in SETTINGS.items():
        if key in ("SESSION_PROTECTION", "PERMANENT_SESSION_LIFETIME"):
            app.config[key] = value
        else:
            app.config.setdefault(key, value)
    security._password_util_cls = Passwords  # noqa: SLF001 - the library takes it when it is made, which is before us
    security.init_app(app, Datastore(db, Member, Role), register_blueprint=False)
    close_other_doors(app)
    app.extensions["viewer_loader"] = load_viewer
    with app.app_context():
        app.extensions["nobodys_password"] = hash_password(new_token())
