"""A member's e-mail address."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import clock
from forum.accounts import library, operations, queries
from forum.accounts.forms import EmailForm, OneButtonForm
from forum.accounts.refusals import WrongPassword
from forum.accounts.routes.blueprint import bp
from forum.mail import mail_is_set_up
from forum.web import members_only, see_other, viewer

CONFIRM_DAYS = 3


@bp.route("/account/email", methods=["GET", "POST"])
@members_only
def email() -> ResponseReturnValue:
    member_id = viewer().id
    assert member_id is not None
    member, form = queries.get_member(member_id), EmailForm()
    if mail_is_set_up() and form.validate_on_submit():
        try:
            operations.add_address(member, email=form.email.data or "", password=form.password.data or "")
        except WrongPassword as refusal:
            form.password.errors = [refusal.reason]
        else:
            flash(_("We have sent a letter to this address. It counts once you press the button it leads to."))
            return see_other(url_for(".email"))
    page = render_template("accounts/email.html", form=form, member=member, has_mail=mail_is_set_up())
    return page, 422 if form.is_submitted() else 200


@bp.post("/account/email/remove")
@members_only
def remove_email() -> ResponseReturnValue:
    member_id = viewer().id
    assert member_id is not None
    operations.remove_address(queries.get_member(member_id))
    flash(_("Your address is forgotten."))
    return see_other(url_for(".email"))


@bp.route("/account/email/<token>", methods=["GET", "POST"])
def confirm_email(token: str) -> ResponseReturnValue:
    since = clock.ago(days=CONFIRM_DAYS)
    link = queries.find_mail_token(library.hash_token(token), purpose="confirm", since=since)
    if link is None:
        return render_template("accounts/link_used.html"), 404
    form = OneButtonForm()
    if form.validate_on_submit():
        operations.confirm_address(link)
        return see_other(url_for(".email_confirmed"))
    return render_template("accounts/confirm_email.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/account/email/confirmed")
def email_confirmed() -> ResponseReturnValue:
    return render_template("accounts/email_confirmed.html")
