"""What the addresses of this area hang on."""

from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("experiences", __name__)
