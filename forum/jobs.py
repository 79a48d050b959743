"""Work that the worker does: huey in a file or in Redis."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Bind the queue."""
