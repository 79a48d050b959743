"""Addresses of the discussions area."""

from flask import Blueprint

bp = Blueprint("discussions", __name__)
