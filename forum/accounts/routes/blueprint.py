"""The blueprint of the accounts area."""

from flask import Blueprint

__all__ = ["bp"]

bp = Blueprint("accounts", __name__)
