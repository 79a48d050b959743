"""Addresses of the moderation area."""

from forum.moderation.routes import cases, claiming, contact, flagging, letters, queue, records
from forum.moderation.routes.blueprint import bp

__all__ = ["bp", "cases", "claiming", "contact", "flagging", "letters", "queue", "records"]
