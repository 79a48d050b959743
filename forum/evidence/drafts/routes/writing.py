"""Writing a draft, taking one over, putting one away."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.errors import NotAllowed, NotFound, Refused
from forum.evidence.drafts import operations, policies, queries
from forum.evidence.drafts.forms import DraftForm, DropForm, TakeOverForm, rearranged
from forum.evidence.drafts.models import SummaryDraft
from forum.evidence.drafts.routes.blueprint import bp

__all__ = ["ask_drop", "ask_take_over", "drop", "edit", "save", "take_over"]


def draft_of(public_id: str) -> SummaryDraft:
    """The draft at this address. Raises NotFound, also for whoever may not know that it is there."""
    if not policies.can_see_drafts(web.viewer()):
        raise NotFound
    return queries.get_draft(public_id)


def form_page(
    draft: SummaryDraft, form: DraftForm, *, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    """The form, with the sources that can be cited beside it."""
    page = queries.edit_page(draft, web.viewer())
    form.offer(page.citable)
    if not form.is_submitted():
        form.show(page.condition.slug, draft)
    given = {"page": page, "form": form, "refusal": refusal, "faults": list(form.faults())}
    return render_template("evidence/drafts/edit.html", **given), status


@bp.get("/editorial/drafts/<public_id>/edit")
@web.members_only
def edit(public_id: str) -> ResponseReturnValue:
    draft = draft_of(public_id)
    if not policies.can_write(web.viewer(), draft):
        raise NotAllowed(_("Its writer changes a draft, before it is handed over. You can take it over."))
    return form_page(draft, DraftForm(formdata=None))


@bp.post("/editorial/drafts/<public_id>/edit")
@web.members_only
@web.often(240, "hour")
def save(public_id: str) -> ResponseReturnValue:
    draft, act = draft_of(public_id), request.form.get("act", "")
    form = DraftForm(formdata=rearranged(request.form, act))
    if not form.validate():
        return form_page(draft, form, status=422)
    try:
        operations.save_draft(draft, form.words(), seen=form.seen, viewer=web.viewer())
    except Refused as refusal:
        # Whoever saves once more has read that theirs takes the place of what was saved elsewhere.
        form.version.data = str(draft.version)
        return form_page(draft, form, status=409, refusal=refusal.reason)
    if act == "look":
        return web.see_other(url_for(".draft", public_id=public_id))
    flash(_("Saved. Come back whenever you like."))
    return web.see_other(url_for(".edit", public_id=public_id, _anchor=form.moved_to(act)))


@bp.get("/editorial/drafts/<public_id>/drop")
@web.members_only
def ask_drop(public_id: str) -> ResponseReturnValue:
    draft = draft_of(public_id)
    if not policies.can_drop(web.viewer(), draft):
        raise NotAllowed(_("Its writer puts a draft away, before it is published."))
    return render_template("evidence/drafts/drop.html", draft=draft, form=DropForm(formdata=None))


@bp.post("/editorial/drafts/<public_id>/drop")
@web.members_only
@web.often(60, "hour")
def drop(public_id: str) -> ResponseReturnValue:
    operations.drop_draft(draft_of(public_id), viewer=web.viewer())
    flash(_("The draft is put away. Editors can still read it."))
    return web.see_other(url_for(".listed"))


def take_over_page(
    draft: SummaryDraft, form: TakeOverForm, *, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    """What taking over means, and a sentence for the other editor."""
    is_mine = policies.is_writer(web.viewer(), draft)
    writer = queries.name_of_writer(draft)
    given = {"draft": draft, "form": form, "is_mine": is_mine, "writer": writer, "refusal": refusal}
    return render_template("evidence/drafts/take_over.html", **given), status


@bp.get("/editorial/drafts/<public_id>/take-over")
@web.members_only
def ask_take_over(public_id: str) -> ResponseReturnValue:
    draft = draft_of(public_id)
    if not policies.can_take_over(web.viewer(), draft):
        raise NotAllowed(_("You write this draft already, or nobody does any more."))
    return take_over_page(draft, TakeOverForm(formdata=None))


@bp.post("/editorial/drafts/<public_id>/take-over")
@web.members_only
@web.often(60, "hour")
def take_over(public_id: str) -> ResponseReturnValue:
    draft, form = draft_of(public_id), TakeOverForm()
    if not form.validate():
        return take_over_page(draft, form, status=422)
    try:
        operations.take_over_draft(draft, viewer=web.viewer(), why=form.why.data or "")
    except Refused as refusal:
        return take_over_page(draft, form, status=409, refusal=refusal.reason)
    flash(_("You write this draft now."))
    return web.see_other(url_for(".edit", public_id=public_id))
