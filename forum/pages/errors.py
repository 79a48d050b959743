"""Error pages: a status, what happened, what the reader can do."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Map what the domain raises to statuses."""
