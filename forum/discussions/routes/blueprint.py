"""What the addresses of this area hang on."""

from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("discussions", __name__)
