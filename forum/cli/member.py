"""`flask member`: roles, for whoever has the machine."""

import click
from flask import Flask
from flask.cli import AppGroup

from forum.accounts import operations
from forum.accounts.models import Member
from forum.accounts.names import name_key
from forum.accounts.queries import get_member_by_name
from forum.cli import queries
from forum.conditions.queries import get_condition
from forum.database import transaction
from forum.errors import NotFound, Refused

__all__ = ["init_app"]

ROLE = click.Choice(["moderator", "editor", "admin"])

group = AppGroup("member", help="Who is a moderator, an editor, an admin.")


def named(name: str) -> Member:
    """The member called so. Raises a sentence."""
    try:
        return get_member_by_name(name_key(name))
    except (NotFound, ValueError) as error:
        raise click.ClickException(f"There is no member called {name}. Did they register?") from error


@group.command("make-admin")
@click.argument("name")
def make_admin(name: str) -> None:
    """Make NAME an admin: they grant roles and see how the site runs."""
    with transaction():
        operations.grant_role(named(name), role="admin")
    click.echo(f"{name} is an admin.")


@group.command("grant")
@click.argument("name")
@click.argument("role", type=ROLE)
@click.option("--condition", "slugs", multiple=True, help="Moderator of this condition only; may be given again.")
def grant(name: str, role: str, slugs: tuple[str, ...]) -> None:
    """Give NAME a ROLE: moderator, editor or admin. It holds from their next page on."""
    if slugs and role != "moderator":
        raise click.ClickException("Only a moderator can be one of some conditions.")
    with transaction():
        if slugs:
            operations.make_moderator_of(named(name), conditions=dict(condition(slug) for slug in slugs))
        else:
            operations.grant_role(named(name), role=role)
    click.echo(f"{name} has the role {role}{' for ' + ', '.join(slugs) if slugs else ''}.")


@group.command("moderate-everything")
@click.argument("name")
def moderate_everything(name: str) -> None:
    """Make NAME a moderator of the whole forum, also where they were one of some conditions."""
    with transaction():
        operations.make_moderator_of(named(name), conditions={})
    click.echo(f"{name} moderates the whole forum.")


def condition(slug: str) -> tuple[int, str]:
    """The key and the name of a condition. Raises a sentence."""
    try:
        found = get_condition(slug)
    except NotFound as error:
        raise click.ClickException(f"There is no condition at /conditions/{slug}.") from error
    return found.id, found.name


@group.command("revoke")
@click.argument("name")
@click.argument("role", type=ROLE)
def revoke(name: str, role: str) -> None:
    """Take a ROLE from NAME. The last admin stays one."""
    try:
        with transaction():
            operations.revoke_role(named(name), role=role)
    except Refused as refusal:
        raise click.ClickException(refusal.reason) from refusal
    click.echo(f"{name} no longer has the role {role}.")


@group.command("list-admins")
def list_admins() -> None:
    """List everybody who holds a role, admins first."""
    found = [(role.name, member.name) for member in queries.members_with_roles() for role in member.roles]
    for role, name in sorted(found):
        click.echo(f"{role:<10} {name}")
    if not any(role == "admin" for role, _ in found):
        click.echo("Nobody is an admin yet: flask member make-admin NAME")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)
