"""Addresses of the search area."""

from flask import Blueprint

bp = Blueprint("search", __name__)
