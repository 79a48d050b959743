"""Where a moderator looks after somebody who may be at risk, and where that person reads what the team wrote."""

from collections.abc import Callable

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field

from forum import web
from forum.errors import NotFound, Refused
from forum.extensions import limiter
from forum.moderation import operations, policies, queries
from forum.moderation.forms.cases import DecisionForm
from forum.moderation.forms.risk import (
    AnswerForm,
    Caring,
    CloseForm,
    GiveBackForm,
    MessageForm,
    NoteForm,
    OrdinaryForm,
    Versioned,
)
from forum.moderation.models import Case, RiskStep
from forum.moderation.risk_words import openings
from forum.moderation.routes.blueprint import bp
from forum.moderation.routes.cases import readable_case, show
from forum.moderation.routes.claiming import act, back_to

__all__ = [
    "answer",
    "close",
    "give_back",
    "note",
    "ordinary",
    "send_message",
    "take_on",
    "take_on_instead",
    "team_message",
    "write",
]


@bp.post("/moderation/cases/<public_id>/look-after")
@web.members_only
def take_on(public_id: str) -> ResponseReturnValue:
    sentence = _("You look after this now. Thank you. Who flagged it is told that somebody does.")
    return act(public_id, operations.take_on, sentence)


@bp.post("/moderation/cases/<public_id>/look-after/instead")
@web.members_only
def take_on_instead(public_id: str) -> ResponseReturnValue:
    return act(public_id, operations.take_on_from_another, _("You look after this now. Whoever did is told."))


def done(
    found: Case, form: FlaskForm, operation: Callable[..., object], sentence: str, *, words: Field
) -> ResponseReturnValue:
    """Do it with what was typed, in the version of the case that was seen; what is refused keeps what was typed."""
    if not form.validate():
        return show(found, DecisionForm(formdata=None), status=422, caring=Caring.of(form))
    seen = {"version": form.seen} if isinstance(form, Versioned) else {}
    try:
        operation(found, viewer=web.viewer(), words=words.data or "", **seen)
    except Refused as refusal:
        again, none = queries.get_case(found.public_id), DecisionForm(formdata=None)
        return show(again, none, status=409, refusal=refusal.reason, caring=Caring.of(form))
    return back_to(found, sentence)


@bp.post("/moderation/cases/<public_id>/steps")
@web.members_only
def note(public_id: str) -> ResponseReturnValue:
    found, form = readable_case(public_id), NoteForm()
    return done(found, form, operations.note_step, _("Noted."), words=form.step)


@bp.post("/moderation/cases/<public_id>/give-back")
@web.members_only
def give_back(public_id: str) -> ResponseReturnValue:
    found, form = readable_case(public_id), GiveBackForm()
    sentence = _("It is back with everybody, and the other moderators are called. Thank you for what you did.")
    return done(found, form, operations.give_back, sentence, words=form.known)


@bp.post("/moderation/cases/<public_id>/close")
@web.members_only
def close(public_id: str) -> ResponseReturnValue:
    found, form = readable_case(public_id), CloseForm()
    sentence = _("Closed. You can open it again for 30 seconds. Thank you for looking after somebody.")
    return done(found, form, operations.close_risk, sentence, words=form.closing)


@bp.post("/moderation/cases/<public_id>/ordinary")
@web.members_only
def ordinary(public_id: str) -> ResponseReturnValue:
    found, form = readable_case(public_id), OrdinaryForm()
    return done(found, form, operations.make_ordinary, _("It is an ordinary case now."), words=form.reason)


def message_form(
    found: Case, form: MessageForm, *, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    """The form of a message, beginning with the words that were chosen."""
    name = queries.name_of(found, queries.text_of(found))
    offered = openings(name)
    chosen = next((each for each in offered if each.key == request.args.get("opening")), offered[0])
    if not form.is_submitted():
        form.words.data = chosen.words + "\n\n"
    known = {"name": name, "public_id": found.public_id, "openings": offered, "chosen": chosen.key}
    return render_template("moderation/write.html", form=form, refusal=refusal, **known), status


@bp.get("/moderation/cases/<public_id>/message")
@web.members_only
def write(public_id: str) -> ResponseReturnValue:
    return message_form(readable_case(public_id), MessageForm())


@bp.post("/moderation/cases/<public_id>/message")
@web.members_only
@limiter.limit(web.limit(30, "hour"))
def send_message(public_id: str) -> ResponseReturnValue:
    found, form = readable_case(public_id), MessageForm()
    offered = openings(queries.name_of(found, queries.text_of(found)))
    if not (form.validate() and form.has_own_words(offered)):
        return message_form(found, form, status=422)
    try:
        operations.write_to_member(found, viewer=web.viewer(), words=form.words.data or "")
    except Refused as refusal:
        return message_form(queries.get_case(public_id), form, status=409, refusal=refusal.reason)
    return back_to(found, _("Your message is sent."))


def own_message(public_id: str) -> RiskStep:
    """The message, for whom it is; nobody else learns that there is one."""
    found = queries.get_message(public_id)
    if not policies.is_about(web.viewer(), found.case):
        raise NotFound
    return found


def message_page(
    found: RiskStep, form: AnswerForm, *, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    """What the team wrote, with a place to answer."""
    page = queries.message_page(found)
    return render_template("moderation/team_message.html", page=page, form=form, refusal=refusal), status


@bp.get("/account/messages/<public_id>")
@web.members_only
def team_message(public_id: str) -> ResponseReturnValue:
    return message_page(own_message(public_id), AnswerForm())


@bp.post("/account/messages/<public_id>")
@web.members_only
@limiter.limit(web.limit(20, "hour"))
def answer(public_id: str) -> ResponseReturnValue:
    found, form = own_message(public_id), AnswerForm()
    if not form.validate():
        return message_page(found, form, status=422)
    try:
        operations.answer_team(found, viewer=web.viewer(), words=form.words.data or "")
    except Refused as refusal:
        return message_page(queries.get_message(public_id), form, status=409, refusal=refusal.reason)
    flash(_("Your answer is with us. Thank you for telling us."))
    return web.see_other(url_for(".team_message", public_id=public_id))
