"""What can be done to members: a verb is a function."""

from forum.accounts.operations.limits import add_limit, block_member, lift_limit, unblock_member

__all__ = ["add_limit", "block_member", "lift_limit", "unblock_member"]
