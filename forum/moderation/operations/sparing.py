"""What a moderator sets for their own sake, and stepping back from the work."""

from collections.abc import Collection
from datetime import datetime

from flask_babel import gettext as _

from forum import clock
from forum.accounts.models import Member
from forum.accounts.queries import get_member
from forum.database import db, lock
from forum.errors import NotAllowed
from forum.moderation import policies, queries
from forum.moderation.models import ModeratorCare, SparedTopic
from forum.moderation.operations import claiming
from forum.notifications.operations import notify_each
from forum.viewers import Viewer

__all__ = ["come_back", "go_on", "set_care", "step_back"]


def set_care(
    viewer: Viewer, *, reasons: Collection[str], conditions: Collection[int], covers_words: bool, daily_cap: int | None
) -> None:
    """Keep what this moderator would rather not see (by reason and by condition), and how they want to work."""
    member = begin(viewer)
    care = care_of(member)
    care.covers_words, care.daily_cap = covers_words, daily_cap
    kept_reasons, kept_conditions = set(), set()
    for topic in queries.spared_topics(member.id):
        if topic.reason in reasons:
            kept_reasons.add(topic.reason)
        elif topic.condition_id in conditions:
            kept_conditions.add(topic.condition_id)
        else:
            db.session.delete(topic)
    db.session.add_all(SparedTopic(member_id=member.id, reason=each) for each in set(reasons) - kept_reasons)
    db.session.add_all(
        SparedTopic(member_id=member.id, condition_id=each) for each in set(conditions) - kept_conditions
    )
    db.session.flush()


def go_on(viewer: Viewer) -> None:
    """Work on today, although it was to be enough."""
    care_of(begin(viewer)).went_on_at = clock.now()
    db.session.flush()


def step_back(viewer: Viewer) -> None:
    """No calls and no queue from now on; what they had goes back to all. Nobody is asked why, and nobody is told who.

    Where nobody is left for some cases, the admins hear that cases wait.
    """
    member = begin(viewer)
    if member.away_since is not None:
        return
    member.away_since = clock.now()
    return_claims(viewer, at=member.away_since)
    if queries.cases_without_moderator():
        notify_each(queries.admin_ids(), kind="case", path="/moderation/waiting")


def return_claims(viewer: Viewer, *, at: datetime) -> None:
    """Give back what the moderator has. All are locked before the first line of the log is written."""
    held = [lock(case) for case in queries.cases_held_by(viewer, at=at)]
    held = [case for case in held if case.holder_id(at) == viewer.id]
    for case in held:
        claiming.end_claim(case)
    for case in held:
        claiming.write_down("hand_over", case, viewer=viewer)


def come_back(viewer: Viewer) -> None:
    """Be a moderator again, as before."""
    begin(viewer).away_since = None
    db.session.flush()


def begin(viewer: Viewer) -> Member:
    """The moderator, locked; at work or not."""
    if viewer.id is None or not policies.can_care(viewer):
        raise NotAllowed(_("This is for moderators."))
    return lock(get_member(viewer.id))


def care_of(member: Member) -> ModeratorCare:
    """The settings of the moderator, who is locked; made with the first one."""
    found = queries.find_care(member.id)
    if found is None:
        found = ModeratorCare(member_id=member.id, covers_words=False)
        db.session.add(found)
        db.session.flush()
    return lock(found)
