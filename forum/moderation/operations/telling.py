"""Telling people what was decided: the author by a letter, and everyone who flagged, once."""

from collections.abc import Iterable

from forum.database import db
from forum.moderation.models import Case, Decision, Flag
from forum.notifications.operations import notify, notify_each

__all__ = ["origin_of", "tell"]


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
