"""The log, and what is known of a member."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import clock, web
from forum.accounts.models import Member
from forum.accounts.queries import get_member_by_name
from forum.errors import NotAllowed, NotFound
from forum.moderation import operations, policies, queries
from forum.moderation.forms.team import EmailForm, ExplainForm, NoteForm
from forum.moderation.routes.blueprint import bp
from forum.paging import page_number

__all__ = ["explain", "log", "log_line", "member", "member_of", "member_page", "open_member_case"]

HIGHEST_LINE = 2**63 - 1  # what a database counts to


@bp.get("/moderation/log")
@web.members_only
def log() -> ResponseReturnValue:
    if not policies.can_read_log(web.viewer()):
        raise NotAllowed(_("This is for moderators and admins."))
    case, about = request.args.get("case", "").strip(), request.args.get("member", "").strip()
    number = page_number(request.args.get("page"))
    page = queries.log_page(web.viewer(), number=number, case=case or None, member=about or None)
    return render_template("moderation/log.html", page=page, case=case, member=about)


def line_page(number: int, form: ExplainForm, *, status: int = 200) -> ResponseReturnValue:
    """One line with what was explained about it, and the form."""
    line = queries.line_of(web.viewer(), number)
    return render_template("moderation/log_line.html", line=line, form=form), status


def only_readers(number: int) -> None:
    """Raise NotAllowed for whoever may not read the log, and NotFound for a line that cannot be."""
    if not policies.can_read_log(web.viewer()):
        raise NotAllowed(_("This is for moderators and admins."))
    if number > HIGHEST_LINE:
        raise NotFound


@bp.get("/moderation/log/<int:number>")
@web.members_only
def log_line(number: int) -> ResponseReturnValue:
    only_readers(number)
    return line_page(number, ExplainForm())


@bp.post("/moderation/log/<int:number>")
@web.members_only
@web.often(60, "hour")
def explain(number: int) -> ResponseReturnValue:
    only_readers(number)
    (line, case), form = queries.get_action(web.viewer(), number), ExplainForm()
    if not form.validate():
        return line_page(number, form, status=422)
    operations.explain(line, viewer=web.viewer(), case=case, words=form.words.data or "")
    flash(_("Your explanation stands beside the line from now on, and as a line of its own."))
    return web.see_other(url_for(".log_line", number=number))


def member_of(name: str) -> Member:
    """The member, for a moderator who is somebody else."""
    if not policies.can_moderate(web.viewer()):
        raise NotAllowed(_("This is for moderators."))
    found = get_member_by_name(name)
    if found.id == web.viewer().id:
        raise NotAllowed(_("This is about you. Somebody else looks after it."))
    return found


def member_page(
    found: Member, *, status: int = 200, noting: NoteForm | None = None, asking: EmailForm | None = None
) -> ResponseReturnValue:
    """What is known of a member, with what was typed."""
    number = page_number(request.args.get("page"))
    return render_template(
        "moderation/member.html",
        page=queries.history_of(found, viewer=web.viewer(), at=clock.now(), number=number),
        notes=queries.notes_on_member(found.id),
        noting=noting or NoteForm(formdata=None),
        asking=asking or EmailForm(formdata=None),
        email=queries.shown_email(web.viewer(), found, at=clock.now()),
    ), status


@bp.get("/moderation/members/<name>")
@web.members_only
def member(name: str) -> ResponseReturnValue:
    return member_page(member_of(name))


@bp.post("/moderation/members/<name>/case")
@web.members_only
def open_member_case(name: str) -> ResponseReturnValue:
    made = operations.open_member_case(member_of(name), viewer=web.viewer())
    return web.see_other(url_for(".case", public_id=made.public_id))
