"""Somebody at risk: what the worker looks after every minute. It stands here, above the areas, as letters do."""

from collections.abc import Callable, Sequence

from forum import clock
from forum.database import transaction
from forum.moderation import queries
from forum.moderation.models import Case
from forum.moderation.operations import raise_alarm, remind_holder, return_from_lost_holder

__all__ = ["watch_over"]


def watch_over() -> int:
    """Return what nobody can look after any more, raise the alarm, remind. Gives how many cases it acted on.

    Each case has a transaction of its own: the log is locked last. What another process did meanwhile is not done
    twice.
    """
    moment = clock.now()
    acted = each_of(queries.cases_whose_holder_is_gone(), return_from_lost_holder)
    acted += each_of(queries.cases_to_alarm(moment), raise_alarm)
    return acted + each_of(queries.cases_to_remind_of(moment), remind_holder)


def each_of(cases: Sequence[str], act: Callable[[Case], bool]) -> int:
    """Do it to each of these cases (public ids). Gives to how many it was done."""
    acted = 0
    for public_id in cases:
        with transaction():
            acted += act(queries.get_case(public_id))
    return acted
