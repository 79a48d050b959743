"""`flask maintenance`: the maintenance page, recounting, rendering old texts again."""

from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from forum.cli import rendering, retention
from forum.database import transaction
from forum.discussions import operations as discussions
from forum.moderation import operations as moderation

__all__ = ["init_app"]

group = AppGroup("maintenance", help="The maintenance page, recounting, rendering old texts again.")


def file() -> Path:
    """The file that puts the maintenance page before everything."""
    return Path(current_app.instance_path) / str(current_app.config["MAINTENANCE_FILE"])


@group.command("on")
def on() -> None:
    """Show the maintenance page instead of the forum, at once."""
    file().parent.mkdir(parents=True, exist_ok=True)
    file().touch()
    click.echo("Everybody sees the maintenance page now. `flask maintenance off` opens the forum again.")


@group.command("off")
def off() -> None:
    """Open the forum again."""
    file().unlink(missing_ok=True)
    click.echo("The forum is open.")


@group.command("recount")
def recount() -> None:
    """Count topics, replies and who flagged again, and mend what is stored wrongly."""
    with transaction():
        mended = discussions.recount_all() + moderation.recount_people()
    click.echo(f"Mended: {mended} topics, conditions and cases." if mended else "Everything was counted right.")


@group.command("render")
def render() -> None:
    """Make the HTML of texts again that were written under older rules of markup."""
    posts, revisions = rendering.render_again()
    click.echo(f"Rendered again: {posts} posts, {revisions} earlier versions.")


@group.command("forget")
def forget() -> None:
    """Delete what has been kept as long as it should be (the worker does it every night)."""
    click.echo(f"Deleted: {retention.forget_what_is_past()} rows.")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)
