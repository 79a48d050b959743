"""Addresses of the accounts area."""

from forum.accounts.routes import addresses, blocks, devices, entry, own, recovery, roles, setup
from forum.accounts.routes.blueprint import bp

__all__ = ["addresses", "blocks", "bp", "devices", "entry", "own", "recovery", "roles", "setup"]
