"""What the forum does by itself for somebody at risk, every minute. Each act is done once, however many do it."""

from sqlalchemy import update

from forum import clock
from forum.database import change, lock
from forum.moderation import queries
from forum.moderation.models import AtRisk, Case, RiskStep
from forum.moderation.operations import cases, claiming, effects, risk
from forum.notifications.operations import notify, notify_each

__all__ = ["forget_steps", "raise_alarm", "remind_holder", "return_from_lost_holder"]


def raise_alarm(case: Case) -> bool:
    """Nobody has taken it on in time: every moderator who may act is told, and every admin. Whether it was raised.

    An admin whom the case is about learns nothing.
    """
    row = locked(case)
    if row is None or row.holder_id is not None or row.alarmed_at is not None:
        return False
    row.alarmed_at = clock.now()
    risk.add_step(case, "alarm")
    origin = f"case:{case.id}"
    able = queries.moderators_for(case)
    notify_each(able, kind="alarm", path=f"/moderation/cases/{case.public_id}", origin=origin)
    admins = [each for each in queries.admin_ids() if each not in able and each != case.author_id]
    notify_each(admins, kind="alarm", path="/moderation/waiting", origin=origin)
    cases.log("alarm", actor_id=None, target=effects.target_name(case), case=case)
    return True


def remind_holder(case: Case) -> bool:
    """A day has passed: whoever looks after it is asked to look once more. Whether they were."""
    row = locked(case)
    if row is None or row.holder_id is None or row.remind_at is None or row.remind_at > clock.now():
        return False
    row.remind_at = None
    risk.add_step(case, "reminder")
    notify(row.holder_id, kind="look_again", path=f"/moderation/cases/{case.public_id}", origin=f"case:{case.id}")
    return True


def return_from_lost_holder(case: Case) -> bool:
    """Who looked after it has left, is no moderator any more or is suspended: the others are called."""
    row = locked(case)
    if row is None or row.holder_id is None or queries.works_as_moderator(row.holder_id):
        return False
    if case.claimed_by_id == row.holder_id:
        claiming.end_claim(case)
    risk.wait_anew(row)
    risk.add_step(case, "returned")
    cases.call_moderators(case)
    cases.call_admins_if_nobody_can(case)
    cases.log("return", actor_id=None, target=effects.target_name(case), case=case)
    return True


def locked(case: Case) -> AtRisk | None:
    """Who looks after whom an open case is about, now that nobody else can change it."""
    lock(case)
    return queries.find_risk(case.id) if case.closed_at is None else None


def forget_steps() -> int:
    """The words about somebody who has left are forgotten once their case is closed. How many steps that were."""
    return change(update(RiskStep).where(queries.steps_to_forget()).values(words=""))
