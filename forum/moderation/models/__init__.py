"""The rows of moderation: flags, cases, decisions, sanctions and the log."""

from forum.moderation.models.cases import (
    CASE_REASONS,
    FLAG_REASONS,
    Action,
    Case,
    ContactMessage,
    Decision,
    Flag,
    Sanction,
)

__all__ = [
    "CASE_REASONS",
    "FLAG_REASONS",
    "Action",
    "Case",
    "ContactMessage",
    "Decision",
    "Flag",
    "Sanction",
]
