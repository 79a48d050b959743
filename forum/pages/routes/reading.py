"""Pages to read: the rules, safety, crisis lines, your data, about; and how pages are displayed."""

from flask import current_app, flash, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.evidence.safety import countries_with_lines
from forum.pages.forms import DisplayForm
from forum.pages.queries import current_rules
from forum.pages.reader import DISPLAY_COOKIE, display_text, reader
from forum.pages.routes.blueprint import bp

__all__ = ["about", "crisis_lines", "display", "privacy_notice", "rules", "safety", "set_display"]

KEEP_PAGE_SECONDS = 60
KEEP_DISPLAY_SECONDS = 365 * 24 * 60 * 60


def kept(template: str, **shown: object) -> ResponseReturnValue:
    """A page that is the same for every visitor."""
    return web.visitor_may_cache(make_response(render_template(template, **shown)), seconds=KEEP_PAGE_SECONDS)


@bp.get("/rules")
def rules() -> ResponseReturnValue:
    return kept("pages/rules.html", rules=current_rules())


@bp.get("/safety")
def safety() -> ResponseReturnValue:
    return kept("pages/safety.html")


@bp.get("/crisis")
def crisis_lines() -> ResponseReturnValue:
    wanted = request.args.get("country", "")
    known = dict(countries_with_lines())
    return kept("pages/crisis_lines.html", country=wanted if wanted in known else None)


@bp.get("/privacy")
def privacy_notice() -> ResponseReturnValue:
    return kept("pages/privacy_notice.html")


@bp.get("/about")
def about() -> ResponseReturnValue:
    return kept("pages/about.html", source_url=current_app.config["SOURCE_URL"])


@bp.get("/display")
def display() -> ResponseReturnValue:
    who = reader()
    return render_template("pages/display.html", form=DisplayForm(formdata=None, theme=who.theme, energy=who.energy))


@bp.post("/display")
def set_display() -> ResponseReturnValue:
    form = DisplayForm()
    if not form.validate_on_submit():
        return render_template("pages/display.html", form=form), 422
    response = web.see_other("/display")
    response.set_cookie(
        DISPLAY_COOKIE,
        display_text(theme=form.theme.data, energy=form.energy.data),
        max_age=KEEP_DISPLAY_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    if web.viewer().is_member:
        flash(_("Saved on this device. Pages look like this from now on."))
    return response
