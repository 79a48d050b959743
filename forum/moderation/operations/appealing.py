"""Appeals: one against each decision, in a case of its own, which somebody else decides."""

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from forum import clock
from forum.accounts import operations as accounts
from forum.database import change, db, lock, savepoint
from forum.errors import NotAllowed, Refused
from forum.moderation import policies, queries, reasons
from forum.moderation.models import Appeal, Case, Decision
from forum.moderation.operations import cases, effects, withdrawing
from forum.viewers import Viewer

__all__ = ["appeal", "forget_appeals"]


def appeal(decision: Decision, *, viewer: Viewer, words: str) -> Case:
    """Ask that somebody else looks again at a decision, which comes from queries.get_decision.

    Raises NotAllowed for whoever it is not about, and Refused when it is too late, or was done already.
    """
    viewer = accounts.hold_viewer(viewer)
    case = lock(decision.case)
    lock(decision)
    if not policies.is_about(viewer, case):
        raise NotAllowed(_("Only whom a decision is about can appeal against it."))
    given = queries.find_sanction(decision.id) is not None
    if not policies.can_appeal(viewer, case, decision, given=given, at=clock.now()):
        raise Refused(_("There is no appeal against this, or the time for it is over."))
    try:
        with savepoint():
            new = appeal_case(case)
            db.session.add(Appeal(case_id=new.id, decision_id=decision.id, words=words))
            db.session.flush()
    except IntegrityError:
        raise Refused(_("You have appealed against this decision already.")) from None
    cases.call_admins_if_nobody_can(new)
    cases.log("appeal", actor_id=None, target=effects.target_name(case), case=new, decision=decision)
    return new


def appeal_case(case: Case) -> Case:
    """A new case on the same thing, with the text as the first one had it."""
    new = Case(
        **{f"{case.kind}_id": getattr(case, f"{case.kind}_id")},
        author_id=case.author_id,
        condition_id=case.condition_id,
        reason="appeal",
        severity=reasons.severity_of("appeal"),
        snapshot_title=case.snapshot_title,
        snapshot_markdown=case.snapshot_markdown,
        snapshot_html=case.snapshot_html,
        window_from=case.window_from,
        is_appeal=True,
    )
    db.session.add(new)
    db.session.flush()
    return new


def forget_appeals(member_id: int) -> None:
    """Close what somebody who leaves has asked, and keep nothing of what they wrote there."""
    for case in queries.open_appeals_of(member_id):
        lock(case)
        if case.closed_at is None:
            withdrawing.withdraw_case(case, target=effects.target_name(case))
    change(update(Appeal).where(Appeal.case_id.in_(queries.keys_of_appeals(member_id))).values(words=""))
