"""`flask content`: the rules, conditions, sources and summaries that come with the program."""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from forum.cli import starting

__all__ = ["init_app"]

group = AppGroup("content", help="The rules, conditions, sources and summaries that come with the program.")


@group.command("load")
def load() -> None:
    """Bring what is new in the content files into the database. Doing it twice is harmless."""
    starting.migrate()
    starting.forget_loaded(current_app.instance_path)
    starting.load_new_content()
    click.echo("Rules, conditions, sources, summaries and words for letters are in the database.")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)
