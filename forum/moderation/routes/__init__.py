"""Addresses of the moderation area."""

from forum.moderation.routes import appealing, cases, claiming, contact, flagging, letters, queue, records, team
from forum.moderation.routes.blueprint import bp

__all__ = ["appealing", "bp", "cases", "claiming", "contact", "flagging", "letters", "queue", "records", "team"]
