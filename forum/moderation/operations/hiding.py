"""Hiding by flags: what enough members in good standing flagged waits for a moderator, who sees why."""

from dataclasses import asdict
from datetime import datetime

from flask_babel import gettext as _

from forum import clock
from forum.discussions.addresses import post_path
from forum.discussions.models import Post
from forum.discussions.operations import standing
from forum.experiences.addresses import experience_path
from forum.experiences.models import Experience
from forum.experiences.operations import standing as experiences
from forum.moderation import queries
from forum.moderation.models import Case
from forum.moderation.operations import cases
from forum.moderation.weighing import weigh
from forum.notifications.operations import notify
from forum.viewers import VISITOR

__all__ = ["hide_if_enough"]

KEPT = frozenset({"keep", "reverse"})  # a moderator has looked at it, or another one on appeal, and let it stand


def hide_if_enough(case: Case, thing: Post | Experience, *, target: str) -> None:
    """Let a text or an experience that was just flagged wait for a moderator, if enough flags of it count.

    It is locked, and so is its case; `target` is its name in the log.
    Nothing happens to what is not open, or what a moderator has kept as it is.
    """
    if thing.state != "open" or was_kept(case, since=changed_at(thing)):
        return
    moment = clock.now()
    sum_of = weigh(queries.flaggers_of(case.id, at=moment), at=moment)
    if sum_of is None or not sum_of.hides:
        return
    reason = _("Members flagged it, so that it waits until a moderator has looked.")
    if isinstance(thing, Post):
        standing.hold_post(thing, by=VISITOR, reason=reason)
        path = post_path(thing.public_id)
    else:
        experiences.hold_back_experience(thing, by=VISITOR, reason=reason)
        path = experience_path(thing.public_id)
    cases.changed(case)
    if case.author_id is not None:
        notify(case.author_id, kind="held", path=path, origin=f"case:{case.id}")
    cases.log("auto_hide", actor_id=None, target=target, case=case, details=asdict(sum_of))


def changed_at(thing: Post | Experience) -> datetime | None:
    """When its author last changed it."""
    return thing.edited_at if isinstance(thing, Post) else thing.updated_at


def was_kept(case: Case, *, since: datetime | None) -> bool:
    """Whether a moderator has looked at it as it is and kept it: flags do not overrule that."""
    target_id: int = getattr(case, f"{case.kind}_id")
    last = queries.last_decision_on(case.kind, target_id)
    if last is None or last[0].verb not in KEPT:
        return False
    return since is None or since <= last[0].decided_at
