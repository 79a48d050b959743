"""The moderation area's blueprint."""

from flask import Blueprint

bp = Blueprint("moderation", __name__)
