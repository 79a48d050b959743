"""Template filters: how moments and numbers are written."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Give the filters to the templates."""
