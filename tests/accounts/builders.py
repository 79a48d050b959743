"""Members with passwords, and browsers that use the forms."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from forum.accounts import operations
from forum.accounts.models import Member
from forum.database import db, transaction
from forum.mail import Letter

PASSWORD = "heather over stone walls"
OTHER_PASSWORD = "slow rivers keep their banks"


def member(name: str = "Wren") -> operations.Registered:
    """Somebody who registered; needs an application context."""
    with transaction():
        new = operations.create_member(name, password=PASSWORD)
    db.session.refresh(new.member)
    return new


def confirmed(name: str, email: str) -> Member:
    """A member with a confirmed address."""
    found = member(name).member
    with transaction():
        found.email, found.confirmed_at = email, found.joined_at
    return found


def sign_in(client: FlaskClient, name: str = "Wren", password: str = PASSWORD, **extra: str) -> TestResponse:
    """Use the sign-in form."""
    return client.post("/account/sign-in", data={"name": name, "password": password} | extra)


def is_signed_in(client: FlaskClient) -> bool:
    """Whether a member's page opens."""
    return client.get("/account").status_code == 200


def letters() -> list[Letter]:
    """Everything in the outbox, the oldest first; needs an application context."""
    return list(db.session.scalars(select(Letter).order_by(Letter.id)))


def link_in(letter: Letter) -> str:
    """The path of the link in a letter."""
    found = re.search(r"https?://[^/\s]+(/\S+)", letter.body)
    assert found is not None
    return found.group(1)


def registration(name: str, **changes: str) -> dict[str, str]:
    """What a filled registration form sends."""
    return {"name": name, "password": PASSWORD, "rules": "y", "health_data": "y"} | changes


def without_tokens(page: str) -> str:
    """A page without what differs between any two."""
    return re.sub(r'name="csrf_token"[^>]*>', "", page)
