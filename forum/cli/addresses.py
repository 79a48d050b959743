"""`flask addresses`: every address of the site, for a program to read."""

import json

import click
from flask import Flask

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Offer the command."""

    @app.cli.command("addresses")
    def addresses() -> None:
        """Print every address of the site with its endpoint and methods, as JSON."""
        found = [
            {"address": rule.rule, "endpoint": rule.endpoint, "methods": sorted((rule.methods or set()) - {"OPTIONS"})}
            for rule in app.url_map.iter_rules()
        ]
        click.echo(json.dumps(sorted(found, key=lambda each: (str(each["address"]), str(each["endpoint"]))), indent=1))
