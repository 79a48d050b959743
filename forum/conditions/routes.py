"""Addresses of the conditions area."""

from flask import Blueprint

bp = Blueprint("conditions", __name__)
