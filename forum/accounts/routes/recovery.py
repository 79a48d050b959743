"""Getting back in: a recovery code, or a link by mail to a confirmed address."""

from flask import flash, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import clock
from forum.accounts import library, operations, queries
from forum.accounts.devices import device_label
from forum.accounts.forms import CodeForm, MailForm, NewPasswordForm, PasswordForm
from forum.accounts.models import MailToken
from forum.accounts.refusals import WrongCode, WrongPassword
from forum.accounts.routes.blueprint import bp
from forum.accounts.routes.entry import CODE_KEY
from forum.mail import mail_is_set_up
from forum.web import members_only, see_other, viewer

__all__ = ["RESET_HOURS"]

RESET_HOURS = 1


@bp.route("/account/recovery", methods=["GET", "POST"])
@members_only
def recovery() -> ResponseReturnValue:
    member_id = viewer().id
    assert member_id is not None
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            code = operations.renew_recovery_code(queries.get_member(member_id), password=form.password.data or "")
        except WrongPassword as refusal:
            form.password.errors = [refusal.reason]
        else:
            session[CODE_KEY] = code
            return see_other(url_for(".recovery_code"))
    return render_template("accounts/recovery.html", form=form), 422 if form.is_submitted() else 200


def reset_page(code_form: CodeForm, mail_form: MailForm, *, status: int) -> ResponseReturnValue:
    """Both ways back in, on one page."""
    page = render_template(
        "accounts/reset.html", form=code_form, mail_form=mail_form, has_mail=mail_is_set_up(), status=status
    )
    return page, status


@bp.route("/account/reset", methods=["GET", "POST"])
def reset() -> ResponseReturnValue:
    form = CodeForm()
    if form.validate_on_submit():
        try:
            found = operations.recover(
                form.name.data or "",
                code=form.code.data or "",
                new_password=form.new_password.data or "",
                address=request.remote_addr,
                device=device_label(request.user_agent.string),
            )
        except WrongCode as refusal:
            form.form_errors = [refusal.reason]
        else:
            library.start_session(found.token, stay=False)
            session[CODE_KEY] = found.recovery_code
            return see_other(url_for(".recovery_code"))
    return reset_page(form, MailForm(formdata=None, prefix="by_mail"), status=422 if form.is_submitted() else 200)


@bp.route("/account/reset/mail", methods=["GET", "POST"])
def reset_by_mail() -> ResponseReturnValue:
    form = MailForm(prefix="by_mail")
    if not form.is_submitted() or not mail_is_set_up():
        return see_other(url_for(".reset"))
    if form.validate():
        operations.ask_for_reset(form.email.data or "", address=request.remote_addr)
        return see_other(url_for(".reset_asked"))
    return reset_page(CodeForm(formdata=None), form, status=422)


@bp.get("/account/reset/asked")
def reset_asked() -> ResponseReturnValue:
    return render_template("accounts/reset_asked.html")


def find_reset(token: str) -> MailToken | None:
    """The mailed link with this token, while it works."""
    since = clock.ago(hours=RESET_HOURS)
    return queries.find_mail_token(library.hash_token(token), purpose="reset", since=since)


@bp.route("/account/reset/<token>", methods=["GET", "POST"])
def new_password(token: str) -> ResponseReturnValue:
    link = find_reset(token)
    if link is None:
        return render_template("accounts/link_used.html"), 404
    form = NewPasswordForm()
    if form.validate_on_submit():
        device = device_label(request.user_agent.string)
        opened = operations.reset_password(link, new_password=form.new_password.data or "", device=device)
        library.start_session(opened, stay=False)
        flash(_("Your password is changed. Every other device is signed out."))
        return see_other(url_for(".account"))
    return render_template("accounts/new_password.html", form=form), 422 if form.is_submitted() else 200
