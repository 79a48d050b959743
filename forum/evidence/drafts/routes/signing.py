"""Where a draft is handed over, approved, sent back and published."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.errors import NotAllowed, NotFound, Refused
from forum.evidence.drafts import policies as writing
from forum.evidence.drafts import queries
from forum.evidence.drafts import signing_policies as policies
from forum.evidence.drafts.models import SummaryDraft
from forum.evidence.drafts.operations import publishing, signing
from forum.evidence.drafts.queries.signing import changes_since, marked_in, marks_of_draft
from forum.evidence.drafts.routes.blueprint import bp
from forum.evidence.drafts.signing_forms import (
    AloneForm,
    DeclarationForm,
    PublishForm,
    SendBackForm,
    StampForm,
    UrgentForm,
    as_number,
)
from forum.evidence.queries import signing as signed
from forum.viewers import Viewer

__all__ = ["changes", "opened", "rebase"]

Fields = dict[str, Any]  # what an operation or a template is given: words, a declaration, numbers


@dataclass(frozen=True, slots=True)
class Act:
    """Something that is done with a draft on a page of its own."""

    name: str
    form: type[StampForm]
    may: Callable[[Viewer, SummaryDraft], bool]
    done: Callable[..., object]
    publishes: bool = False


def may_approve(viewer: Viewer, draft: SummaryDraft) -> bool:
    """Whether the viewer is somebody who approves this draft."""
    return policies.can_approve(viewer, draft, signed.approver_ids(besides=draft.written_by_id))


def may_publish(viewer: Viewer, draft: SummaryDraft) -> bool:
    """Whether the viewer is one of those who signed this draft."""
    return policies.can_publish(viewer, {row.member_id for row in signed.signatures_on(draft)})


HAND_OVER = Act("hand-over", DeclarationForm, policies.can_publish_alone, signing.hand_over)
APPROVE = Act("approve", DeclarationForm, may_approve, signing.approve)
SEND_BACK = Act("send-back", SendBackForm, may_approve, signing.send_back)
PUBLISH = Act("publish", PublishForm, may_publish, publishing.publish, publishes=True)
ALONE = Act("alone", AloneForm, policies.can_publish_alone, publishing.publish_alone, publishes=True)
URGENT = Act("urgent", UrgentForm, policies.can_publish_alone, publishing.publish_urgently, publishes=True)


def opened(public_id: str) -> SummaryDraft:
    """A draft, for those who may know that it is there. Raises NotFound."""
    if not writing.can_see_drafts(web.viewer()):
        raise NotFound
    return queries.get_draft(public_id)


def allowed(act: Act, public_id: str) -> SummaryDraft:
    """A draft with which the viewer may do this. Raises NotFound, NotAllowed."""
    draft = opened(public_id)
    if not act.may(web.viewer(), draft):
        raise NotAllowed(_("This is for another editor, or for the writer of the draft."))
    return draft


def act_page(
    act: Act, draft: SummaryDraft, form: StampForm, *, status: int = 200, refusal: Refused | None = None
) -> ResponseReturnValue:
    """The form, and what is done with it."""
    given = {"act": act.name, "draft": draft, "condition": draft.condition, "form": form}
    given["marked"] = marked_in(draft) if act.publishes else ()
    given["is_outdated"] = isinstance(refusal, publishing.Outdated)
    reason = refusal.reason if refusal else None
    return render_template("evidence/drafts/sign.html", **given, refusal=reason), status


def ask(act: Act, public_id: str) -> ResponseReturnValue:
    """Show the form, with what the viewer declared last."""
    draft, form = allowed(act, public_id), act.form(formdata=None)
    form.seen.data = str(draft.version)
    if isinstance(form, DeclarationForm):
        form.prefill(signed.declared_by(web.viewer().id or 0))
    if isinstance(form, PublishForm):
        form.marks.data = marks_of_draft(draft)
    return act_page(act, draft, form)


def do(act: Act, public_id: str, said: str) -> ResponseReturnValue:
    """Do it, or say what stands in the way, with everything that was typed."""
    draft, form = allowed(act, public_id), act.form()
    if not form.validate():
        return act_page(act, draft, form, status=422)
    try:
        act.done(draft, viewer=web.viewer(), seen=as_number(form.seen.data), **fields_of(form))
    except Refused as refusal:
        return act_page(act, draft, form, status=409, refusal=refusal)
    flash(said)
    if act.publishes:
        return web.see_other(url_for("evidence.summary", slug=draft.condition.slug))
    return web.see_other(url_for(".draft", public_id=public_id))


def fields_of(form: StampForm) -> Fields:
    """What the operation is given."""
    fields: Fields = {}
    if isinstance(form, DeclarationForm):
        fields["declaration"] = form.declaration
    if isinstance(form, PublishForm):
        fields["known"] = form.known
    if isinstance(form, UrgentForm):
        fields["why"] = form.why.data or ""
    if isinstance(form, SendBackForm):
        fields["words"] = form.words.data or ""
    return fields


@bp.get("/editorial/drafts/<public_id>/hand-over")
@web.members_only
def ask_hand_over(public_id: str) -> ResponseReturnValue:
    return ask(HAND_OVER, public_id)


@bp.post("/editorial/drafts/<public_id>/hand-over")
@web.members_only
@web.often(60, "hour")
def hand_over(public_id: str) -> ResponseReturnValue:
    return do(HAND_OVER, public_id, _("Handed over. The other editors are told."))


@bp.get("/editorial/drafts/<public_id>/approve")
@web.members_only
def ask_approve(public_id: str) -> ResponseReturnValue:
    return ask(APPROVE, public_id)


@bp.post("/editorial/drafts/<public_id>/approve")
@web.members_only
@web.often(60, "hour")
def approve(public_id: str) -> ResponseReturnValue:
    return do(APPROVE, public_id, _("Approved. You or its writer can publish it now."))


@bp.get("/editorial/drafts/<public_id>/send-back")
@web.members_only
def ask_send_back(public_id: str) -> ResponseReturnValue:
    return ask(SEND_BACK, public_id)


@bp.post("/editorial/drafts/<public_id>/send-back")
@web.members_only
@web.often(60, "hour")
def send_back(public_id: str) -> ResponseReturnValue:
    return do(SEND_BACK, public_id, _("Sent back. Its writer is told."))


@bp.get("/editorial/drafts/<public_id>/publish")
@web.members_only
def ask_publish(public_id: str) -> ResponseReturnValue:
    return ask(PUBLISH, public_id)


@bp.post("/editorial/drafts/<public_id>/publish")
@web.members_only
@web.often(60, "hour")
def publish(public_id: str) -> ResponseReturnValue:
    return do(PUBLISH, public_id, _("Published. This is what readers see now."))


@bp.get("/editorial/drafts/<public_id>/publish-alone")
@web.members_only
def ask_publish_alone(public_id: str) -> ResponseReturnValue:
    return ask(ALONE, public_id)


@bp.post("/editorial/drafts/<public_id>/publish-alone")
@web.members_only
@web.often(60, "hour")
def publish_alone(public_id: str) -> ResponseReturnValue:
    return do(ALONE, public_id, _("Published. The page says that one person reviewed it."))


@bp.get("/editorial/drafts/<public_id>/urgent")
@web.members_only
def ask_publish_urgently(public_id: str) -> ResponseReturnValue:
    return ask(URGENT, public_id)


@bp.post("/editorial/drafts/<public_id>/urgent")
@web.members_only
@web.often(60, "hour")
def publish_urgently(public_id: str) -> ResponseReturnValue:
    return do(URGENT, public_id, _("Published. The other editors are told that a second one has to look."))


@bp.get("/editorial/drafts/<public_id>/changes")
@web.members_only
def changes(public_id: str) -> ResponseReturnValue:
    draft = opened(public_id)
    revision = queries.shown_revision(draft.condition_id)
    number = revision.number if revision else None
    since = number if request.args.get("from") == "shown" else draft.base_number
    return changes_page(draft, since=since, number=number)


def changes_page(
    draft: SummaryDraft, *, since: int | None, number: int | None, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    """How a draft differs from version `since`; `number` is the version that readers see."""
    form = StampForm(formdata=None, data={"seen": str(draft.version), "number": str(number or "")})
    open_now = draft.state in writing.OPEN
    given: Fields = {"draft": draft, "condition": draft.condition, "since": since, "shown_number": number, "form": form}
    given["changes"] = changes_since(draft, since)
    given["is_outdated"] = open_now and number != draft.base_number
    given["may_rebase"] = given["is_outdated"] and since == number and writing.is_writer(web.viewer(), draft)
    return render_template("evidence/drafts/changes.html", **given, refusal=refusal), status


@bp.post("/editorial/drafts/<public_id>/rebase")
@web.members_only
@web.often(60, "hour")
def rebase(public_id: str) -> ResponseReturnValue:
    draft, form = opened(public_id), StampForm()
    number = as_number(form.number.data)
    try:
        publishing.rebase(draft, viewer=web.viewer(), seen=as_number(form.seen.data), number=number)
    except Refused as refusal:
        revision = queries.shown_revision(draft.condition_id)
        now = revision.number if revision else None
        return changes_page(draft, since=now, number=now, status=409, refusal=refusal.reason)
    flash(_("Your draft follows version %(number)s now. Please hand it over again.", number=number))
    return web.see_other(url_for(".draft", public_id=public_id))
