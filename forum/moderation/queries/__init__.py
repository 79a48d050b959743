"""Reading cases, flags, decisions and the log."""

from forum.accounts.queries import current_rules
from forum.moderation.queries.aliases import TOLD_AFTER, Look, has_revealed, is_case_under_alias, looks_at, under_alias
from forum.moderation.queries.appeals import (
    AppealState,
    appeal_state,
    became_of_appeal,
    keys_of_appeals,
    open_appeals_of,
)
from forum.moderation.queries.case_page import CasePage, case_page
from forum.moderation.queries.cases import (
    admin_ids,
    cases_without_moderator,
    experience_of,
    find_letter,
    find_open_case,
    find_sanction,
    find_undoable,
    flags_of,
    flags_since,
    get_case,
    get_decision,
    has_cases,
    has_role,
    is_newcomer,
    last_decision_on,
    latest_decision,
    messages_since,
    moderators_for,
    open_flags_in,
    people_of_case,
    sanction_places,
    text_of,
    timeline_of,
)
from forum.moderation.queries.history import History, Line, history_of, log_page
from forum.moderation.queries.letters import LetterPage, OutcomePage, letter_page, letters_page, outcome_page
from forum.moderation.queries.narrowing import AGES, VIEWS, Narrowing
from forum.moderation.queries.queue import Queue, queue_page
from forum.moderation.queries.recusal import is_recused
from forum.moderation.queries.scopes import conditions_by_slug, in_charge
from forum.moderation.queries.sealing import Soundness, find_log_head, soundness_of_log
from forum.moderation.queries.standing import Standing, standing_of
from forum.moderation.queries.urgency import find_next_case

__all__ = [
    "AGES",
    "TOLD_AFTER",
    "VIEWS",
    "AppealState",
    "CasePage",
    "History",
    "LetterPage",
    "Line",
    "Look",
    "Narrowing",
    "OutcomePage",
    "Queue",
    "Soundness",
    "Standing",
    "admin_ids",
    "appeal_state",
    "became_of_appeal",
    "case_page",
    "cases_without_moderator",
    "conditions_by_slug",
    "current_rules",
    "experience_of",
    "find_letter",
    "find_log_head",
    "find_next_case",
    "find_open_case",
    "find_sanction",
    "find_undoable",
    "flags_of",
    "flags_since",
    "get_case",
    "get_decision",
    "has_cases",
    "has_revealed",
    "has_role",
    "history_of",
    "in_charge",
    "is_case_under_alias",
    "is_newcomer",
    "is_recused",
    "keys_of_appeals",
    "last_decision_on",
    "latest_decision",
    "letter_page",
    "letters_page",
    "log_page",
    "looks_at",
    "messages_since",
    "moderators_for",
    "open_appeals_of",
    "open_flags_in",
    "outcome_page",
    "people_of_case",
    "queue_page",
    "sanction_places",
    "soundness_of_log",
    "standing_of",
    "text_of",
    "timeline_of",
    "under_alias",
]
