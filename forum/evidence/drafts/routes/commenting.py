"""Where editors comment on the parts of a draft."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum import web
from forum.errors import NotFound, Refused
from forum.evidence.drafts import queries
from forum.evidence.drafts.operations import commenting
from forum.evidence.drafts.queries.comments import get_comment
from forum.evidence.drafts.routes.blueprint import bp
from forum.evidence.drafts.routes.signing import opened
from forum.evidence.drafts.shapes import DraftPage
from forum.evidence.drafts.signing_forms import CommentForm, SettleForm

__all__ = ["ask_comment", "comment", "settle"]


def part_of(page: DraftPage, place: str | None) -> tuple[str, str, str]:
    """The part of a draft at this place: place, what it is called, its text. Raises NotFound."""
    for part in page.parts:
        if part[0] == place:
            return part
    raise NotFound


def comment_page(
    page: DraftPage, form: CommentForm, *, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    """The form below the part that it is about."""
    part = part_of(page, form.place.data)
    return render_template("evidence/drafts/comment.html", page=page, part=part, form=form, refusal=refusal), status


@bp.get("/editorial/drafts/<public_id>/comment")
@web.members_only
def ask_comment(public_id: str) -> ResponseReturnValue:
    page = queries.draft_page(public_id, web.viewer())
    return comment_page(page, CommentForm(formdata=None, data={"place": request.args.get("place", "whole")}))


@bp.post("/editorial/drafts/<public_id>/comment")
@web.members_only
@web.often(60, "hour")
def comment(public_id: str) -> ResponseReturnValue:
    page, form = queries.draft_page(public_id, web.viewer()), CommentForm()
    if not form.validate():
        return comment_page(page, form, status=422)
    place, _called, text = part_of(page, form.place.data)
    words = form.words.data or ""
    try:
        commenting.comment(page.draft, viewer=web.viewer(), place=place, quoted=text, words=words)
    except Refused as refusal:
        return comment_page(page, form, status=409, refusal=refusal.reason)
    return web.see_other(url_for(".draft", public_id=public_id, _anchor=f"said-{place}"))


@bp.post("/editorial/drafts/<public_id>/comments/<int(max=999999999):number>")
@web.members_only
@web.often(240, "hour")
def settle(public_id: str, number: int) -> ResponseReturnValue:
    draft, form = opened(public_id), SettleForm()
    said = get_comment(draft, number)
    act = commenting.open_again if form.act.data == "open" else commenting.settle
    act(said, draft=draft, viewer=web.viewer())
    return web.see_other(url_for(".draft", public_id=public_id, _anchor=f"said-{said.place}"))
