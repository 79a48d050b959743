"""Taking a decision back before anybody was told of it."""

from flask_babel import gettext as _

from forum import clock
from forum.database import db, lock
from forum.errors import NotAllowed, Refused
from forum.moderation import policies, queries
from forum.moderation.models import Case, Decision
from forum.moderation.operations import arranging, cases, claiming, effects, reviewing, risk, telling
from forum.notifications.operations import withdraw
from forum.viewers import Viewer

__all__ = ["undo"]


def undo(decision: Decision, *, viewer: Viewer) -> Case:
    """Put everything back as it was, and the case back into the queue, with whoever had claimed it.

    `decision` comes from queries.get_decision. Raises NotAllowed for whoever did not decide it, and Refused with a
    sentence when it is too late.
    """
    case = decision.case
    viewer = claiming.hold_moderator(viewer, case.member, case.author if case.is_appeal else None)
    thing = effects.lock_target(case)
    lock(case)
    lock(decision)
    if decision.decided_by_id != viewer.id or not policies.is_in_care(viewer, case):
        raise NotAllowed(_("Only the moderator who decided this can undo it."))
    if decision.undone_at is not None:
        return case
    if not policies.can_undo(viewer, decision, at=clock.now()):
        raise Refused(_("It is too late to undo this: the letters have gone out. Decide it anew if it was wrong."))
    refuse_second_case(case)
    arranging.give_back_place(thing, decision)
    effects.put_back(thing, decision=decision)
    reviewing.give_back(case, thing=thing, decision=decision)
    withdraw(telling.origin_of(decision))
    for flag in queries.flags_of(case.id):
        flag.told_by_id = None
    decision.undone_at = clock.now()
    case.closed_at = None
    case.version += 1
    db.session.flush()
    if case.severity == 0:
        risk.add_step(case, "reopened", by_id=viewer.id)
    cases.log("undo", actor_id=viewer.id, target=effects.target_name(case), case=case, decision=decision)
    return case


def refuse_second_case(case: Case) -> None:
    """A target has one open case. If it was flagged again in these seconds, that one is decided instead."""
    target_id = None if case.is_appeal else getattr(case, f"{case.kind}_id")
    if target_id is not None and queries.find_open_case(case.kind, target_id) is not None:
        raise Refused(_("It came up again in the meantime, as a new case. Please decide that one."))
