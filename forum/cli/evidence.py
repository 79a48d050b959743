"""`flask evidence`: what keeps summaries from going stale. The worker tells editors of reviews by itself."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from forum import clock
from forum.database import transaction
from forum.errors import Refused
from forum.evidence import operations
from forum.evidence.retraction_file import read_notices

__all__ = ["alarm", "init_app"]

group = AppGroup("evidence", help="What keeps summaries of the evidence from going stale.")


def alarm() -> int:
    """Tell editors of the reviews that come up. Gives how many summaries are new among them."""
    with transaction():
        return operations.alarm_editors(today=clock.now().date())


@group.command("alarm")
def alarm_command() -> None:
    """Tell editors of reviews that are due within 30 days (the worker does it every night)."""
    click.echo(f"Editors were told of {alarm()} summaries.")


@group.command("retractions")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def retractions(file: Path) -> None:
    """Compare all sources with the data file of Retraction Watch (CSV), by DOI and PMID. Twice is harmless."""
    try:
        with transaction():
            found = operations.compare_with_notices(read_notices(file))
    except Refused as refusal:
        raise click.ClickException(refusal.reason) from refusal
    for each in found.marked:
        click.echo(f"{each.key}: {each.standing} ({each.day.isoformat()}). Summaries under review: {each.summaries}.")
    for record in found.unread:
        click.echo(f"Record {record} is about a source, but its day or its kind was not understood. Please look.")
    click.echo(f"{found.rows} rows read. Marked: {len(found.marked)}. Known already: {found.known}.")


def init_app(app: Flask) -> None:
    """Offer the commands."""
    app.cli.add_command(group)
