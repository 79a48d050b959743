"""`flask database`: migrate, back up, restore."""

from pathlib import Path

import click
import flask_migrate
from flask import Flask, current_app
from flask.cli import AppGroup

from forum import clock
from forum.cli import copies, presence, starting
from forum.database import db, is_sqlite

__all__ = ["init_app"]

group = AppGroup("database", help="Migrate, back up and restore the database.")


@group.command("migrate")
def migrate() -> None:
    """Bring the database to this program's version (serve does it by itself)."""
    starting.migrate()
    click.echo(f"The database is at version {starting.version_in_database()}.")


@group.command("downgrade")
@click.argument("version")
@click.option("--yes", is_flag=True, help="Do it, although tables and what is in them may go.")
def downgrade(version: str, yes: bool) -> None:
    """Take the database back to an older VERSION, such as 0006. Back it up first."""
    if not yes:
        raise click.ClickException("Going back deletes what newer versions keep. Make a backup, then add --yes.")
    with presence.while_stopped(current_app):
        flask_migrate.downgrade(revision=version)
        starting.forget_loaded(current_app.instance_path)
    click.echo(f"The database is at version {starting.version_in_database()}.")


def default_file() -> Path:
    """Where a backup goes that has no name: a name that says when it was made."""
    ending = "sqlite3" if is_sqlite() else "dump"
    return Path(current_app.instance_path) / "backups" / f"forum-{clock.now():%Y-%m-%d-%H%M%S}.{ending}"


@group.command("backup")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace a file of this name.")
def back_up(file: Path | None, yes: bool) -> None:
    """Write a backup to FILE (otherwise into instance/backups), also while the forum runs.

    The file holds members' texts and hashes of their passwords: keep it as safe as the database.
    """
    file = file or default_file()
    if file.exists() and not yes:
        raise click.ClickException(f"{file} is there already. Choose another name, or add --yes.")
    copies.back_up(db.engine.url, file)
    click.echo(f"{file} holds everything up to this moment ({file.stat().st_size:,} bytes). It was checked.")


@group.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace the database that is there.")
def restore(file: Path, yes: bool) -> None:
    """Put the backup FILE in the place of the database, while the forum stands still."""
    with presence.while_stopped(current_app):
        if starting.version_in_database() is not None and not yes:
            raise click.ClickException("There is a database already. Add --yes to replace it, after a backup of it.")
        url = db.engine.url
        db.engine.dispose()
        copies.restore(url, file)
        starting.forget_loaded(current_app.instance_path)
        starting.migrate()
    click.echo(f"Restored from {file}; the database is at version {starting.version_in_database()}.")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)
