"""Where check-ins are written, changed and taken out."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.errors import NotFound, Refused
from forum.experiences.addresses import check_in_path, experience_path
from forum.experiences.answers import answers_of
from forum.experiences.forms.check_ins import CheckInForm, words_of
from forum.experiences.forms.fields import complain
from forum.experiences.models import CheckIn, Experience
from forum.experiences.operations.check_ins import add_check_in, edit_check_in, problem_of_day, remove_check_in
from forum.experiences.queries.diary import find_check_in_on, get_check_in
from forum.experiences.routes.blueprint import bp
from forum.experiences.routes.desk import may_change, may_write, own_experience, today

__all__ = ["add", "change", "new_check_in", "old_check_in", "remove"]


@bp.get("/experiences/<public_id>/check-ins")
@web.members_only
def new_check_in(public_id: str) -> ResponseReturnValue:
    experience = may_write(own_experience(public_id))
    return show(experience, CheckInForm(formdata=None, on_day=today().isoformat()))


@bp.post("/experiences/<public_id>/check-ins")
@web.members_only
@web.often(60, "1 hour")
def add(public_id: str) -> ResponseReturnValue:
    experience, form = may_write(own_experience(public_id)), CheckInForm()
    if not fits(experience, form):
        return show(experience, form, status=422)
    try:
        add_check_in(experience, told=form.answers())
    except Refused as refusal:
        return show(experience, form, status=409, refusal=refusal.reason)
    flash(_("Your check-in is kept."))
    return web.see_other(experience_path(public_id))


@bp.get("/experiences/<public_id>/check-ins/<check_in_id>")
@web.members_only
def old_check_in(public_id: str, check_in_id: str) -> ResponseReturnValue:
    experience = may_change(own_experience(public_id))
    found = get_check_in(experience, check_in_id)
    if found.replaced_at is not None:
        raise NotFound
    return show(experience, CheckInForm(formdata=None, data=words_of(answers_of(found))), found)


@bp.post("/experiences/<public_id>/check-ins/<check_in_id>")
@web.members_only
@web.often(60, "1 hour")
def change(public_id: str, check_in_id: str) -> ResponseReturnValue:
    experience, form = may_change(own_experience(public_id)), CheckInForm()
    found = get_check_in(experience, check_in_id)
    if not fits(experience, form, found):
        return show(experience, form, found, status=422)
    try:
        edit_check_in(experience, check_in=found, told=form.answers())
    except Refused as refusal:
        return show(experience, form, found, status=409, refusal=refusal.reason)
    flash(_("Your check-in is changed. What it said before is in your history."))
    return web.see_other(experience_path(public_id))


@bp.post("/experiences/<public_id>/check-ins/<check_in_id>/remove")
@web.members_only
@web.often(60, "1 hour")
def remove(public_id: str, check_in_id: str) -> ResponseReturnValue:
    experience = own_experience(public_id)
    remove_check_in(experience, check_in=get_check_in(experience, check_in_id))
    flash(_("The check-in is removed. What it said is in your history."))
    return web.see_other(experience_path(public_id))


def fits(experience: Experience, form: CheckInForm, besides: CheckIn | None = None) -> bool:
    """Whether the form is valid, and its day possible; the fields say what is wrong."""
    fine = form.validate()
    if form.on_day.day is not None and not (besides and besides.replaced_at):
        problem = problem_of_day(experience, form.on_day.day, besides=besides)
        if problem:
            complain(form.on_day, problem)
            return False
    return fine


def show(
    experience: Experience,
    form: CheckInForm,
    check_in: CheckIn | None = None,
    *,
    status: int = 200,
    refusal: str | None = None,
) -> ResponseReturnValue:
    """The form, with a way to the check-in of the same day if that is what is in the way."""
    if experience.purpose:
        form.rating.label.text = _("On that day: %(complaint)s", complaint=experience.purpose)
        form.effect.label.text = _("Compared with before LDN: %(complaint)s", complaint=experience.purpose)
    day = form.on_day.day
    other = find_check_in_on(experience.id, day) if status != 200 and day else None
    same_day = other is not None and (check_in is None or other.id != check_in.id)
    return render_template(
        "experiences/check_in.html",
        experience=experience,
        form=form,
        check_in=check_in,
        refusal=refusal,
        other=check_in_path(experience.public_id, other.public_id) if other and same_day else None,
    ), status
