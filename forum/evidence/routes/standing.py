"""Where editors keep the evidence from going stale: the desk, marks of sources, and why a summary stands."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forum import clock, web
from forum.errors import NotAllowed, Refused
from forum.evidence import operations, policies, queries
from forum.evidence.models import Source, Summary
from forum.evidence.routes.blueprint import bp
from forum.evidence.standing_forms import MarkForm, StandsForm

__all__ = ["editorial", "mark", "mark_form", "say_stands", "stands"]


def only_editors() -> None:
    """Raise NotAllowed for everybody else."""
    if not policies.can_keep_evidence(web.viewer()):
        raise NotAllowed(_("This is for editors and admins."))


@bp.get("/editorial")
@web.members_only
def editorial() -> ResponseReturnValue:
    only_editors()
    today = clock.now().date()
    drafts = queries.draft_desk(web.viewer(), today=today)
    return render_template("evidence/desk.html", desk=queries.desk(web.viewer(), today=today), drafts=drafts)


def mark_page(source: Source, form: MarkForm, *, status: int = 200) -> ResponseReturnValue:
    """The form, and which summaries it is about."""
    page = queries.source_page(source.key, web.viewer())
    return render_template("evidence/mark.html", page=page, form=form), status


@bp.get("/sources/<key>/mark")
@web.members_only
def mark_form(key: str) -> ResponseReturnValue:
    only_editors()
    source = queries.find_source(key)
    now = {"standing": source.standing, "day": source.standing_day, "notice": source.standing_notice}
    return mark_page(source, MarkForm(formdata=None, data=now))


@bp.post("/sources/<key>/mark")
@web.members_only
@web.often(60, "hour")
def mark(key: str) -> ResponseReturnValue:
    only_editors()
    source, form = queries.find_source(key), MarkForm()
    if not form.validate():
        return mark_page(source, form, status=422)
    count = operations.mark_source(
        source, viewer=web.viewer(), standing=form.standing.data, day=form.chosen_day, notice=form.notice.data or ""
    )
    flash(
        ngettext(
            "Saved. %(num)d summary is under review for this source now.",
            "Saved. %(num)d summaries are under review for this source now.",
            count,
        )
    )
    return web.see_other(url_for(".source", key=key))


def stands_page(
    summary: Summary, form: StandsForm, *, status: int = 200, refusal: str | None = None
) -> ResponseReturnValue:
    """What is in doubt now, and the form."""
    review = queries.review_of(summary.id, published_at=None)
    form.seen.data = review.seen
    return render_template(
        "evidence/stands.html", condition=summary.condition, review=review, form=form, refusal=refusal
    ), status


@bp.get("/conditions/<slug>/evidence/stands")
@web.members_only
def stands(slug: str) -> ResponseReturnValue:
    only_editors()
    return stands_page(queries.find_summary(slug), StandsForm(formdata=None))


@bp.post("/conditions/<slug>/evidence/stands")
@web.members_only
@web.often(60, "hour")
def say_stands(slug: str) -> ResponseReturnValue:
    only_editors()
    summary, form = queries.find_summary(slug), StandsForm()
    if not form.validate():
        return stands_page(summary, form, status=422)
    try:
        operations.say_why_it_stands(summary, viewer=web.viewer(), seen=form.seen.data or "", why=form.why.data or "")
    except Refused as refusal:
        return stands_page(summary, form, status=409, refusal=refusal.reason)
    flash(_("Saved. The page says that it was looked at again, and why it stands."))
    return web.see_other(url_for(".summary", slug=slug))
