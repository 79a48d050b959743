"""Rows for tests, made through the models; what operations do is tested through operations."""

import secrets
from typing import Any

from flask.testing import FlaskClient

from forum import clock
from forum.accounts.library import SESSION_KEY, hash_token
from forum.accounts.models import Consent, Member, Role, SignIn, Voice
from forum.accounts.queries import get_member, viewer_of
from forum.conditions.models import Condition, Synonym
from forum.database import db
from forum.viewers import Viewer

serial = iter(range(1, 10**9))


def member(name: str | None = None, *, roles: tuple[str, ...] = (), **fields: Any) -> Member:
    """A member with a voice and both consents, and these roles."""
    name = name or f"member{next(serial)}"
    new = Member(
        name=name,
        name_key=name.casefold(),
        name_skeleton=name.casefold(),
        fs_uniquifier=secrets.token_hex(16),
        roles=[role(each) for each in roles],
        **fields,
    )
    new.consents = [Consent(kind="rules", version="1"), Consent(kind="health_data", version="1")]
    db.session.add(new)
    db.session.flush()
    db.session.add(Voice(member_id=new.id, name=name))
    db.session.commit()
    return new


def role(name: str) -> Role:
    """The role called so, made if it is not there."""
    found = db.session.query(Role).filter_by(name=name).one_or_none()
    if found is None:
        found = Role(name=name)
        db.session.add(found)
        db.session.flush()
    return found


def viewer(name: str | None = None, *, roles: tuple[str, ...] = (), **fields: Any) -> Viewer:
    """A member as policies, queries and operations see them."""
    return viewer_for(member(name, roles=roles, **fields).id)


def viewer_for(member_id: int) -> Viewer:
    """The member with this key as policies see them now."""
    return viewer_of(get_member(member_id), at=clock.now())


def condition(slug: str | None = None, *, name: str | None = None, synonyms: tuple[str, ...] = ()) -> Condition:
    """A condition."""
    number = next(serial)
    slug = slug or f"condition-{number}"
    new = Condition(slug=slug, name=name or slug.capitalize(), group="Pain and nerves", position=number, codes={})
    new.synonyms = [Synonym(name=each, key=each.casefold(), position=i) for i, each in enumerate(synonyms)]
    db.session.add(new)
    db.session.commit()
    return new


def sign_in(client: FlaskClient, member_id: int) -> FlaskClient:
    """Sign this browser in as the member, without the form."""
    token = secrets.token_urlsafe(32)
    with client.application.app_context():
        db.session.add(SignIn(member_id=member_id, token_hash=hash_token(token)))
        db.session.commit()
    with client.session_transaction() as session:
        session[SESSION_KEY] = token
    return client
