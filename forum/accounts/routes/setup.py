"""The first admin of a site, made once by a link that the start of the site prints."""

from flask import render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from forum.accounts import library, operations, queries
from forum.accounts.devices import device_label
from forum.accounts.forms import RegisterForm
from forum.accounts.refusals import NameTaken
from forum.accounts.routes.blueprint import bp
from forum.accounts.routes.entry import CODE_KEY
from forum.web import see_other


@bp.route("/account/setup/<token>", methods=["GET", "POST"])
def setup(token: str) -> ResponseReturnValue:
    link = queries.find_setup_link(library.hash_token(token))
    if link is None or not operations.is_usable(link):
        return render_template("accounts/setup_used.html"), 404
    form = RegisterForm()
    if form.validate_on_submit():
        try:
            new = operations.register_first_admin(link, name=form.name.data or "", password=form.password.data or "")
        except NameTaken as refusal:
            form.name.errors = [refusal.reason]
        else:
            opened = operations.start_sign_in(new.member, device=device_label(request.user_agent.string))
            library.start_session(opened, stay=False)
            session[CODE_KEY] = new.recovery_code
            return see_other(url_for(".recovery_code"))
    status = 422 if form.is_submitted() else 200
    return render_template("accounts/setup.html", form=form, rules=queries.current_rules()), status
