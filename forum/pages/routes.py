"""Addresses of the pages area."""

from flask import Blueprint

bp = Blueprint("pages", __name__)
