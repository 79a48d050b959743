"""Giving a member a dated sanction together with a decision."""

from flask_babel import gettext as _

from forum import clock
from forum.accounts import operations as accounts
from forum.accounts.models import Member
from forum.database import db
from forum.errors import Refused
from forum.moderation import queries
from forum.moderation.models import Case, Decision, Sanction
from forum.moderation.operations import cases, effects
from forum.moderation.operations.choices import WITHOUT_SANCTION, Choice
from forum.moderation.sanctions import LIMIT_OF, LONGEST, Measure
from forum.viewers import Viewer

__all__ = ["give_sanction", "refuse_unfit_sanction"]


def refuse_unfit_sanction(case: Case, choice: Choice, *, viewer: Viewer) -> None:
    """Say in a sentence why this sanction cannot be given on this case; nothing when there is none or it is fit."""
    measure = choice.sanction
    if measure is None:
        return
    if case.reason == "at_risk":
        raise Refused(_("Somebody who may be at risk gets no sanction. Help comes first."))
    if measure.kind not in LIMIT_OF or case.kind == "contact" or choice.verb in WITHOUT_SANCTION:
        raise Refused(_("A sanction cannot be given with this decision."))
    if choice.rule is None or not choice.message.strip():
        raise Refused(_("A sanction needs a rule and a word to the member."))
    refuse_unfit_end(measure)
    refuse_unfit_place(case, measure, viewer=viewer)
    refuse_unfit_member(case, viewer=viewer)


def refuse_unfit_end(measure: Measure) -> None:
    """Every sanction ends: after now, and within a year."""
    if measure.until is None or measure.until <= clock.now():
        raise Refused(_("Choose a day in the future on which the sanction ends."))
    if measure.until > clock.now() + LONGEST:
        raise Refused(_("A sanction lasts a year at most. Choose an earlier day."))


def refuse_unfit_place(case: Case, measure: Measure, *, viewer: Viewer) -> None:
    """A suspension is of the whole account; a text is judged where it stands, by who looks after that place."""
    if viewer.only_conditions and measure.kind != "warning" and measure.condition is None:
        raise Refused(_("You look after some conditions. Choose the condition, or leave it to others."))
    if measure.condition is None:
        return
    if measure.kind == "suspension":
        raise Refused(_("A suspension holds for the whole site. Choose a silence for one condition."))
    if case.condition_id is not None and measure.condition.id != case.condition_id:
        raise Refused(_("Choose the condition in which this was written, or the whole site."))


def refuse_unfit_member(case: Case, *, viewer: Viewer) -> None:
    """Not an admin, not oneself, nobody who has left. Under a one-off name the sentence does not say which."""
    member = case.author
    is_admin = member is not None and queries.has_role(member.id, "admin")
    if member is not None and member.deleted_at is None and not is_admin and member.id != viewer.id:
        return
    if queries.is_case_under_alias(case.id):
        raise Refused(_("No sanction can be given to whoever is behind this name. Decide about the text alone."))
    if is_admin:
        raise Refused(_("An admin gets no sanction. Another admin can take the role away first."))
    if member is not None and member.id == viewer.id:
        raise Refused(_("Nobody gives a sanction to themselves."))
    raise Refused(_("This account has been deleted."))


def give_sanction(case: Case, *, decision: Decision, choice: Choice) -> None:
    """The sanction, the limit that is its effect, and their line in the log, which names the case's target alone."""
    measure, member = choice.sanction, case.author
    if measure is None or member is None:
        return
    limit_id = limit_for(member, measure, reason=decision.message)
    db.session.add(
        Sanction(
            member_id=member.id,
            decision_id=decision.id,
            limit_id=limit_id,
            kind=measure.kind,
            until=measure.until,
            reason=decision.message,
        )
    )
    cases.log(
        measure.kind,
        actor_id=decision.decided_by_id,
        target=effects.target_name(case),
        case=case,
        decision=decision,
        details={
            "until": measure.until.isoformat() if measure.until else None,
            "condition": measure.condition.slug if measure.condition else None,
            "rule": choice.rule.number if choice.rule else None,
        },
    )


def limit_for(member: Member, measure: Measure, *, reason: str) -> int | None:
    """What the sanction forbids, as a row of accounts; a warning forbids nothing."""
    forbids = LIMIT_OF[measure.kind]
    if forbids is None:
        return None
    where = measure.condition.id if measure.condition else None
    return accounts.add_limit(member, kind=forbids, reason=reason, until=measure.until, condition_id=where).id
