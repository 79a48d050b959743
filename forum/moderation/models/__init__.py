"""The rows of moderation: flags, cases, decisions, sanctions and the log."""

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
    "NOTHING",
    "RULE_ACTIONS",
    "RULE_KINDS",
    "RULE_SCOPES",
    "STEP_KINDS",
    "Action",
    "Appeal",
    "AtRisk",
    "Case",
    "ContactMessage",
    "Decision",
    "Flag",
    "LogHead",
    "Note",
    "RiskStep",
    "Sanction",
    "ScreeningHit",
    "ScreeningMark",
    "ScreeningRule",
    "Seal",
    "Wave",
    "Wording",
    "WordingVersion",
    "seal_of",
]
