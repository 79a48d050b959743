"""Members one does not want to meet."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts import operations, queries
from forum.accounts.routes.blueprint import bp
from forum.web import members_only, safe_next, see_other, viewer


@bp.get("/account/blocks")
@members_only
def blocks() -> ResponseReturnValue:
    member_id = viewer().id
    assert member_id is not None
    return render_template("accounts/blocks.html", members=queries.blocked_by(member_id))


@bp.post("/members/<name>/block")
@members_only
def block(name: str) -> ResponseReturnValue:
    member = queries.get_member_by_name(name)
    operations.block_member(viewer(), member=member)
    flash(_("You and %(name)s will not meet here any more.", name=member.name))
    return see_other(safe_next(request.form.get("next")) or url_for(".blocks"))


@bp.post("/members/<name>/unblock")
@members_only
def unblock(name: str) -> ResponseReturnValue:
    member = queries.get_member_by_name(name)
    operations.unblock_member(viewer(), member=member)
    flash(_("%(name)s is not blocked any more.", name=member.name))
    return see_other(safe_next(request.form.get("next")) or url_for(".blocks"))
