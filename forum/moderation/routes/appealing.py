"""Where somebody appeals against a decision about them."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import clock, web
from forum.errors import NotFound, Refused
from forum.moderation import operations, policies, queries
from forum.moderation.forms.appeals import AppealForm
from forum.moderation.models import Decision
from forum.moderation.routes.blueprint import bp

__all__ = ["appeal", "send_appeal"]


def own_decision(public_id: str) -> Decision:
    """The decision, for whom it is about and who was told of it. Raises NotFound for everybody else."""
    decision, viewer = queries.get_decision(public_id), web.viewer()
    readable = policies.can_read_letter(viewer, decision.case, decision, at=clock.now())
    if not readable or not policies.is_about(viewer, decision.case):
        raise NotFound
    return decision


def show(decision: Decision, form: AppealForm, *, status: int = 200, refusal: str | None = None) -> ResponseReturnValue:
    """The page on which an appeal is written, beside the letter that it is against."""
    page = queries.letter_page(web.viewer(), decision, at=clock.now())
    return render_template(
        "moderation/appeal.html", page=page, form=form, public_id=decision.public_id, refusal=refusal
    ), status


@bp.get("/decisions/<public_id>/appeal")
@web.members_only
def appeal(public_id: str) -> ResponseReturnValue:
    return show(own_decision(public_id), AppealForm(formdata=None))


@bp.post("/decisions/<public_id>/appeal")
@web.members_only
@web.often(20, "1 hour")
def send_appeal(public_id: str) -> ResponseReturnValue:
    decision, form = own_decision(public_id), AppealForm()
    if not form.validate():
        return show(decision, form, status=422)
    try:
        operations.appeal(decision, viewer=web.viewer(), words=form.words.data or "")
    except Refused as refusal:
        return show(queries.get_decision(public_id), form, status=409, refusal=refusal.reason)
    flash(_("Your appeal is with the moderators. Somebody who did not decide it looks again, and tells you here."))
    return web.see_other(url_for(".letter", public_id=public_id))
