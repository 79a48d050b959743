"""Telling people what was decided: the author by a letter, and everyone who flagged, once."""

from collections.abc import Iterable

from forum import clock
from forum.database import db
from forum.moderation import queries
from forum.moderation.models import Case, Decision, Flag
from forum.notifications.operations import notify, notify_each

__all__ = ["origin_of", "settle_told", "tell", "tell_looked_after"]


def origin_of(decision: Decision) -> str:
    """By what its notices are found again, should it be undone."""
    return f"decision:{decision.id}"


def tell(case: Case, *, decision: Decision, flags: Iterable[Flag]) -> None:
    """Put the notices of a decision into the boxes; none shows before it is final.

    A flag that a decision has told of is never told of again: `told_by_id` says so.
    """
    if case.author_id is not None and decision.message:
        notify(
            case.author_id,
            kind="decision",
            path=f"/decisions/{decision.public_id}",
            origin=origin_of(decision),
            visible_from=decision.final_at,
        )
    waiting = [flag for flag in flags if flag.told_by_id is None]
    notify_each(
        [flag.flagger_id for flag in waiting if flag.flagger_id is not None],
        kind="flag_outcome",
        path=f"/flags/{case.public_id}",
        origin=origin_of(decision),
        visible_from=decision.final_at,
    )
    for flag in waiting:
        flag.told_by_id = decision.id
    db.session.flush()


def tell_looked_after(flags: Iterable[Flag], *, case: Case) -> None:
    """Tell those who flagged that somebody looks after it, each once, and nothing of how."""
    waiting = [flag for flag in flags if flag.looked_after_at is None]
    notify_each(
        [flag.flagger_id for flag in waiting if flag.flagger_id is not None],
        kind="looked_after",
        path=f"/flags/{case.public_id}",
        origin=f"case:{case.id}",
    )
    for flag in waiting:
        flag.looked_after_at = clock.now()
    db.session.flush()


def settle_told(case: Case, *, decision: Decision) -> None:
    """Whoever flagged somebody at risk was told when it was taken on; its end is no second notice."""
    db.session.flush()
    for flag in queries.flags_of(case.id):
        flag.told_by_id = flag.told_by_id or decision.id
    db.session.flush()
