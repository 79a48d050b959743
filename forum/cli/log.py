"""`flask log`: whether the moderation log is as it was written."""

import sys

import click
from flask import Flask
from flask.cli import AppGroup

from forum.moderation import queries

__all__ = ["init_app"]

group = AppGroup("log", help="Whether the moderation log is as it was written.")


@group.command("verify")
def verify() -> None:
    """Check every line of the log against its seal; exit status 1 where something was changed."""
    found = queries.soundness_of_log()
    if found.broken is not None:
        click.echo(
            f"Line {found.broken} is not as it was written, or a line before it is missing. Sound: {found.sound}."
        )
    elif found.is_cut:
        click.echo(f"The end of the log is missing. Sound: {found.sound} lines.")
    else:
        click.echo(f"The log is sound: {found.sound} lines. Last seal: {found.seal}")
        return
    sys.exit(1)


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)
