"""The devices on which a member is signed in."""

from flask import flash, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts import library, operations, queries
from forum.accounts.routes.blueprint import bp
from forum.web import members_only, see_other, viewer


@bp.get("/account/security")
@members_only
def security() -> ResponseReturnValue:
    member_id = viewer().id
    assert member_id is not None
    return render_template("accounts/security.html", sign_ins=queries.open_sign_ins(member_id), current_id=g.sign_in_id)


@bp.post("/account/security/<int:sign_in_id>/end")
@members_only
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    member_id = viewer().id
    assert member_id is not None
    operations.end_sign_in(queries.get_own_sign_in(sign_in_id, member_id=member_id))
    if sign_in_id == g.sign_in_id:
        library.end_session()
        return see_other(url_for("pages.home"))
    flash(_("That device is signed out."))
    return see_other(url_for(".security"))


@bp.post("/account/security/end-others")
@members_only
def end_other_sign_ins() -> ResponseReturnValue:
    member_id = viewer().id
    assert member_id is not None
    operations.end_other_sign_ins(queries.get_member(member_id), kept_id=g.sign_in_id)
    flash(_("Every other device is signed out."))
    return see_other(url_for(".security"))
