"""Reading cases, flags, decisions and the log."""

from forum.accounts.queries import current_rules
from forum.moderation.queries.case_page import CasePage, case_page
from forum.moderation.queries.cases import (
    admin_ids,
    cases_without_moderator,
    find_letter,
    find_open_case,
    find_sanction,
    find_undoable,
    flags_of,
    flags_since,
    get_case,
    get_decision,
    has_role,
    is_newcomer,
    last_decision_on,
    latest_decision,
    messages_since,
    moderators_for,
    text_of,
)
from forum.moderation.queries.history import History, Line, history_of, log_page
from forum.moderation.queries.letters import LetterPage, OutcomePage, letter_page, letters_page, outcome_page
from forum.moderation.queries.queue import Queue, queue_page

__all__ = [
    "CasePage",
    "History",
    "LetterPage",
    "Line",
    "OutcomePage",
    "Queue",
    "admin_ids",
    "case_page",
    "cases_without_moderator",
    "current_rules",
    "find_letter",
    "find_open_case",
    "find_sanction",
    "find_undoable",
    "flags_of",
    "flags_since",
    "get_case",
    "get_decision",
    "has_role",
    "history_of",
    "is_newcomer",
    "last_decision_on",
    "latest_decision",
    "letter_page",
    "letters_page",
    "log_page",
    "messages_since",
    "moderators_for",
    "outcome_page",
    "queue_page",
    "text_of",
]
