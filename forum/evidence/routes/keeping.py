"""Where editors write down publications by hand."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.conditions.queries import all_conditions
from forum.errors import NotAllowed, Refused
from forum.evidence import operations, policies, queries
from forum.evidence.forms import SourceForm
from forum.evidence.models import Source
from forum.evidence.records import differs
from forum.evidence.routes.blueprint import bp

__all__ = ["add_source", "ask_delete", "change_source", "delete_source", "edit_source", "new_source", "only_editors"]


def only_editors() -> None:
    """Raise NotAllowed for everybody else."""
    if not policies.can_keep_sources(web.viewer()):
        raise NotAllowed(_("Editors keep the sources."))


def form_page(
    form: SourceForm, source: Source | None, *, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    """The form, with what was typed."""
    return render_template("evidence/source_form.html", form=form, source=source, refusal=refusal), status


def offered(form: SourceForm) -> SourceForm:
    """The form with the conditions to choose from."""
    form.offer(all_conditions())
    return form


@bp.get("/sources/new")
@web.members_only
def new_source() -> ResponseReturnValue:
    only_editors()
    return form_page(offered(SourceForm(formdata=None)), None)


@bp.post("/sources/new")
@web.members_only
@web.often(60, "hour")
def add_source() -> ResponseReturnValue:
    only_editors()
    form = offered(SourceForm())
    if not form.validate():
        return form_page(form, None, status=422)
    about = queries.conditions_of(form.conditions.data or [])
    try:
        source = operations.add_source(form.values(), conditions=about, viewer=web.viewer())
    except Refused as refusal:
        return form_page(form, None, status=409, refusal=refusal.reason)
    flash(_("Saved. This is its page."))
    return web.see_other(url_for(".source", key=source.key))


@bp.get("/sources/<key>/edit")
@web.members_only
def edit_source(key: str) -> ResponseReturnValue:
    only_editors()
    source, form = queries.get_source(key), offered(SourceForm(formdata=None))
    form.show(source)
    return form_page(form, source)


@bp.post("/sources/<key>/edit")
@web.members_only
@web.often(60, "hour")
def change_source(key: str) -> ResponseReturnValue:
    only_editors()
    source, form = queries.get_source(key), offered(SourceForm())
    if not form.validate():
        return form_page(form, source, status=422)
    about = queries.conditions_of(form.conditions.data or [])
    if not form.why.data and differs(source, form.values(), about) and queries.summaries_showing(source.id):
        form.miss_why()
        return form_page(form, source, status=422)
    try:
        operations.change_source(
            source, form.values(), conditions=about, seen=form.version, viewer=web.viewer(), why=form.why.data or ""
        )
    except Refused as refusal:
        return form_page(form, source, status=409, refusal=refusal.reason)
    flash(_("Saved. Every summary that shows this source shows the record as it is now."))
    return web.see_other(url_for(".source", key=key))


@bp.get("/sources/<key>/delete")
@web.members_only
def ask_delete(key: str) -> ResponseReturnValue:
    only_editors()
    source = queries.get_source(key)
    return render_template("evidence/source_delete.html", source=source, is_cited=queries.is_cited(source))


@bp.post("/sources/<key>/delete")
@web.members_only
@web.often(60, "hour")
def delete_source(key: str) -> ResponseReturnValue:
    only_editors()
    operations.delete_source(queries.get_source(key), viewer=web.viewer())
    flash(_("The source is deleted."))
    return web.see_other(url_for(".sources"))
