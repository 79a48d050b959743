"""Reading drafts, and beginning one."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.conditions.queries import get_condition
from forum.errors import NotAllowed
from forum.evidence import queries as evidence
from forum.evidence.citing import shown
from forum.evidence.drafts import operations, policies, queries
from forum.evidence.drafts.queries.signing import sign_desk
from forum.evidence.drafts.routes.blueprint import bp
from forum.evidence.drafts.written import summary_of

__all__ = ["draft", "listed", "start"]


def only_editors() -> None:
    """Raise NotAllowed for everybody else."""
    if not policies.can_see_drafts(web.viewer()):
        raise NotAllowed(_("Editors write the summaries."))


@bp.get("/editorial/drafts")
@web.members_only
def listed() -> ResponseReturnValue:
    only_editors()
    return render_template("evidence/drafts/list.html", page=queries.drafts_page(web.viewer()))


@bp.post("/conditions/<slug>/evidence/drafts")
@web.members_only
@web.often(60, "hour")
def start(slug: str) -> ResponseReturnValue:
    only_editors()
    condition = get_condition(slug)
    key = request.form.get("source")
    source = evidence.find_source(key) if key else None
    begun = operations.start_draft(condition, viewer=web.viewer(), source=source)
    if not policies.can_write(web.viewer(), begun):
        flash(_("You have handed over a draft for this condition already. Take it back to change it."))
        return web.see_other(url_for(".draft", public_id=begun.public_id))
    if source is not None and source.key in shown(summary_of(slug, begun)):
        flash(_("The source stands in your draft now. Say in the text what it changes."))
    return web.see_other(url_for(".edit", public_id=begun.public_id))


@bp.get("/editorial/drafts/<public_id>")
@web.members_only
def draft(public_id: str) -> ResponseReturnValue:
    page = queries.draft_page(public_id, web.viewer())
    return render_template("evidence/drafts/draft.html", page=page, desk=sign_desk(page, web.viewer()))
