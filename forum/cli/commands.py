"""All commands, bound to the application."""

from flask import Flask

from forum.cli import (
    addresses,
    content,
    database,
    demo,
    evidence,
    experiences,
    log,
    maintenance,
    member,
    moderation,
    secrets,
    serving,
    worker,
)

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Register each noun's commands."""
    people = (addresses, member, moderation, log)
    for noun in (*people, content, evidence, database, demo, experiences, maintenance, secrets, serving, worker):
        noun.init_app(app)
