"""The page of an experience, what it was before, and a member's own list."""

from flask import render_template
from flask.typing import ResponseReturnValue

from forum import web
from forum.errors import NotAllowed
from forum.experiences.forms.check_ins import QuestionForm, RemindersForm
from forum.experiences.history import history_of
from forum.experiences.policies import can_see_experience_history
from forum.experiences.queries import experience_page, get_experience, own_experiences
from forum.experiences.queries.diary import replaced_check_ins_of, revisions_of
from forum.experiences.queries.timeline import check_ins_of
from forum.experiences.routes.blueprint import bp
from forum.experiences.routes.desk import show_experience

__all__ = ["experience", "history", "own"]


@bp.get("/experiences/<public_id>")
def experience(public_id: str) -> ResponseReturnValue:
    page = experience_page(web.viewer(), public_id)
    return show_experience(page, reminders=RemindersForm(formdata=None), question=QuestionForm(formdata=None))


@bp.get("/experiences/<public_id>/history")
@web.members_only
def history(public_id: str) -> ResponseReturnValue:
    found = get_experience(web.viewer(), public_id)
    if not can_see_experience_history(web.viewer(), found):
        raise NotAllowed
    past = history_of(found, revisions_of(found.id), replaced_check_ins_of(found.id), check_ins_of(found))
    return render_template("experiences/history.html", experience=found, past=past)


@bp.get("/account/experiences")
@web.members_only
def own() -> ResponseReturnValue:
    member_id = web.viewer().id
    assert member_id is not None
    return render_template("experiences/own.html", lines=own_experiences(member_id))
