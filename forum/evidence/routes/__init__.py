"""Addresses of the evidence area."""

from forum.evidence.routes import importing, keeping, reading, standing
from forum.evidence.routes.blueprint import bp

__all__ = ["bp", "importing", "keeping", "reading", "standing"]
