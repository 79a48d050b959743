"""Addresses of the evidence area."""

from flask import Blueprint

bp = Blueprint("evidence", __name__)
