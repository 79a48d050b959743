"""A member's notices."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from forum import clock, web
from forum.notifications.operations import mark_all_read
from forum.pages.forms import SeenForm
from forum.pages.queries import inbox_page
from forum.pages.routes.blueprint import bp
from forum.paging import page_number

__all__ = ["inbox", "mark_read"]


@bp.get("/notifications")
@web.members_only
def inbox() -> ResponseReturnValue:
    moment = clock.now()
    page = inbox_page(web.viewer(), at=moment, number=page_number(request.args.get("page")))
    return render_template("pages/inbox.html", page=page, form=SeenForm(formdata=None, until=moment.isoformat()))


@bp.post("/notifications/read")
@web.members_only
def mark_read() -> ResponseReturnValue:
    form = SeenForm()
    member_id = web.viewer().id
    assert member_id is not None  # members_only
    mark_all_read(member_id, until=form.seen_until())
    return web.see_other("/notifications")
