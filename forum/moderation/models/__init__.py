"""The rows of moderation: flags, cases, decisions, sanctions and the log."""

from forum.moderation.models.care import HIGHEST_CAP, ModeratorCare, SparedTopic
from forum.moderation.models.cases import (
    CASE_REASONS,
    FLAG_REASONS,
    Action,
    Appeal,
    Case,
    ContactMessage,
    Decision,
    Flag,
    Sanction,
)
from forum.moderation.models.desk import LONGEST_VIEW_NAME, Batch, BatchItem, SavedView
from forum.moderation.models.seals import NOTHING, LogHead, Seal, seal_of

__all__ = [
    "CASE_REASONS",
    "FLAG_REASONS",
    "HIGHEST_CAP",
    "LONGEST_VIEW_NAME",
    "NOTHING",
    "Action",
    "Appeal",
    "Batch",
    "BatchItem",
    "Case",
    "ContactMessage",
    "Decision",
    "Flag",
    "LogHead",
    "ModeratorCare",
    "Sanction",
    "SavedView",
    "Seal",
    "SparedTopic",
    "seal_of",
]
