"""What can be done in moderation: a verb is a function."""

from forum.moderation.operations.appealing import appeal, forget_appeals
from forum.moderation.operations.batches import decide_together, undo_together
from forum.moderation.operations.sparing import come_back, go_on, set_care, step_back
from forum.moderation.operations.cases import recount_people
from forum.moderation.operations.choices import (
    BATCH_VERBS,
    MOST_IN_BATCH,
    NEEDS_MESSAGE,
    NEEDS_RULE,
    VERBS,
    WITHOUT_SANCTION,
    Choice,
    instead_of,
    verbs_for,
)
from forum.moderation.operations.claiming import (
    CLAIM,
    ask_second_opinion,
    claim_case,
    hand_over,
    take_over,
    withdraw_question,
)
from forum.moderation.operations.deciding import UNDO, decide
from forum.moderation.operations.flagging import (
    FLAGS_PER_DAY,
    flag_experience,
    flag_member,
    flag_text,
    open_member_case,
    write_to_team,
)
from forum.moderation.operations.revealing import part_cases_from, reveal
from forum.moderation.operations.undoing import undo
from forum.moderation.operations.viewing import MOST_VIEWS, delete_view, rename_view, save_view
from forum.moderation.operations.withdrawing import (
    experience_changed,
    experience_gone,
    text_changed,
    text_gone,
    text_held,
)

__all__ = [
    "BATCH_VERBS",
    "CLAIM",
    "FLAGS_PER_DAY",
    "MOST_IN_BATCH",
    "MOST_VIEWS",
    "NEEDS_MESSAGE",
    "NEEDS_RULE",
    "UNDO",
    "VERBS",
    "WITHOUT_SANCTION",
    "Choice",
    "appeal",
    "ask_second_opinion",
    "claim_case",
    "come_back",
    "decide",
    "decide_together",
    "delete_view",
    "experience_changed",
    "experience_gone",
    "flag_experience",
    "flag_member",
    "flag_text",
    "forget_appeals",
    "go_on",
    "hand_over",
    "instead_of",
    "open_member_case",
    "part_cases_from",
    "recount_people",
    "rename_view",
    "reveal",
    "save_view",
    "set_care",
    "step_back",
    "take_over",
    "text_changed",
    "text_gone",
    "text_held",
    "undo",
    "undo_together",
    "verbs_for",
    "withdraw_question",
    "write_to_team",
]
