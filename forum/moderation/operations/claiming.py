"""Who works on a case: claiming it for half an hour, handing it over, taking it over, asking for a second opinion."""

from datetime import timedelta

from flask_babel import format_time
from flask_babel import gettext as _

from forum import clock
from forum.accounts import operations as accounts
from forum.accounts.models import Member
from forum.accounts.queries import get_member
from forum.database import db, lock
from forum.errors import NotAllowed, Refused
from forum.moderation import policies, queries
from forum.moderation.models import Case
from forum.moderation.operations import cases, effects
from forum.notifications.operations import notify, notify_each
from forum.viewers import Viewer

__all__ = [
    "CLAIM",
    "ask_second_opinion",
    "claim_case",
    "end_claim",
    "hand_over",
    "hold_for",
    "hold_moderator",
    "refuse_if_asked",
    "refuse_if_held",
    "refuse_if_recused",
    "take_over",
    "withdraw_question",
    "write_down",
]

CLAIM = timedelta(minutes=30)  # then the case returns by itself: a volunteer may have fallen ill


def claim_case(case: Case, *, viewer: Viewer) -> None:
    """Keep a case for this moderator. Claiming one's own again begins the half hour anew.

    Raises NotAllowed for whoever is too close to it, and Refused with a sentence where somebody else has it, or
    where it is closed.
    """
    begin(case, viewer=viewer)
    refuse_if_asked(case, viewer=viewer)
    refuse_if_held(case, viewer=viewer)
    was = case.holder_id(clock.now())
    hold_for(case, viewer=viewer)
    if was is None:
        write_down("claim", case, viewer=viewer)


def take_over(case: Case, *, viewer: Viewer) -> None:
    """Go on with what somebody else has claimed; they are told. The same refusals, but that somebody has it."""
    begin(case, viewer=viewer)
    refuse_if_asked(case, viewer=viewer)
    holder = case.holder_id(clock.now())
    if holder == viewer.id:
        return
    hold_for(case, viewer=viewer)
    write_down("take_over", case, viewer=viewer)
    if holder is not None:
        path = f"/moderation/cases/{case.public_id}"
        notify(holder, kind="taken_over", path=path, origin=f"case:{case.id}")


def hand_over(case: Case, *, viewer: Viewer) -> None:
    """Give a case back to all moderators. Nobody is asked why. Harmless where the viewer does not have it."""
    hold_moderator(viewer)
    lock(case)
    if case.holder_id(clock.now()) != viewer.id:
        return
    refuse_if_at_risk(case)
    end_claim(case)
    write_down("hand_over", case, viewer=viewer)


def ask_second_opinion(case: Case, *, viewer: Viewer, question: str) -> None:
    """Ask the other moderators: the viewer does not decide it before they take their question back.

    Raises what claiming raises, and Refused where nobody else may decide it.
    """
    begin(case, viewer=viewer)
    refuse_if_held(case, viewer=viewer)
    if case.second_opinion_by_id is not None:
        raise Refused(_("Somebody has asked for a second opinion already. Yours would be one: decide, or leave it."))
    others = [each for each in queries.moderators_for(case) if each != viewer.id]
    if not others:
        raise Refused(_("Nobody else may decide this case, so nobody can be asked."))
    case.second_opinion_by_id, case.second_opinion_at = viewer.id, clock.now()
    case.second_opinion_question = question
    end_claim(case)
    cases.log("second_opinion", actor_id=viewer.id, target=effects.target_name(case), case=case, reason=question)
    notify_each(others, kind="case", path=f"/moderation/cases/{case.public_id}", origin=f"case:{case.id}")


def withdraw_question(case: Case, *, viewer: Viewer) -> None:
    """Take the question back. Harmless where it was not the viewer's."""
    hold_moderator(viewer)
    lock(case)
    if case.second_opinion_by_id != viewer.id or case.closed_at is not None:
        return
    forget_question(case)
    write_down("question_back", case, viewer=viewer)


def begin(case: Case, *, viewer: Viewer) -> None:
    """Hold the case; only who may decide an open one goes on."""
    now = hold_moderator(viewer)
    lock(case)
    refuse_if_recused(case, viewer=now)
    if case.closed_at is not None:
        raise Refused(_("This case has just been closed."))
    refuse_if_at_risk(case)


def refuse_if_at_risk(case: Case) -> None:
    """Somebody at risk is not claimed for half an hour but taken on, with a name (operations/caring.py)."""
    if case.severity == 0:
        raise Refused(_("Somebody may be at risk here. Open the case and say that you look after it."))


def hold_moderator(viewer: Viewer, *others: Member | None) -> Viewer:
    """The viewer as they are now, held until the transaction ends, with others that it will change.

    Raises NotAllowed for whoever is no moderator any more, or is suspended: their page may be older than that.
    """
    now = accounts.hold_viewer(viewer, *others)
    if not (policies.can_moderate(viewer) and policies.can_moderate(now)):
        raise NotAllowed(_("You are not a moderator any more. Nothing was saved and nothing was sent."))
    return now


def refuse_if_asked(case: Case, *, viewer: Viewer) -> None:
    """Whoever asked for a second opinion hears it first, or takes the question back."""
    if policies.has_asked(viewer, case):
        raise Refused(_("You asked for a second opinion on this. Take your question back if you want to decide it."))


def refuse_if_recused(case: Case, *, viewer: Viewer) -> None:
    """Raise NotAllowed for whoever is too close to the case. The sentence does not say by what."""
    if not policies.can_decide(viewer, case, recused=queries.is_recused(viewer.id, case)):
        raise NotAllowed(_("You are too close to this case to decide it. Somebody else does."))


def refuse_if_held(case: Case, *, viewer: Viewer) -> None:
    """Raise Refused with who has the case, and until when."""
    holder = case.holder_id(clock.now())
    if holder is None or holder == viewer.id or case.claimed_until is None:
        return
    name = get_member(holder).name
    until = format_time(case.claimed_until, "HH:mm")
    raise Refused(
        _("%(name)s has this case until %(time)s (UTC). You can take it over, or leave it.", name=name, time=until)
    )


def hold_for(case: Case, *, viewer: Viewer) -> None:
    """Theirs for half an hour from now."""
    case.claimed_by_id = viewer.id
    case.claimed_until = clock.now() + CLAIM
    db.session.flush()


def end_claim(case: Case) -> None:
    """Nobody's."""
    case.claimed_by_id = None
    case.claimed_until = None
    db.session.flush()


def forget_question(case: Case) -> None:
    """No second opinion is asked for any more; the log keeps that it was."""
    case.second_opinion_by_id = None
    case.second_opinion_at = None
    case.second_opinion_question = ""
    db.session.flush()


def write_down(verb: str, case: Case, *, viewer: Viewer) -> None:
    """A line in the log."""
    cases.log(verb, actor_id=viewer.id, target=effects.target_name(case), case=case)
