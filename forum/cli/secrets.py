"""`flask secrets`: where the secrets are, made if they are not there."""

from pathlib import Path

import click
from flask import Flask, current_app

from forum.config import SECRETS_FILE

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Offer the command."""

    @app.cli.command("secrets")
    def secrets() -> None:
        """Make the secrets of this site, once, and say where they are.

        They sign cookies and tokens. Whoever has the file can sign in as anybody; without it, everybody has to sign in
        again. Before the first start in production: FORUM_PRODUCTION=false flask --app wsgi secrets
        """
        file = Path(current_app.instance_path) / SECRETS_FILE
        if not file.exists():
            click.echo("The secrets come from the settings of this site, not from a file.")
            return
        click.echo(f"The secrets are in {file}, readable by its owner alone ({file.stat().st_mode & 0o777:o}).")
