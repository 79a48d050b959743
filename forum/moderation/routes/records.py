"""The log, and what is known of a member."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import clock, web
from forum.accounts.queries import get_member_by_name
from forum.errors import NotAllowed
from forum.moderation import operations, policies, queries
from forum.moderation.routes.blueprint import bp
from forum.paging import page_number

__all__ = ["log", "member", "open_member_case"]


@bp.get("/moderation/log")
@web.members_only
def log() -> ResponseReturnValue:
    if not policies.can_read_log(web.viewer()):
        raise NotAllowed(_("This is for moderators and admins."))
    case, about = request.args.get("case", "").strip(), request.args.get("member", "").strip()
    number = page_number(request.args.get("page"))
    page = queries.log_page(web.viewer(), number=number, case=case or None, member=about or None)
    return render_template("moderation/log.html", page=page, case=case, member=about)


@bp.get("/moderation/members/<name>")
@web.members_only
def member(name: str) -> ResponseReturnValue:
    if not policies.can_moderate(web.viewer()):
        raise NotAllowed(_("This is for moderators."))
    found = get_member_by_name(name)
    if found.id == web.viewer().id:
        raise NotAllowed(_("This page is about you. Somebody else looks after it."))
    page = queries.history_of(web.viewer(), found, at=clock.now(), number=page_number(request.args.get("page")))
    return render_template("moderation/member.html", page=page)


@bp.post("/moderation/members/<name>/case")
@web.members_only
def open_member_case(name: str) -> ResponseReturnValue:
    if not policies.can_moderate(web.viewer()):
        raise NotAllowed(_("This is for moderators."))
    found = get_member_by_name(name)
    if found.id == web.viewer().id:
        raise NotAllowed(_("This is about you. Somebody else looks after it."))
    made = operations.open_member_case(found, viewer=web.viewer())
    return web.see_other(url_for(".case", public_id=made.public_id))
