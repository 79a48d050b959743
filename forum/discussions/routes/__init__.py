"""Addresses of the discussions area."""

from forum.discussions.routes import changing, keeping, writing
from forum.discussions.routes.blueprint import bp

__all__ = ["bp", "changing", "keeping", "writing"]
