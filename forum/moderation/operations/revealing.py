"""Asking who is behind a one-off name, or for an address: with a reason, in the log, and the member is told of it."""

from flask_babel import gettext as _
from sqlalchemy import update

from forum import clock
from forum.accounts.models import Member
from forum.database import change, lock
from forum.errors import Refused
from forum.moderation import queries
from forum.moderation.models import Case
from forum.moderation.operations import cases, claiming, effects
from forum.notifications.operations import notify
from forum.viewers import Viewer

__all__ = ["look_at_email", "part_cases_from", "reveal"]

TOLD_AT = "/account/names-looked-at"


def reveal(case: Case, *, viewer: Viewer, reason: str) -> None:
    """Let this moderator see whose name it is, on this case alone. Asking again changes nothing.

    Raises NotAllowed for whoever is too close to the case, and Refused where there is no name to see.
    """
    viewer = claiming.hold_moderator(viewer)
    lock(case)
    claiming.refuse_if_recused(case, viewer=viewer)
    if queries.has_revealed(viewer.id, case.id):
        return
    if not queries.is_case_under_alias(case.id):
        raise Refused(_("This is not under a one-off name."))
    if case.author is None or case.author.deleted_at is not None:
        raise Refused(_("The account behind this name has been deleted."))
    action = cases.log("reveal", actor_id=viewer.id, target=effects.target_name(case), case=case, reason=reason)
    notify(
        case.author.id,
        kind="account",
        path=TOLD_AT,
        origin=f"action:{action.id}",
        visible_from=clock.now() + queries.TOLD_AFTER,
    )


def look_at_email(member: Member, *, viewer: Viewer, reason: str) -> None:
    """Let this moderator see the member's e-mail address for a while. Asking again in that time changes nothing.

    Raises Refused when the account has just been deleted. The address itself stands nowhere in the log.
    """
    lock(member)
    if member.deleted_at is not None:
        raise Refused(_("This account has just been deleted."))
    if queries.shown_email(viewer, member, at=clock.now()) is not None:
        return
    target = queries.target_of_member(member.id)
    action = cases.log("look_email", actor_id=viewer.id, target=target, reason=reason)
    notify(
        member.id,
        kind="account",
        path=TOLD_AT,
        origin=f"action:{action.id}",
        visible_from=action.at + queries.TOLD_AFTER,
    )


def part_cases_from(member_id: int) -> None:
    """From now on nothing ties cases about the one-off names of somebody who has left to the emptied row."""
    change(update(Case).where(Case.author_id == member_id, queries.under_alias()).values(author_id=None))
