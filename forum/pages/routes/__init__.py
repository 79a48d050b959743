"""Addresses of the pages area."""

from forum.pages.routes import inbox, machines, reading
from forum.pages.routes.blueprint import bp

__all__ = ["bp", "inbox", "machines", "reading"]
