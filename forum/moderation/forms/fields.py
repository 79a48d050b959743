"""What the forms of moderation have in common: how long words may be."""

__all__ = ["LONGEST_MESSAGE", "LONGEST_NOTE"]

LONGEST_NOTE = 2_000
LONGEST_MESSAGE = 5_000
