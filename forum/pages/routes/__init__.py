"""Addresses of the pages area."""

from forum.pages.routes import front, inbox, machines, numbers, reading, sheets, sources, topics
from forum.pages.routes.blueprint import bp

__all__ = ["bp", "front", "inbox", "machines", "numbers", "reading", "sheets", "sources", "topics"]
