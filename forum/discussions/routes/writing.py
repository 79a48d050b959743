"""Where topics are started and answered."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from forum import web
from forum.conditions.queries import get_condition
from forum.discussions import operations
from forum.discussions.addresses import post_path, topic_path
from forum.discussions.forms import ReplyForm, TopicForm
from forum.discussions.queries import get_topic
from forum.discussions.routes.blueprint import bp
from forum.discussions.routes.desk import Desk, draft_form, refuse, reply_desk, show, topic_desk
from forum.errors import Refused

__all__ = ["ask", "reply", "reply_form", "send_question"]

ASKED = ("question", "discussion", "announcement")


def asked_kind() -> str:
    """The kind that the address names."""
    kind = request.args.get("kind", ASKED[0])
    if kind not in ASKED:
        abort(404)
    return kind


@bp.get("/conditions/<slug>/ask")
@web.members_only
def ask(slug: str) -> ResponseReturnValue:
    desk = topic_desk(web.viewer(), slug, asked_kind())
    return show(desk, draft_form(web.viewer(), desk))


@bp.post("/conditions/<slug>/ask")
@web.members_only
@web.often(20, "1 hour")
def send_question(slug: str) -> ResponseReturnValue:
    return start(topic_desk(web.viewer(), slug, asked_kind()))


def start(desk: Desk) -> ResponseReturnValue:
    """Start the topic that was sent from this desk."""
    form = TopicForm()
    if not form.validate():
        return show(desk, form, status=422)
    try:
        topic = operations.start_topic(
            web.viewer(),
            condition=get_condition(desk.condition_slug),
            kind=desk.kind,
            title=form.title.data or "",
            body=form.body.data or "",
            key=form.sent_key(),
            audience=form.audience.data,
            alias=form.chosen_alias(),
            seen=form.seen_nudges(),
        )
    except Refused as refusal:
        return refuse(desk, form, refusal)
    return web.see_other(topic_path(topic.public_id, topic.title))


@bp.get("/topics/<public_id>/replies")
@web.members_only
def reply_form(public_id: str) -> ResponseReturnValue:
    desk = reply_desk(web.viewer(), get_topic(web.viewer(), public_id))
    return show(desk, draft_form(web.viewer(), desk))


@bp.post("/topics/<public_id>/replies")
@web.members_only
@web.often(60, "10 minutes")
def reply(public_id: str) -> ResponseReturnValue:
    topic = get_topic(web.viewer(), public_id)
    desk = reply_desk(web.viewer(), topic)
    form = ReplyForm()
    if not form.validate():
        return show(desk, form, status=422)
    try:
        post = operations.post_reply(
            web.viewer(),
            topic=topic,
            body=form.body.data or "",
            key=form.sent_key(),
            audience=form.audience.data,
            alias=form.chosen_alias(),
            seen=form.seen_nudges(),
        )
    except Refused as refusal:
        return refuse(desk, form, refusal)
    return web.see_other(post_path(post.public_id))
