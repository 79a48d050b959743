"""A member's own pages: the overview, settings, a new password."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum.accounts import library, operations, queries
from forum.accounts.devices import device_label
from forum.accounts.forms import PasswordChangeForm, SettingsForm
from forum.accounts.refusals import WrongPassword
from forum.accounts.routes.blueprint import bp
from forum.web import members_only, see_other, viewer


@bp.get("/account")
@members_only
def account() -> ResponseReturnValue:
    member_id = viewer().id
    assert member_id is not None
    member = queries.get_member(member_id)
    return render_template("accounts/account.html", member=member, changes=queries.role_changes(member_id))


@bp.route("/account/settings", methods=["GET", "POST"])
@members_only
def settings() -> ResponseReturnValue:
    member_id = viewer().id
    assert member_id is not None
    member = queries.get_member(member_id)
    form = SettingsForm(timezone=member.timezone)
    if form.validate_on_submit():
        operations.set_timezone(member, timezone=form.timezone.data)
        flash(_("Your settings are kept."))
        return see_other(url_for(".settings"))
    return render_template("accounts/settings.html", form=form), 422 if form.is_submitted() else 200


@bp.route("/account/password", methods=["GET", "POST"])
@members_only
def password() -> ResponseReturnValue:
    member_id = viewer().id
    assert member_id is not None
    form = PasswordChangeForm()
    if form.validate_on_submit():
        try:
            token = operations.change_password(
                queries.get_member(member_id),
                password=form.password.data or "",
                new_password=form.new_password.data or "",
                device=device_label(request.user_agent.string),
            )
        except WrongPassword as refusal:
            form.password.errors = [refusal.reason]
        else:
            library.start_session(token, stay=False)
            flash(_("Your password is changed. Every other device is signed out."))
            return see_other(url_for(".security"))
    return render_template("accounts/password.html", form=form), 422 if form.is_submitted() else 200
