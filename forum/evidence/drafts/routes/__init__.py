"""Addresses of drafts of summaries: for editors."""

from forum.evidence.drafts.routes import showing, writing
from forum.evidence.drafts.routes.blueprint import bp

__all__ = ["bp", "showing", "writing"]
