"""Where anybody, also without an account, tells the team something."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum import web
from forum.extensions import limiter
from forum.mail import mail_is_set_up
from forum.moderation import operations
from forum.moderation.forms.cases import ContactForm
from forum.moderation.routes.blueprint import bp

__all__ = ["contact", "thanks", "write_to_team"]


def form_page(form: ContactForm, *, status: int = 200) -> ResponseReturnValue:
    """The form; where the site sends no mail it does not ask for an address."""
    if not mail_is_set_up():
        del form.reply_to
    return render_template("moderation/contact.html", form=form), status


@bp.get("/contact")
def contact() -> ResponseReturnValue:
    return form_page(ContactForm())


@bp.post("/contact")
@limiter.limit(web.limit(10, "hour"))
def write_to_team() -> ResponseReturnValue:
    form = ContactForm()
    if not form.validate():
        return form_page(form, status=422)
    operations.write_to_team(
        web.viewer(),
        about=form.about.data or "",
        body=form.body.data or "",
        reply_to=form.reply_to.data if mail_is_set_up() else None,
        address=request.remote_addr or "",
    )
    return web.see_other(url_for(".thanks"))


@bp.get("/contact/thanks")
def thanks() -> ResponseReturnValue:
    return render_template("moderation/thanks.html")
