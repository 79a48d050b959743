"""Reading drafts."""

from flask import render_template
from flask.typing import ResponseReturnValue

from forum import web
from forum.evidence.drafts import queries
from forum.evidence.drafts.routes.blueprint import bp

__all__ = ["draft"]


@bp.get("/editorial/drafts/<public_id>")
@web.members_only
def draft(public_id: str) -> ResponseReturnValue:
    return render_template("evidence/drafts/draft.html", page=queries.draft_page(public_id, web.viewer()))
