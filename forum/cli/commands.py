"""All commands, bound to the application."""

from flask import Flask

from forum.cli import serving, worker

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Register each noun's commands."""
    for noun in (serving, worker):
        noun.init_app(app)
