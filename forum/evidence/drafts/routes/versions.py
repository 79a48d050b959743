"""Where editors put their name to the version that readers see: a second look, and a clinician's."""

from collections.abc import Callable

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.errors import NotAllowed, Refused
from forum.evidence import queries
from forum.evidence.drafts import policies
from forum.evidence.drafts.operations import signing
from forum.evidence.drafts.routes.blueprint import bp
from forum.evidence.drafts.signing_forms import ClinicianForm, DeclarationForm, as_number
from forum.evidence.models import Summary
from forum.evidence.queries import signing as signed

__all__ = ["ask_clinician", "ask_second_look", "second_look", "sign_clinician"]

FORMS = {"second": DeclarationForm, "clinician": ClinicianForm}


def only_editors() -> None:
    """Raise NotAllowed for everybody else."""
    if not policies.can_see_drafts(web.viewer()):
        raise NotAllowed(_("This is for editors and admins."))


def sign_page(
    role: str, summary: Summary, form: DeclarationForm, *, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    """The form below what is signed."""
    given = {"role": role, "condition": summary.condition, "number": summary.shown_number, "form": form}
    return render_template("evidence/drafts/sign_version.html", **given, refusal=refusal), status


def ask(role: str, slug: str) -> ResponseReturnValue:
    """Show the form, with what the viewer declared last."""
    only_editors()
    summary, form = queries.find_summary(slug), FORMS[role](formdata=None)
    form.prefill(signed.declared_by(web.viewer().id or 0))
    form.number.data = str(summary.shown_number)
    return sign_page(role, summary, form)


def do(role: str, slug: str, act: Callable[..., None]) -> ResponseReturnValue:
    """Sign, or say what stands in the way, with everything that was typed."""
    only_editors()
    summary, form = queries.find_summary(slug), FORMS[role]()
    if not form.validate():
        return sign_page(role, summary, form, status=422)
    try:
        act(summary, viewer=web.viewer(), number=as_number(form.number.data), declaration=form.declaration)
    except Refused as refusal:
        return sign_page(role, summary, form, status=409, refusal=refusal.reason)
    flash(_("Signed. Your name and what you declared stand on the page."))
    return web.see_other(url_for("evidence.summary", slug=slug))


@bp.get("/conditions/<slug>/evidence/second-look")
@web.members_only
def ask_second_look(slug: str) -> ResponseReturnValue:
    return ask("second", slug)


@bp.post("/conditions/<slug>/evidence/second-look")
@web.members_only
@web.often(60, "hour")
def second_look(slug: str) -> ResponseReturnValue:
    return do("second", slug, signing.look_again)


@bp.get("/conditions/<slug>/evidence/clinician")
@web.members_only
def ask_clinician(slug: str) -> ResponseReturnValue:
    return ask("clinician", slug)


@bp.post("/conditions/<slug>/evidence/clinician")
@web.members_only
@web.often(60, "hour")
def sign_clinician(slug: str) -> ResponseReturnValue:
    return do("clinician", slug, signing.read_as_clinician)
