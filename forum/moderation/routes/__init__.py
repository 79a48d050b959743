"""Addresses of the moderation area."""

from forum.moderation.routes import (
    appealing,
    caring,
    cases,
    claiming,
    contact,
    flagging,
    letters,
    lifting,
    notes,
    openness,
    queue,
    records,
    rules,
    wordings,
)
from forum.moderation.routes.blueprint import bp

__all__ = [
    "appealing",
    "bp",
    "caring",
    "cases",
    "claiming",
    "contact",
    "flagging",
    "letters",
    "lifting",
    "notes",
    "openness",
    "queue",
    "records",
    "rules",
    "wordings",
]
