"""Where editors bring a file of citations, look at it, and choose what to save."""

from collections.abc import Mapping

from flask import current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from forum import web
from forum.conditions.queries import all_conditions
from forum.errors import Refused
from forum.evidence import operations, queries
from forum.evidence.citation_files import FileRead, read_file
from forum.evidence.forms import ChoosingForm, ImportForm, LookUpForm
from forum.evidence.previewing import Preview, chosen_of, field_names, previews_of
from forum.evidence.registers import looking_up
from forum.evidence.routes.blueprint import bp
from forum.evidence.routes.keeping import only_editors

__all__ = ["bring", "look", "look_up", "save"]

bp.record(lambda setup: setup.app.extensions.update(registers=looking_up.Registers.of(setup.app.config)))


def upload_page(
    form: ImportForm,
    *,
    number: LookUpForm | None = None,
    problems: tuple[str, ...] = (),
    status: int = 200,
    refusal: str | None = None,
) -> ResponseReturnValue:
    """The form for a number, and the one for a file."""
    number = number or LookUpForm(formdata=None)
    return render_template("evidence/import.html", form=form, number=number, problems=problems, refusal=refusal), status


def preview_page(
    form: ChoosingForm,
    read: FileRead,
    sent: Mapping[str, str],
    *,
    previews: list[Preview] | None = None,
    status: int = 200,
    refusal: str | None = None,
) -> ResponseReturnValue:
    """Each publication, with what is chosen for it."""
    previews = previews or previews_of(read.found, queries.known_sources())
    return render_template(
        "evidence/preview.html",
        form=form,
        previews=previews,
        chosen=chosen_of(previews, sent),
        called=field_names,
        problems=read.problems,
        refusal=refusal,
    ), status


@bp.get("/sources/import")
@web.members_only
def bring() -> ResponseReturnValue:
    only_editors()
    return upload_page(ImportForm(formdata=None))


@bp.post("/sources/import")
@web.members_only
@web.often(60, "hour")
def look() -> ResponseReturnValue:
    only_editors()
    form = ImportForm()
    if not form.validate():
        return upload_page(form, status=422)
    read = read_file(form.text.data or "")
    if not read.found:
        return upload_page(form, problems=tuple(read.problems), status=422)
    choosing = ChoosingForm(formdata=None, data={"text": form.text.data})
    choosing.offer(all_conditions())
    return preview_page(choosing, read, {})


@bp.post("/sources/look-up")
@web.members_only
@web.often(60, "hour")
def look_up() -> ResponseReturnValue:
    only_editors()
    form, empty = LookUpForm(), ImportForm(formdata=None)
    named = looking_up.named_in(form.number.data or "")
    if not form.validate() or named is None:
        return upload_page(empty, number=form, status=422)
    try:
        text = looking_up.look_up(named, current_app.extensions["registers"])
    except looking_up.Unanswered as error:
        status = 422 if error.is_typed_wrong else 409
        return upload_page(empty, number=form, status=status, refusal=error.sentence)
    read = read_file(text)
    if not read.found:
        return upload_page(empty, number=form, status=409, refusal=" ".join(read.problems))
    choosing = ChoosingForm(formdata=None, data={"text": text})
    choosing.offer(all_conditions())
    return preview_page(choosing, read, {})


@bp.post("/sources/import/save")
@web.members_only
@web.often(60, "hour")
def save() -> ResponseReturnValue:
    only_editors()
    form = ChoosingForm()
    form.offer(all_conditions())
    if not form.validate():
        return upload_page(ImportForm(formdata=None, data={"text": form.text.data}), status=422)
    read = read_file(form.text.data or "")
    previews = previews_of(read.found, queries.known_sources())
    chosen = chosen_of(previews, request.form)
    about = queries.conditions_of(form.conditions.data or [])
    try:
        done = operations.import_found(previews, chosen, conditions=about, viewer=web.viewer())
    except Refused as refusal:
        return preview_page(form, read, request.form, status=409, refusal=refusal.reason)
    flash(said(done))
    touched = [*done.added, *done.filled]
    return web.see_other(url_for(".source", key=touched[0].key) if len(touched) == 1 else url_for(".sources"))


def said(done: operations.Imported) -> str:
    """What was done, in a sentence or two."""
    added = ngettext("%(num)s source added.", "%(num)s sources added.", len(done.added))
    filled = ngettext("%(num)s record filled.", "%(num)s records filled.", len(done.filled))
    return f"{added} {filled}" if done.filled else added
