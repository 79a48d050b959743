"""Where moderators write notes on cases and members, and ask for a member's address."""

from flask import flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.moderation import operations
from forum.moderation.forms.cases import DecisionForm
from forum.moderation.forms.team import EmailForm, NoteForm
from forum.moderation.routes.blueprint import bp
from forum.moderation.routes.cases import readable_case, show
from forum.moderation.routes.records import member_of, member_page

__all__ = ["look_at_email", "note_on_case", "note_on_member"]


@bp.post("/moderation/cases/<public_id>/notes")
@web.members_only
@web.often(60, "hour")
def note_on_case(public_id: str) -> ResponseReturnValue:
    found, form = readable_case(public_id), NoteForm()
    if not form.validate():
        return show(found, DecisionForm(formdata=None), status=422, noting=form)
    operations.note_on_case(found, viewer=web.viewer(), words=form.words.data or "")
    flash(_("Noted. The other moderators read it on this case."))
    return web.see_other(url_for(".case", public_id=public_id, _anchor="notes"))


@bp.post("/moderation/members/<name>/notes")
@web.members_only
@web.often(60, "hour")
def note_on_member(name: str) -> ResponseReturnValue:
    found, form = member_of(name), NoteForm()
    if not form.validate():
        return member_page(found, status=422, noting=form)
    operations.note_on_member(found, viewer=web.viewer(), words=form.words.data or "")
    flash(_("Noted. The other moderators read it here, and on cases about this member."))
    return web.see_other(url_for(".member", name=found.name, _anchor="notes"))


@bp.post("/moderation/members/<name>/email")
@web.members_only
@web.often(10, "hour")
def look_at_email(name: str) -> ResponseReturnValue:
    found, form = member_of(name), EmailForm()
    if not form.validate():
        return member_page(found, status=422, asking=form)
    operations.look_at_email(found, viewer=web.viewer(), reason=form.reason.data or "")
    flash(_("You see the address on this page for half an hour. That you asked, and why, is in the log."))
    return web.see_other(url_for(".member", name=found.name, _anchor="email"))
