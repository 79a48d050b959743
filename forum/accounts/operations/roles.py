"""Roles: granted and removed by an admin, or on the command line. They hold from the next request on."""

from collections.abc import Mapping

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from forum.accounts import queries
from forum.accounts.models import ROLES, Member, ModeratorCondition, Role, RoleChange
from forum.database import db, lock, savepoint
from forum.errors import Refused

__all__ = ["give_role", "grant_role", "make_moderator_of", "revoke_role"]


def give_role(member: Member, *, role: str, by_id: int | None) -> None:
    """Add the role and its line in the trail. The member's roles are loaded."""
    row = queries.find_role(role) or make_role(role)
    if row in queries.roles_of(member):
        return
    member.roles.append(row)
    db.session.add(RoleChange(member_id=member.id, by_id=by_id, role=role, granted=True))


def make_role(name: str) -> Role:
    """The row of a role that nobody had before."""
    if name not in ROLES:
        raise Refused(_("There is no such role."))
    try:
        with savepoint():
            role = Role(name=name)
            db.session.add(role)
    except IntegrityError:
        found = queries.find_role(name)
        assert found is not None
        return found
    return role


def grant_role(member: Member, *, role: str, by_id: int | None = None) -> None:
    """Make the member a moderator, an editor or an admin; by nobody where a command does it."""
    lock(member)
    if member.deleted_at is not None:
        raise Refused(_("This account is gone."))
    give_role(member, role=role, by_id=by_id)
    db.session.flush()


def make_moderator_of(member: Member, *, conditions: Mapping[int, str], by_id: int | None = None) -> None:
    """Let the member moderate these conditions (key and name) and no others; with none of them, the whole forum.

    Raises Refused for an account that is gone.
    """
    lock(member)
    if member.deleted_at is not None:
        raise Refused(_("This account is gone."))
    row = queries.find_role("moderator") or make_role("moderator")
    is_new = row not in queries.roles_of(member)
    before = {each.condition_id: each for each in member.only_conditions}
    if not is_new and before.keys() == conditions.keys():
        return
    if is_new:
        member.roles.append(row)
    member.only_conditions = [before.get(key) or ModeratorCondition(condition_id=key) for key in conditions]
    scope = ", ".join(conditions.values())
    db.session.add(RoleChange(member_id=member.id, by_id=by_id, role="moderator", granted=True, scope=scope))
    db.session.flush()


def revoke_role(member: Member, *, role: str, by_id: int | None = None) -> None:
    """Take the role away. Raises Refused for the last admin, or a site would be without one."""
    row = queries.find_role(role)
    if row is None:
        return
    lock(member)
    lock(row)  # two admins who remove each other: one of them is told
    if row not in queries.roles_of(member):
        return
    if role == "admin" and queries.admin_count() <= 1:
        raise Refused(_("This is the only admin. Make somebody else an admin first."))
    member.roles.remove(row)
    if role == "moderator":
        member.only_conditions.clear()
        member.away_since = None
    db.session.add(RoleChange(member_id=member.id, by_id=by_id, role=role, granted=False))
    db.session.flush()
