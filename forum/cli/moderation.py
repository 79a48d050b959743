"""`flask moderation`: what moderators find again when its day has come. The worker does it every hour."""

import click
from flask import Flask
from flask.cli import AppGroup

from forum.database import transaction
from forum.moderation import operations

__all__ = ["init_app", "return_unedited"]

group = AppGroup("moderation", help="What moderators find again when its day has come.")


def return_unedited() -> int:
    """Bring back to the queue what authors were asked to change and did not. Gives how many that were."""
    with transaction():
        return operations.return_unedited()


@group.command("return-unedited")
def return_unedited_command() -> None:
    """Bring back to the queue what authors were to change by now (the worker does it every hour)."""
    click.echo(f"Back in the queue: {return_unedited()} texts.")


def init_app(app: Flask) -> None:
    """Offer the command."""
    app.cli.add_command(group)
