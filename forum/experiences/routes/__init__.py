"""Addresses of the experiences area."""

from forum.experiences.routes.blueprint import bp

__all__ = ["bp"]
