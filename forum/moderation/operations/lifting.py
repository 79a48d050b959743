"""Ending a sanction before its day: by a moderator who is not too close, with a reason, and the member hears of it."""

from flask_babel import gettext as _

from forum import clock
from forum.accounts import operations as accounts
from forum.database import db, lock
from forum.errors import Refused
from forum.moderation import queries
from forum.moderation.models import Decision
from forum.moderation.operations import cases, claiming, effects
from forum.notifications.operations import notify
from forum.viewers import Viewer

__all__ = ["lift_sanction"]


def lift_sanction(decision: Decision, *, viewer: Viewer, reason: str) -> None:
    """End the sanction that a decision gave. It still counts as given; an appeal undoes it from the start.

    `decision` comes from queries.get_decision. Raises NotAllowed for whoever is too close to its case, and Refused
    where there is none in force.
    """
    case = decision.case
    viewer = claiming.hold_moderator(viewer, case.author)
    lock(case)
    claiming.refuse_if_recused(case, viewer=viewer)
    given = queries.find_sanction(decision.id)
    if given is None or given[0].lifted_at is not None or not given[0].is_in_force(clock.now()):
        raise Refused(_("No sanction of this decision is in force any more."))
    sanction, limit = given
    sanction.lifted_at = clock.now()
    if limit is not None:
        accounts.lift_limit(limit)
    db.session.flush()
    path = f"/decisions/{decision.public_id}"
    notify(sanction.member_id, kind="decision", path=path, origin=f"lifted:{decision.id}")
    cases.log("lift", actor_id=viewer.id, target=effects.target_name(case), case=case, decision=decision, reason=reason)
