"""Where authors change their texts, see what changed, take them back and put them back."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from forum import web
from forum.discussions import operations
from forum.discussions.addresses import post_path
from forum.discussions.forms import ChangeForm
from forum.discussions.policies import can_put_back_post, can_take_back_post, why_not_post_in
from forum.discussions.queries import get_post, history_page
from forum.discussions.refusals import not_allowed
from forum.discussions.routes.blueprint import bp
from forum.discussions.routes.desk import change_desk, draft_form, fit, refuse, show
from forum.errors import Refused

__all__ = ["ask_take_back", "edit", "history", "put_back", "save_edit", "take_back"]


@bp.get("/posts/<public_id>/edit")
@web.members_only
def edit(public_id: str) -> ResponseReturnValue:
    post = get_post(web.viewer(), public_id)
    desk = change_desk(web.viewer(), post)
    topic = post.topic
    form = draft_form(
        *(web.viewer(), desk), title=topic.title, gist=topic.gist, body=post.body_markdown, audience=post.audience
    )
    return show(desk, form)


@bp.post("/posts/<public_id>/edit")
@web.members_only
@web.often(60, "10 minutes")
def save_edit(public_id: str) -> ResponseReturnValue:
    post = get_post(web.viewer(), public_id)
    desk = change_desk(web.viewer(), post)
    form = fit(ChangeForm(), desk)
    if not form.validate():
        return show(desk, form, status=422)
    try:
        operations.edit_post(
            web.viewer(),
            post=post,
            body=form.body.data or "",
            title=form.title.data if "title" in form else None,
            gist=form.gist.data if "gist" in form and request.form.get("gist") is not None else None,
            audience=form.audience.data if "audience" in form else None,
            reason=form.reason.data or "",
            seen=form.seen_nudges(),
        )
    except Refused as refusal:
        return refuse(desk, form, refusal)
    return web.see_other(post_path(public_id))


@bp.get("/posts/<public_id>/history")
def history(public_id: str) -> ResponseReturnValue:
    page = history_page(web.viewer(), public_id, number=request.args.get("n", ""))
    return render_template("discussions/history.html", page=page)


@bp.get("/posts/<public_id>/take-back")
@web.members_only
def ask_take_back(public_id: str) -> ResponseReturnValue:
    post = get_post(web.viewer(), public_id)
    if post.voice.member_id != web.viewer().id:
        raise not_allowed("own")
    if not can_take_back_post(post, is_own=True):
        return web.see_other(post_path(public_id))
    return render_template("discussions/take_back.html", post=post, topic=post.topic)


@bp.post("/posts/<public_id>/take-back")
@web.members_only
def take_back(public_id: str) -> ResponseReturnValue:
    post = get_post(web.viewer(), public_id)
    if post.voice.member_id != web.viewer().id:
        raise not_allowed("own")
    operations.take_back(web.viewer(), post=post)
    return web.see_other(post_path(public_id))


@bp.post("/posts/<public_id>/put-back")
@web.members_only
def put_back(public_id: str) -> ResponseReturnValue:
    post = get_post(web.viewer(), public_id)
    is_own = post.voice.member_id == web.viewer().id
    word = why_not_post_in(web.viewer(), post.topic.condition_id)
    if not is_own or word:
        raise not_allowed(word or "own")
    if can_put_back_post(web.viewer(), post, is_own=is_own, topic=post.topic):
        operations.put_back(web.viewer(), post=post)
    return web.see_other(post_path(public_id))
