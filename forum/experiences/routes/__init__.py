"""Addresses of the experiences area."""

from forum.experiences.routes import check_ins, keeping, reading, sharing, steps
from forum.experiences.routes.blueprint import bp

__all__ = ["bp", "check_ins", "keeping", "reading", "sharing", "steps"]
