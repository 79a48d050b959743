"""Addresses of the evidence area."""

from forum.evidence.routes import feeds, importing, keeping, reading, standing
from forum.evidence.routes.blueprint import bp

__all__ = ["bp", "feeds", "importing", "keeping", "reading", "standing"]
