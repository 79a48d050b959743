"""`flask experiences`: releases of members' numbers, and reminders of check-ins. The worker does both by itself."""

import click
from flask import Flask
from flask.cli import AppGroup

from forum import clock
from forum.cli import queries
from forum.database import transaction
from forum.experiences.operations.releasing import make_release
from forum.experiences.operations.reminding import tell_due_check_ins
from forum.experiences.queries.counting import conditions_to_count

__all__ = ["init_app", "release_all", "release_one", "remind"]

group = AppGroup("experiences", help="Releases of members' numbers, and reminders of check-ins.")


def release_all() -> int:
    """Count every condition, each in a transaction of its own. Gives how many releases were made."""
    made = 0
    for condition in conditions_to_count():
        with transaction():
            made += make_release(condition, day=clock.now().date()) is not None
    return made


def release_one(condition_id: int) -> None:
    """Count one condition anew: after its numbers were taken down."""
    with transaction():
        condition = queries.find_condition(condition_id)
        if condition is not None:
            make_release(condition, day=clock.now().date())


def remind() -> int:
    """Tell everybody whose reminder is due. Gives how many reminders that settled."""
    settled = 0
    while True:
        with transaction():
            now = tell_due_check_ins(clock.now().date())
        settled += now
        if not now:
            return settled


@group.command("release")
def release() -> None:
    """Count experiences and show new numbers where that is safe (the worker does it every Sunday night)."""
    click.echo(f"Made: {release_all()} releases.")


@group.command("remind")
def remind_command() -> None:
    """Tell members whose reminder of a check-in is due (the worker does it every hour)."""
    click.echo(f"Reminded: {remind()} check-ins.")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)
