"""Deciding the rest of a wave as its first case was decided: one decision, letter and line of the log for each."""

from flask_babel import gettext as _

from forum.database import lock, savepoint
from forum.errors import NotAllowed, Refused
from forum.moderation import queries
from forum.moderation.models import Case, Decision
from forum.moderation.operations import effects
from forum.moderation.operations.choices import Choice
from forum.moderation.operations.deciding import decide
from forum.viewers import Viewer

__all__ = ["decide_alike"]

TEXT_VERBS = ("keep", "hide", "remove")


def decide_alike(case: Case, *, viewer: Viewer) -> int:
    """Decide the other open cases of its wave as the viewer has just decided this one. Gives how many that were.

    Without the sanction, which is for one member. Left out: what somebody else has claimed, and what the viewer is
    too close to. Raises Refused where there is no decision of theirs to repeat. Each can be undone by itself.
    """
    last = queries.latest_decision(case.id)
    if last is None or last.decided_by_id != viewer.id or last.verb not in TEXT_VERBS:
        raise Refused(_("Decide this case first: keep, hide or remove. Then the others can be decided the same way."))
    others = [queries.get_case(public_id) for public_id in queries.open_alike(case)]
    for other in others:  # all texts before all cases, and the log last
        effects.lock_target(other)
    for other in others:
        lock(other)
    return sum(is_decided(other, viewer=viewer, last=last) for other in others)


def is_decided(case: Case, *, viewer: Viewer, last: Decision) -> bool:
    """Decide it, unless that is refused."""
    rule = next((rule for rule in queries.current_rules() if rule.id == last.rule_id), None)
    choice = Choice(verb=last.verb, version=case.version, rule=rule, message=last.message, note=last.note)
    try:
        with savepoint():
            decide(case, viewer=viewer, choice=choice)
    except (Refused, NotAllowed):
        return False
    return True
