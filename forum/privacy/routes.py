"""Addresses of the privacy area."""

from datetime import date

from flask import Blueprint, Response, flash, json, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import clock
from forum.accounts import library
from forum.accounts.models import Member
from forum.accounts.queries import get_member
from forum.accounts.refusals import WrongPassword
from forum.extensions import limiter
from forum.privacy import operations, queries
from forum.privacy.forms import ConsentForm, DeleteForm, WithdrawForm
from forum.web import limit, members_only, see_other, viewer

__all__ = ["bp"]

bp = Blueprint("privacy", __name__)


def asking() -> Member:
    """The member who asks; members_only has made sure that there is one."""
    member_id = viewer().id
    assert member_id is not None
    return get_member(member_id)


def in_words(thing: object) -> str:
    """A day or a moment as JSON can say it."""
    assert isinstance(thing, date)
    return thing.isoformat()


@bp.get("/account/data")
@members_only
def data() -> ResponseReturnValue:
    return render_template("privacy/data.html", member=asking(), form=ConsentForm())


@bp.post("/account/data/consent")
@members_only
def consent() -> ResponseReturnValue:
    member, form = asking(), ConsentForm()
    if not form.validate():
        return render_template("privacy/data.html", member=member, form=form), 422
    operations.give_consent(member)
    flash(_("You have agreed again. What you wrote is shown again."))
    return see_other(url_for(".data"))


@bp.post("/account/data/consent/withdraw")
@members_only
def withdraw() -> ResponseReturnValue:
    member, form = asking(), WithdrawForm()
    if not form.validate():
        return render_template("privacy/data.html", member=member, form=ConsentForm()), 422
    operations.withdraw_consent(member)
    flash(_("Your agreement is taken back. Nobody else can read what you wrote now."))
    return see_other(url_for(".data"))


@bp.get("/account/data/export")
@limiter.limit(limit(10, "hour"), key_func=lambda: f"member {viewer().id}")
@members_only
def export() -> ResponseReturnValue:
    moment = clock.now()
    found = queries.export_of(asking(), at=moment)
    text = json.dumps({"made_at": moment, **found}, default=in_words, indent=2, sort_keys=False, ensure_ascii=False)
    name = f"my-texts-{moment.date().isoformat()}.json"
    answer = Response(text + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route("/account/delete", methods=["GET", "POST"])
@members_only
def delete() -> ResponseReturnValue:
    form = DeleteForm()
    if form.validate_on_submit():
        leave = operations.leave_texts_behind if form.texts.data == "keep" else operations.leave_and_hide_texts
        try:
            leave(asking(), password=form.password.data or "")
        except WrongPassword as refusal:
            form.password.errors = [refusal.reason]
        else:
            library.end_session()
            return see_other(url_for(".gone"))
    return render_template("privacy/delete.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/account/deleted")
def gone() -> ResponseReturnValue:
    return render_template("privacy/gone.html")
