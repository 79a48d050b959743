"""The evidence area's blueprint."""

from flask import Blueprint

bp = Blueprint("evidence", __name__)
