"""Reading the chain of the log, and whether it is whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from forum.database import db
from forum.moderation.models import NOTHING, Action, LogHead, Seal, seal_of

__all__ = ["Soundness", "find_log_head", "soundness_of_log"]

LINES_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Soundness:
    """How many lines are as they were written, and the key of the first that is not; None where all are.

    `is_cut`: lines are missing from the end, or were added there without a seal. `seal`: that of the last sound line;
    kept elsewhere, it shows later whether the whole chain was written anew.
    """

    sound: int
    broken: int | None
    is_cut: bool
    seal: str


def find_log_head() -> LogHead | None:
    """The end of the chain; None before its first line."""
    return db.session.scalars(select(LogHead)).one_or_none()


def sealed_lines() -> Iterator[tuple[Action, str | None]]:
    """Every line with its seal, oldest first, some at a time."""
    last = 0
    while True:
        query = (
            select(Action, Seal.seal)
            .outerjoin(Seal, Seal.action_id == Action.id)
            .where(Action.id > last)
            .order_by(Action.id)
            .limit(LINES_AT_ONCE)
        )
        found = db.session.execute(query).tuples().all()
        if not found:
            return
        yield from found
        last = found[-1][0].id
        db.session.expunge_all()


def soundness_of_log() -> Soundness:
    """Go through the whole log. A line that was changed, put in or taken out breaks the chain there."""
    head, previous, sound = find_log_head(), NOTHING, 0
    lines, end = (head.lines, head.seal) if head else (0, NOTHING)
    for action, seal in sealed_lines():
        if seal is None or seal != seal_of(action, previous=previous):
            return Soundness(sound=sound, broken=action.id, is_cut=False, seal=previous)
        previous, sound = seal, sound + 1
    return Soundness(sound=sound, broken=None, is_cut=(sound, previous) != (lines, end), seal=previous)
