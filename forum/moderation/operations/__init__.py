"""What can be done in moderation: a verb is a function."""

from forum.moderation.operations.alike import decide_alike
from forum.moderation.operations.appealing import appeal, forget_appeals
from forum.moderation.operations.arranging import told_of
from forum.moderation.operations.batches import decide_together, undo_together
from forum.moderation.operations.caring import (
    LOOK_AGAIN,
    answer_team,
    close_risk,
    give_back,
    make_ordinary,
    note_step,
    take_on,
    take_on_from_another,
    write_to_member,
)
from forum.moderation.operations.cases import recount_people
from forum.moderation.operations.choices import (
    BATCH_VERBS,
    MOST_IN_BATCH,
    NEEDS_MESSAGE,
    NEEDS_RULE,
    VERBS,
    WITHOUT_SANCTION,
    Choice,
    Plan,
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
from forum.moderation.operations.explaining import explain
from forum.moderation.operations.flagging import (
    FLAGS_PER_DAY,
    flag_experience,
    flag_member,
    flag_text,
    open_member_case,
    write_to_team,
)
from forum.moderation.operations.lifting import lift_sanction
from forum.moderation.operations.noting import drop_notes_on, note_on_case, note_on_member
from forum.moderation.operations.revealing import look_at_email, part_cases_from, reveal
from forum.moderation.operations.ruling import MOST_RULES, change_rule, make_rule
from forum.moderation.operations.screening import count_nudges, text_screened
from forum.moderation.operations.sparing import come_back, go_on, set_care, step_back
from forum.moderation.operations.undoing import undo
from forum.moderation.operations.viewing import MOST_VIEWS, delete_view, rename_view, save_view
from forum.moderation.operations.watching import forget_steps, raise_alarm, remind_holder, return_from_lost_holder
from forum.moderation.operations.withdrawing import (
    experience_changed,
    experience_gone,
    return_unedited,
    text_changed,
    text_gone,
)
from forum.moderation.operations.wording import add_reply, change_reply, change_rule_words, load_words, retire_reply

__all__ = [
    "BATCH_VERBS",
    "CLAIM",
    "FLAGS_PER_DAY",
    "LOOK_AGAIN",
    "MOST_IN_BATCH",
    "MOST_RULES",
    "MOST_VIEWS",
    "NEEDS_MESSAGE",
    "NEEDS_RULE",
    "UNDO",
    "VERBS",
    "WITHOUT_SANCTION",
    "Choice",
    "Plan",
    "add_reply",
    "answer_team",
    "appeal",
    "ask_second_opinion",
    "change_reply",
    "change_rule",
    "change_rule_words",
    "claim_case",
    "close_risk",
    "come_back",
    "count_nudges",
    "decide",
    "decide_alike",
    "decide_together",
    "delete_view",
    "drop_notes_on",
    "experience_changed",
    "experience_gone",
    "explain",
    "flag_experience",
    "flag_member",
    "flag_text",
    "forget_appeals",
    "forget_steps",
    "give_back",
    "go_on",
    "hand_over",
    "instead_of",
    "lift_sanction",
    "load_words",
    "look_at_email",
    "make_ordinary",
    "make_rule",
    "note_on_case",
    "note_on_member",
    "note_step",
    "open_member_case",
    "part_cases_from",
    "raise_alarm",
    "recount_people",
    "remind_holder",
    "rename_view",
    "retire_reply",
    "return_from_lost_holder",
    "return_unedited",
    "reveal",
    "save_view",
    "set_care",
    "step_back",
    "take_on",
    "take_on_from_another",
    "take_over",
    "text_changed",
    "text_gone",
    "text_screened",
    "told_of",
    "undo",
    "undo_together",
    "verbs_for",
    "withdraw_question",
    "write_to_member",
    "write_to_team",
]
