"""All commands, bound to the application."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register each noun's commands."""
