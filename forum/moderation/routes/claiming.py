"""Where a moderator takes a case, gives it back, or asks another one."""

from collections.abc import Callable

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.moderation import operations
from forum.moderation.forms.cases import DecisionForm, QuestionForm
from forum.moderation.models import Case
from forum.moderation.routes.blueprint import bp
from forum.moderation.routes.cases import readable_case, show

__all__ = ["act", "ask", "back_to", "claim", "hand_over", "take_over", "withdraw_question"]


def back_to(case: Case, sentence: str) -> ResponseReturnValue:
    """To the page of the case, with a word on what was done."""
    flash(sentence)
    return web.see_other(url_for(".case", public_id=case.public_id))


def act(public_id: str, operation: Callable[..., None], sentence: str) -> ResponseReturnValue:
    """Do it to this case."""
    found = readable_case(public_id)
    operation(found, viewer=web.viewer())
    return back_to(found, sentence)


@bp.post("/moderation/cases/<public_id>/claim")
@web.members_only
def claim(public_id: str) -> ResponseReturnValue:
    found = readable_case(public_id)
    if found.severity == 0:
        operations.take_on(found, viewer=web.viewer())
        return back_to(found, _("You look after this now. Thank you. Who flagged it is told that somebody does."))
    operations.claim_case(found, viewer=web.viewer())
    return back_to(found, _("You have this case for half an hour. Then it returns by itself."))


@bp.post("/moderation/cases/<public_id>/take-over")
@web.members_only
def take_over(public_id: str) -> ResponseReturnValue:
    return act(public_id, operations.take_over, _("You have this case now. Whoever had it is told."))


@bp.post("/moderation/cases/<public_id>/hand-over")
@web.members_only
def hand_over(public_id: str) -> ResponseReturnValue:
    found = readable_case(public_id)
    operations.hand_over(found, viewer=web.viewer())
    flash(_("The case is back with everybody. Nobody asks why."))
    return web.see_other(url_for(".queue"))


@bp.post("/moderation/cases/<public_id>/second-opinion")
@web.members_only
def ask(public_id: str) -> ResponseReturnValue:
    found, form = readable_case(public_id), QuestionForm()
    if not form.validate():
        return show(found, DecisionForm(formdata=None), status=422, question=form)
    operations.ask_second_opinion(found, viewer=web.viewer(), question=form.question.data or "")
    return back_to(found, _("The other moderators are asked. You decide it only if you take your question back."))


@bp.post("/moderation/cases/<public_id>/second-opinion/withdraw")
@web.members_only
def withdraw_question(public_id: str) -> ResponseReturnValue:
    return act(public_id, operations.withdraw_question, _("Your question is taken back. You can decide the case."))
