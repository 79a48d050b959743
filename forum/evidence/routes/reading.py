"""What anyone may read of the evidence."""

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum import clock, web
from forum.errors import NotFound
from forum.evidence import queries, safety
from forum.evidence.copying import COPIES
from forum.evidence.glossary import glossary as all_words
from forum.evidence.linked_data import condition_data
from forum.evidence.routes.blueprint import bp
from forum.paging import page_number

KEEP_GLOSSARY_SECONDS = 600
LONGEST_NUMBER = 5  # digits of the number of a version

# Pages of every area show these boxes, also of areas that know nothing of evidence; the words never change.
bp.add_app_template_global(safety.crisis_lines)
bp.add_app_template_global(safety.countries_with_lines)
bp.add_app_template_global(safety.opioid_warnings)
bp.add_app_template_global(safety.safety_facts)


@bp.app_template_global()
def crisis_lines_near(country: str | None = None) -> tuple[tuple[safety.Line, ...], tuple[safety.Line, ...]]:
    """The lines of a country, or of the one that the reader's time zone is in, and all the others."""
    return safety.lines_near(country or safety.country_of(web.viewer().timezone))


@bp.get("/conditions/<slug>/evidence")
def summary(slug: str) -> str:
    page = queries.summary_page(slug, web.viewer())
    origin = current_app.config["ORIGIN"]
    data = condition_data(page, address=origin + url_for(".summary", slug=slug), origin=origin)
    return render_template("evidence/summary.html", page=page, linked_data=data)


@bp.get("/conditions/<slug>/evidence/history")
def history(slug: str) -> str:
    return render_template("evidence/history.html", page=queries.history_page(slug))


@bp.get("/conditions/<slug>/evidence/history/<int(max=100000):number>")
def revision(slug: str, number: int) -> str:
    page = queries.revision_page(slug, number, web.viewer())
    return render_template("evidence/summary.html", page=page, linked_data=None)


@bp.get("/conditions/<slug>/evidence/history/<int(max=100000):number>/changes")
def changes(slug: str, number: int) -> str:
    since = number_of("from") if "from" in request.args else number - 1
    return render_template("evidence/changes.html", page=queries.changes_page(slug, number, since=since))


@bp.get("/conditions/<slug>/evidence/history/changes")
def pick_versions(slug: str) -> ResponseReturnValue:
    here = url_for(".changes", slug=slug, number=number_of("to"))
    return redirect(f"{here}?from={number_of('from')}", 303)


def number_of(name: str) -> int:
    """The number of a version in the query. Raises NotFound for anything else."""
    text = request.args.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise NotFound
    return int(text)


@bp.get("/evidence")
def compare() -> str:
    asked = request.args.get("order", "")
    order = asked if asked in queries.ORDERS else next(iter(queries.ORDERS))
    rows = queries.comparison(order, today=clock.now().date())
    return render_template("evidence/compare.html", rows=rows, order=order)


@bp.get("/glossary")
def glossary() -> ResponseReturnValue:
    page = make_response(render_template("evidence/glossary.html", terms=all_words()))
    return web.visitor_may_cache(page, seconds=KEEP_GLOSSARY_SECONDS)


@bp.get("/sources")
def sources() -> str:
    chosen = request.args.get("condition") or None
    page = queries.sources_page(chosen, number=page_number(request.args.get("page")))
    return render_template("evidence/sources.html", page=page, general=queries.GENERAL)


@bp.get("/sources/<key>/history")
def record_history(key: str) -> str:
    page = queries.record_history(key, number=page_number(request.args.get("page")), viewer=web.viewer())
    return render_template("evidence/record_history.html", history=page)


@bp.get("/sources/<key>/citation.<any(bib, ris):ending>")
def citation(key: str, ending: str) -> Response:
    write, kind = COPIES[ending]
    answer = Response(write(queries.get_source(key)), content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.{ending}"'
    return answer
