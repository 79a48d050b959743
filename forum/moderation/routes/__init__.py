"""Addresses of the moderation area."""

from forum.moderation.routes import (
    appealing,
    batches,
    care,
    cases,
    claiming,
    contact,
    flagging,
    letters,
    queue,
    records,
    team,
    views,
)
from forum.moderation.routes.blueprint import bp

__all__ = [
    "appealing",
    "batches",
    "bp",
    "care",
    "cases",
    "claiming",
    "contact",
    "flagging",
    "letters",
    "queue",
    "records",
    "team",
    "views",
]
