"""Who may flag, decide, undo and read what moderation keeps."""

from datetime import datetime, timedelta
from typing import Protocol

from forum.moderation.models import Case, Decision
from forum.moderation.reasons import SPAM_LIKE
from forum.viewers import Viewer

__all__ = [
    "APPEAL_FOR",
    "CAN_BE_APPEALED",
    "can_appeal",
    "can_be_in_batch",
    "can_care",
    "can_change_screening_rules",
    "can_decide",
    "can_flag_text_of",
    "can_moderate",
    "can_read_case",
    "can_read_letter",
    "can_read_log",
    "can_undo",
    "can_word_rules",
    "has_asked",
    "is_about",
    "is_in_care",
]

# The last second belongs to nobody, so that no notice shows while what it tells is being undone.
APPEAL_FOR = timedelta(days=30)  # long enough for a bad month; every letter says so
# What limits somebody, or tells them that they did wrong. A sanction with any other decision, too.
CAN_BE_APPEALED = frozenset({"hide", "remove", "lock", "message"})
UNDO_MARGIN = timedelta(seconds=1)


class HasUndoing(Protocol):
    """A decision, or the row of one."""

    @property
    def decided_by_id(self) -> int | None: ...

    @property
    def undone_at(self) -> datetime | None: ...

    @property
    def final_at(self) -> datetime: ...


def can_moderate(viewer: Viewer) -> bool:
    return viewer.is_moderator and not viewer.is_suspended


def can_care(viewer: Viewer) -> bool:
    # Also who has stepped back: the way back is on that page.
    return (viewer.is_moderator or viewer.is_away) and not viewer.is_suspended


def can_read_log(viewer: Viewer) -> bool:
    return (viewer.is_moderator or viewer.is_admin) and not viewer.is_suspended


def can_word_rules(viewer: Viewer) -> bool:
    # What every author reads under a rule is as binding as the rule itself.
    return viewer.is_admin and not viewer.is_suspended


def can_change_screening_rules(viewer: Viewer) -> bool:
    # Moderators see the rules and what they hit; who writes rules for everybody is not who decides on single texts.
    return viewer.is_admin and not viewer.is_suspended


def can_flag_text_of(viewer: Viewer, author_id: int | None) -> bool:
    return viewer.is_member and not viewer.is_suspended and viewer.id != author_id


def is_about(viewer: Viewer, case: Case) -> bool:
    return viewer.id is not None and case.author_id == viewer.id


def has_asked(viewer: Viewer, case: Case) -> bool:
    # Whoever asks for a second opinion wants to hear it before anything is decided.
    return viewer.id is not None and case.second_opinion_by_id == viewer.id


def is_in_care(viewer: Viewer, case: Case) -> bool:
    # A moderator of some conditions knows nothing of the cases of the others.
    return can_moderate(viewer) and viewer.moderates(case.condition_id)


def can_read_case(viewer: Viewer, case: Case) -> bool:
    # Who flagged a moderator's text stays hidden from that moderator, as from any other author.
    return is_in_care(viewer, case) and not is_about(viewer, case)


def can_decide(viewer: Viewer, case: Case, *, recused: bool) -> bool:
    # `recused` is what queries.is_recused says: too close to it, in a way that only rows tell.
    return can_read_case(viewer, case) and not recused


def can_be_in_batch(case: Case) -> bool:
    # Texts alone, and only where nothing worse than spam is said of them.
    return not case.is_appeal and case.reason in SPAM_LIKE and case.kind in {"topic", "post"}


def can_undo(viewer: Viewer, decision: HasUndoing, *, at: datetime) -> bool:
    own = viewer.id is not None and decision.decided_by_id == viewer.id
    return can_moderate(viewer) and own and decision.undone_at is None and at < decision.final_at - UNDO_MARGIN


def can_appeal(viewer: Viewer, case: Case, decision: Decision, *, given: bool, at: datetime) -> bool:
    # `given`: a sanction came with it. Whether there was an appeal already, the database knows.
    if not is_about(viewer, case) or case.is_appeal or decision.undone_at is not None:
        return False
    return (given or decision.verb in CAN_BE_APPEALED) and decision.final_at <= at < decision.final_at + APPEAL_FOR


def can_read_letter(viewer: Viewer, case: Case, decision: Decision, *, at: datetime) -> bool:
    if can_read_case(viewer, case):
        return True
    told = decision.message != "" and decision.undone_at is None and decision.final_at <= at
    return is_about(viewer, case) and told
