"""Where members react, preview what they write, and keep drafts."""

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.discussions import operations, places
from forum.discussions.addresses import post_path
from forum.discussions.forms import ChangeForm, DraftForm, ReactionForm
from forum.discussions.policies import can_react
from forum.discussions.queries import drafts_of, get_post
from forum.discussions.refusals import not_allowed
from forum.discussions.routes.blueprint import bp
from forum.discussions.routes.desk import desk_at, fit, preview_of, show, wants_fragment
from forum.errors import NotFound

__all__ = ["discard_draft", "drafts", "preview", "react", "save_draft"]


@bp.post("/posts/<public_id>/reactions")
@web.members_only
@web.often(120, "10 minutes")
def react(public_id: str) -> ResponseReturnValue:
    post = get_post(web.viewer(), public_id)
    form = ReactionForm()
    if not form.validate() or not form.is_known():
        abort(422)
    is_own = post.voice.member_id == web.viewer().id
    if not can_react(web.viewer(), post, is_own=is_own, topic=post.topic):
        raise not_allowed("not_own")
    if form.add.data:
        operations.react(web.viewer(), post=post, kind=form.add.data)
    else:
        operations.unreact(web.viewer(), post=post, kind=form.drop.data or "")
    return web.see_other(post_path(public_id))


@bp.post("/preview")
@web.members_only
@web.often(120, "10 minutes")
def preview() -> ResponseReturnValue:
    desk = desk_at(web.viewer(), request.form.get("place"))
    form = desk.form()
    html = preview_of(form)
    if wants_fragment():
        return render_template("discussions/_preview.html", preview=html)
    if isinstance(form, ChangeForm):
        fit(form, desk)
    elif "another" in request.form:
        form.suggest_another()
        return show(desk, form)
    if html is None:
        form.validate()
        return show(desk, form, status=422)
    return show(desk, form, preview=html)


@bp.get("/drafts")
@web.members_only
def drafts() -> ResponseReturnValue:
    return render_template("discussions/drafts.html", drafts=drafts_of(web.viewer()))


@bp.post("/drafts")
@web.members_only
@web.often(600, "10 minutes")
def save_draft() -> ResponseReturnValue:
    form = DraftForm()
    place = form.place.data or ""
    if places.read(place) is None:
        raise NotFound
    if not form.validate():
        return refuse_draft(place)
    operations.save_draft(
        web.viewer(),
        place=place,
        title=form.title.data or "",
        body=form.body.data or "",
        gist=form.gist.data or "",
        audience=form.audience.data,
        alias=form.chosen_alias(),
    )
    if request.form.get("act") != "keep":
        return "", 204
    flash(_("Your draft is kept. It is here on every device on which you sign in."))
    return web.see_other("/drafts")


def refuse_draft(place: str) -> ResponseReturnValue:
    """The page from which the draft came, with every word and why it cannot be kept."""
    desk = desk_at(web.viewer(), place)
    form = desk.form()
    form.validate()
    return show(desk, form, status=422)


@bp.post("/drafts/discard")
@web.members_only
def discard_draft() -> ResponseReturnValue:
    operations.discard_draft(web.viewer(), place=request.form.get("place", ""))
    return web.see_other("/drafts")
