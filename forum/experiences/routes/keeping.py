"""What a member keeps with an experience besides check-ins: reminders, and questions for an appointment."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.errors import Refused
from forum.experiences.addresses import experience_path
from forum.experiences.forms.check_ins import QuestionForm, RemindersForm
from forum.experiences.operations.asking import add_question, ask_for_check_ins, remove_question
from forum.experiences.queries import experience_page
from forum.experiences.routes.blueprint import bp
from forum.experiences.routes.desk import may_write, own_experience, show_experience

__all__ = ["drop_question", "note_question", "remind"]


@bp.post("/experiences/<public_id>/questions")
@web.members_only
@web.often(60, "1 hour")
def note_question(public_id: str) -> ResponseReturnValue:
    experience, form = may_write(own_experience(public_id)), QuestionForm()
    if not form.validate():
        return shown_again(public_id, form, status=422)
    try:
        add_question(experience, words=form.words.words)
    except Refused as refusal:
        return shown_again(public_id, form, status=409, refusal=refusal.reason)
    return web.see_other(experience_path(public_id) + "#questions")


def shown_again(public_id: str, form: QuestionForm, *, status: int, refusal: str | None = None) -> ResponseReturnValue:
    """The page with the question that could not be noted."""
    page = experience_page(web.viewer(), public_id)
    unasked = RemindersForm(formdata=None)
    return show_experience(page, reminders=unasked, question=form, status=status, refusal=refusal)


@bp.post("/experiences/<public_id>/questions/remove")
@web.members_only
@web.often(60, "1 hour")
def drop_question(public_id: str) -> ResponseReturnValue:
    experience, text = own_experience(public_id), request.form.get("question", "")
    if text.isascii() and text.isdigit() and len(text) <= 18:
        remove_question(experience, question_id=int(text))
    return web.see_other(experience_path(public_id) + "#questions")


@bp.post("/experiences/<public_id>/reminders")
@web.members_only
@web.often(60, "1 hour")
def remind(public_id: str) -> ResponseReturnValue:
    experience, form = own_experience(public_id), RemindersForm()
    if not form.validate():
        page = experience_page(web.viewer(), public_id)
        return show_experience(page, reminders=form, question=QuestionForm(formdata=None), status=422)
    ask_for_check_ins(experience, months={int(each) for each in form.months.chosen})
    flash(_("Your reminders are kept."))
    return web.see_other(experience_path(public_id) + "#reminders")
