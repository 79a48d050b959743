"""Where editors say whether a new source changes a summary."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.errors import NotAllowed, Refused
from forum.evidence import policies
from forum.evidence.candidates import operations, queries
from forum.evidence.candidates.forms import UnchangedForm
from forum.evidence.models import SummaryCandidate

bp = Blueprint("candidates", __name__)


def get_for_editor(slug: str, key: str) -> SummaryCandidate:
    """The question. Raises NotAllowed for everybody else, and NotFound."""
    if not policies.can_keep_evidence(web.viewer()):
        raise NotAllowed(_("Editors say whether a summary changes."))
    return queries.get_candidate(slug, key)


def page(
    row: SummaryCandidate, form: UnchangedForm, *, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    """The record as it is now, and the form."""
    form.seen.data = str(row.source.version)
    given = {"each": queries.as_candidate(row), "row": row, "form": form, "refusal": refusal}
    return render_template("evidence/candidates/unchanged.html", **given), status


@bp.get("/conditions/<slug>/evidence/new/<key>")
@web.members_only
def ask(slug: str, key: str) -> ResponseReturnValue:
    return page(get_for_editor(slug, key), UnchangedForm(formdata=None))


@bp.post("/conditions/<slug>/evidence/new/<key>")
@web.members_only
@web.often(60, "hour")
def unchanged(slug: str, key: str) -> ResponseReturnValue:
    row, form = get_for_editor(slug, key), UnchangedForm()
    if not form.validate():
        return page(row, form, status=422)
    try:
        operations.say_unchanged(row, viewer=web.viewer(), seen=form.version, why=form.why.data or "")
    except Refused as refusal:
        return page(row, form, status=409, refusal=refusal.reason)
    flash(_("Saved. The page of the source says why it changes nothing."))
    return web.see_other(url_for("evidence.editorial"))
