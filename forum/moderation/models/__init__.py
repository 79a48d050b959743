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
from forum.moderation.models.notes import Note
from forum.moderation.models.risk import STEP_KINDS, AtRisk, RiskStep
from forum.moderation.models.screening import (
    RULE_ACTIONS,
    RULE_KINDS,
    RULE_SCOPES,
    ScreeningHit,
    ScreeningMark,
    ScreeningRule,
    Wave,
)
from forum.moderation.models.seals import NOTHING, LogHead, Seal, seal_of
from forum.moderation.models.wordings import Wording, WordingVersion

__all__ = [
    "CASE_REASONS",
    "FLAG_REASONS",
    "HIGHEST_CAP",
    "LONGEST_VIEW_NAME",
    "NOTHING",
    "RULE_ACTIONS",
    "RULE_KINDS",
    "RULE_SCOPES",
    "STEP_KINDS",
    "Action",
    "Appeal",
    "AtRisk",
    "Batch",
    "BatchItem",
    "Case",
    "ContactMessage",
    "Decision",
    "Flag",
    "LogHead",
    "ModeratorCare",
    "Note",
    "RiskStep",
    "Sanction",
    "SavedView",
    "ScreeningHit",
    "ScreeningMark",
    "ScreeningRule",
    "Seal",
    "SparedTopic",
    "Wave",
    "Wording",
    "WordingVersion",
    "seal_of",
]
