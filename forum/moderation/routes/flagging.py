"""Where members call a moderator, and read what became of it."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import clock, web
from forum.accounts.queries import get_member_by_name
from forum.discussions.models import Post
from forum.discussions.queries import find_opening, get_post, get_topic
from forum.errors import NotAllowed, NotFound
from forum.experiences.models import Experience
from forum.experiences.queries import get_experience
from forum.extensions import limiter
from forum.moderation import operations, policies, queries
from forum.moderation.forms.cases import FlagForm
from forum.moderation.routes.blueprint import bp

__all__ = [
    "flag_experience",
    "flag_member",
    "flag_post",
    "flag_topic",
    "outcome",
    "send_experience_flag",
    "send_member_flag",
    "send_post_flag",
    "send_topic_flag",
]


def opening_text(public_id: str) -> Post:
    """The text for which a topic is flagged."""
    post = find_opening(get_topic(web.viewer(), public_id))
    if post is None:
        raise NotFound
    return post


def refuse_own(author_id: int | None) -> None:
    """Nobody needs a moderator for what is their own."""
    if not policies.can_flag_text_of(web.viewer(), author_id):
        raise NotAllowed(_("This is your own. You can change it or take it back yourself."))


def ask_about_text(post: Post) -> ResponseReturnValue:
    """The form, for a topic or a post."""
    refuse_own(post.voice.member_id)
    return form_page(FlagForm(), "topic" if post.is_opening else "post", post=post)


def form_page(
    form: FlagForm,
    kind: str,
    *,
    post: Post | None = None,
    experience: Experience | None = None,
    name: str = "",
    status: int = 200,
) -> ResponseReturnValue:
    """The form with what it is about."""
    about = {"kind": kind, "post": post, "experience": experience, "name": name}
    return render_template("moderation/flag.html", form=form, **about), status


def send_text_flag(post: Post) -> ResponseReturnValue:
    """What was sent about a topic or a post."""
    refuse_own(post.voice.member_id)
    form = FlagForm()
    if not form.validate():
        return form_page(form, "topic" if post.is_opening else "post", post=post, status=422)
    case = operations.flag_text(post, viewer=web.viewer(), reason=form.reason.data, note=form.note.data or "")
    return web.see_other(url_for(".outcome", case_id=case.public_id))


@bp.get("/posts/<public_id>/flag")
@web.members_only
def flag_post(public_id: str) -> ResponseReturnValue:
    return ask_about_text(get_post(web.viewer(), public_id))


@bp.post("/posts/<public_id>/flag")
@web.members_only
@limiter.limit(web.limit(30, "hour"))
def send_post_flag(public_id: str) -> ResponseReturnValue:
    return send_text_flag(get_post(web.viewer(), public_id))


@bp.get("/topics/<public_id>/flag")
@web.members_only
def flag_topic(public_id: str) -> ResponseReturnValue:
    return ask_about_text(opening_text(public_id))


@bp.post("/topics/<public_id>/flag")
@web.members_only
@limiter.limit(web.limit(30, "hour"))
def send_topic_flag(public_id: str) -> ResponseReturnValue:
    return send_text_flag(opening_text(public_id))


@bp.get("/experiences/<public_id>/flag")
@web.members_only
def flag_experience(public_id: str) -> ResponseReturnValue:
    experience = get_experience(web.viewer(), public_id)
    refuse_own(experience.member_id)
    return form_page(FlagForm(), "experience", experience=experience)


@bp.post("/experiences/<public_id>/flag")
@web.members_only
@limiter.limit(web.limit(30, "hour"))
def send_experience_flag(public_id: str) -> ResponseReturnValue:
    experience, form = get_experience(web.viewer(), public_id), FlagForm()
    refuse_own(experience.member_id)
    if not form.validate():
        return form_page(form, "experience", experience=experience, status=422)
    case = operations.flag_experience(
        experience, viewer=web.viewer(), reason=form.reason.data, note=form.note.data or ""
    )
    return web.see_other(url_for(".outcome", case_id=case.public_id))


@bp.get("/members/<name>/flag")
@web.members_only
def flag_member(name: str) -> ResponseReturnValue:
    member = get_member_by_name(name)
    refuse_own(member.id)
    return form_page(FlagForm(), "member", name=member.name)


@bp.post("/members/<name>/flag")
@web.members_only
@limiter.limit(web.limit(30, "hour"))
def send_member_flag(name: str) -> ResponseReturnValue:
    member = get_member_by_name(name)
    refuse_own(member.id)
    form = FlagForm()
    if not form.validate():
        return form_page(form, "member", name=member.name, status=422)
    case = operations.flag_member(member, viewer=web.viewer(), reason=form.reason.data, note=form.note.data or "")
    return web.see_other(url_for(".outcome", case_id=case.public_id))


@bp.get("/flags/<case_id>")
@web.members_only
def outcome(case_id: str) -> ResponseReturnValue:
    page = queries.outcome_page(web.viewer(), case_id, at=clock.now())
    return render_template("moderation/outcome.html", page=page)
