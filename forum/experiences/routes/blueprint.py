"""What the addresses of this area hang on, and how often they may be used."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from forum import web
from forum.extensions import limiter

__all__ = ["bp", "often"]

bp = Blueprint("experiences", __name__)


def whose() -> str:
    """Each member has limits of their own, whatever address they come from."""
    return f"member:{web.viewer().id}"


def often(count: int, per: str) -> Callable[[Any], Any]:  # Any: any view
    """How often one member may send this form."""
    limited: Callable[[Any], Any] = limiter.limit(web.limit(count, per), key_func=whose, methods=["POST"])
    return limited
