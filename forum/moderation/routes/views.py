"""A moderator's own views of the queue."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.errors import Refused
from forum.moderation import operations, queries
from forum.moderation.forms.desk import ViewForm
from forum.moderation.forms.filters import narrowing_of, words_of
from forum.moderation.queries import Narrowing
from forum.moderation.routes.blueprint import bp
from forum.moderation.routes.queue import only_moderators

__all__ = ["delete_view", "rename_view", "save_view", "views"]


def show(
    narrowing: Narrowing,
    form: ViewForm,
    *,
    status: int = 200,
    refusal: str | None = None,
    renaming: str | None = None,
) -> ResponseReturnValue:
    """All views of one's own, and the form that saves one more; `renaming`: the form belongs to that view."""
    own = queries.saved_views(web.viewer().id)
    return render_template(
        "moderation/views.html",
        form=form,
        refusal=refusal,
        renaming=renaming,
        chosen=narrowing.chosen,
        words=words_of(narrowing),
        own=[(view, (found := narrowing_of(view.filters)).chosen, words_of(found)) for view in own],
    ), status


@bp.get("/moderation/views")
@web.members_only
def views() -> ResponseReturnValue:
    only_moderators()
    return show(narrowing_of(request.args), ViewForm(formdata=None))


@bp.post("/moderation/views")
@web.members_only
def save_view() -> ResponseReturnValue:
    only_moderators()
    narrowing, form = narrowing_of(request.form), ViewForm()
    if not narrowing.chosen:
        return show(narrowing, ViewForm(formdata=None), status=422, refusal=_("Narrow the queue down first."))
    if not form.validate():
        return show(narrowing, form, status=422)
    try:
        operations.save_view(web.viewer(), name=form.name.data or "", filters=narrowing.chosen)
    except Refused as refusal:
        return show(narrowing, form, status=409, refusal=refusal.reason)
    flash(_("Saved. It stands beside the other views of the queue."))
    return web.see_other(url_for(".queue", **narrowing.chosen))  # type: ignore[arg-type]  # none of them is one of url_for's own


@bp.post("/moderation/views/<public_id>/rename")
@web.members_only
def rename_view(public_id: str) -> ResponseReturnValue:
    only_moderators()
    view, form = queries.get_view(web.viewer(), public_id), ViewForm()
    if not form.validate():
        return show(Narrowing(), form, status=422, renaming=public_id)
    try:
        operations.rename_view(view, name=form.name.data or "")
    except Refused as refusal:
        return show(Narrowing(), form, status=409, refusal=refusal.reason, renaming=public_id)
    flash(_("Renamed."))
    return web.see_other(url_for(".views"))


@bp.post("/moderation/views/<public_id>/delete")
@web.members_only
def delete_view(public_id: str) -> ResponseReturnValue:
    only_moderators()
    operations.delete_view(queries.get_view(web.viewer(), public_id))
    flash(_("Deleted. The cases stay where they are."))
    return web.see_other(url_for(".views"))
