"""Addresses of the evidence area."""

from forum.evidence.routes import reading, standing
from forum.evidence.routes.blueprint import bp

__all__ = ["bp", "reading", "standing"]
