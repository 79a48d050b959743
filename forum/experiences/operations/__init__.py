"""What members do with their experiences, and how numbers are made of them: one verb, one function."""

from forum.experiences.operations.counting import give_counting_consent, withdraw_counting_consent
from forum.experiences.operations.keeping import discard_typed, keep_typed
from forum.experiences.operations.record import (
    drop_everything,
    drop_experience,
    missing_in,
    save_facts,
    start_experience,
)
from forum.experiences.operations.sharing import (
    Story,
    answer_readers,
    plan_readers,
    share,
    share_experience,
    unshare_experience,
)

__all__ = [
    "Story",
    "answer_readers",
    "discard_typed",
    "drop_everything",
    "drop_experience",
    "give_counting_consent",
    "keep_typed",
    "missing_in",
    "plan_readers",
    "save_facts",
    "share",
    "share_experience",
    "start_experience",
    "unshare_experience",
    "withdraw_counting_consent",
]
