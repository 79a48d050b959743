"""Addresses of the privacy area."""

from flask import Blueprint

bp = Blueprint("privacy", __name__)
