"""Where a moderator ends a sanction before its day."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.errors import Refused
from forum.moderation import operations, queries
from forum.moderation.forms.cases import LiftForm
from forum.moderation.models import Decision
from forum.moderation.routes.blueprint import bp
from forum.moderation.routes.cases import readable_case

__all__ = ["lift", "lifting"]


def readable_decision(public_id: str) -> Decision:
    """The decision, for a moderator whom its case does not concern."""
    decision = queries.get_decision(public_id)
    readable_case(decision.case.public_id)
    return decision


def show(decision: Decision, form: LiftForm, *, status: int = 200, refusal: str | None = None) -> ResponseReturnValue:
    """The page, with what was typed."""
    past = queries.past_decision(decision.id)
    return render_template("moderation/lift.html", form=form, decision=past, refusal=refusal), status


@bp.get("/moderation/decisions/<public_id>/lift")
@web.members_only
def lifting(public_id: str) -> ResponseReturnValue:
    return show(readable_decision(public_id), LiftForm(formdata=None))


@bp.post("/moderation/decisions/<public_id>/lift")
@web.members_only
def lift(public_id: str) -> ResponseReturnValue:
    decision, form = readable_decision(public_id), LiftForm()
    if not form.validate():
        return show(decision, form, status=422)
    try:
        operations.lift_sanction(decision, viewer=web.viewer(), reason=form.reason.data or "")
    except Refused as refusal:
        return show(queries.get_decision(public_id), form, status=409, refusal=refusal.reason)
    flash(_("The sanction has ended, and the member is told."))
    return web.see_other(url_for(".case", public_id=decision.case.public_id))
