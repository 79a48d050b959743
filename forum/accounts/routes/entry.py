"""Registering, signing in and out."""

from flask import Response, flash, g, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import afterwards, clock
from forum.accounts import library, operations, queries
from forum.accounts.devices import device_label
from forum.accounts.forms import RegisterForm, SignInForm
from forum.accounts.refusals import NameTaken, WrongSignIn
from forum.accounts.routes.blueprint import bp
from forum.web import members_only, safe_next, see_other, viewer

__all__ = ["CODE_KEY"]

CODE_KEY = "recovery_code"  # in the cookie for one page, then nowhere but with the member
HOUR = 3600


@bp.route("/account/register", methods=["GET", "POST"])
def register() -> ResponseReturnValue:
    if viewer().is_member:
        return see_other(url_for(".account"))
    form = RegisterForm(next=safe_next(request.args.get("next")))
    if form.validate_on_submit():
        try:
            new = operations.register(
                form.name.data or "", password=form.password.data or "", address=request.remote_addr
            )
        except NameTaken as refusal:
            form.name.errors = [refusal.reason]
        else:
            token = operations.start_sign_in(new.member, device=device_label(request.user_agent.string))
            library.start_session(token, stay=False)
            session[CODE_KEY] = new.recovery_code
            return see_other(url_for(".recovery_code", next=safe_next(form.next.data)))
    status = 422 if form.is_submitted() else 200
    return render_template("accounts/register.html", form=form, rules=queries.current_rules()), status


@bp.get("/account/recovery-code")
@members_only
def recovery_code() -> ResponseReturnValue:
    way_on = safe_next(request.args.get("next"))
    return render_template("accounts/recovery_code.html", code=session.pop(CODE_KEY, None), way_on=way_on)


@bp.route("/account/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    way_on = safe_next(request.args.get("next"))
    if viewer().is_member:
        return see_other(way_on or url_for(".account"))
    form = SignInForm(next=way_on)
    if form.validate_on_submit():
        try:
            token = operations.sign_in(
                form.name.data or "",
                password=form.password.data or "",
                address=request.remote_addr,
                device=device_label(request.user_agent.string),
            )
        except WrongSignIn as refusal:
            form.form_errors = [refusal.reason]
        else:
            library.start_session(token, stay=form.stay.data)
            return see_other(safe_next(form.next.data) or url_for("pages.home"))
    return render_template("accounts/sign_in.html", form=form), 422 if form.is_submitted() else 200


@bp.post("/account/sign-out")
def sign_out() -> ResponseReturnValue:
    asking = viewer()
    if asking.id is not None:
        operations.end_sign_in(queries.get_own_sign_in(g.sign_in_id, member_id=asking.id))
    library.end_session()
    flash(_("You are signed out."))
    return see_other(url_for("pages.home"))


@bp.after_app_request
def note_hour_of_use(response: Response) -> Response:
    """Keep when a device was last used, by the hour, after the response, and only for a look that somebody took."""
    used_at, sign_in_id = g.get("sign_in_used_at"), g.get("sign_in_id")
    ahead_of_reader = request.method == "HEAD" or "Sec-Purpose" in request.headers
    if used_at is None or ahead_of_reader:
        return response
    moment = clock.now()
    if (moment - used_at).total_seconds() > HOUR:
        afterwards.later(("sign_in", sign_in_id), lambda: operations.note_use(sign_in_id, at=moment))
    return response
