"""Addresses of drafts of summaries: for editors."""

from forum.evidence.drafts.routes import commenting, showing, signing, versions, writing
from forum.evidence.drafts.routes.blueprint import bp

__all__ = ["bp", "commenting", "showing", "signing", "versions", "writing"]
