"""How moderation sees texts as they are written: what discussions/ports.py asks for, bound in app.py."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Nothing is bound yet."""
