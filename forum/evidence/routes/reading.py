"""What anyone may read of the evidence."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum import clock, web
from forum.errors import NotFound
from forum.evidence import queries, safety
from forum.evidence.copying import COPIES, as_bibtex, as_ris
from forum.evidence.routes.blueprint import bp
from forum.paging import page_number

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
    return render_template("evidence/summary.html", page=queries.summary_page(slug, web.viewer()))


@bp.get("/conditions/<slug>/evidence/history")
def history(slug: str) -> str:
    return render_template("evidence/history.html", page=queries.history_page(slug))


@bp.get("/conditions/<slug>/evidence/history/<int(max=100000):number>")
def revision(slug: str, number: int) -> str:
    return render_template("evidence/summary.html", page=queries.revision_page(slug, number, web.viewer()))


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


@bp.get("/sources")
def sources() -> str:
    chosen = request.args.get("condition") or None
    page = queries.sources_page(chosen, number=page_number(request.args.get("page")))
    return render_template("evidence/sources.html", page=page, general=queries.GENERAL)


@bp.get("/sources/<key>")
def source(key: str) -> str:
    page = queries.source_page(key, web.viewer())
    copies = [("bib", "BibTeX", as_bibtex(page.source)), ("ris", "RIS", as_ris(page.source))]
    return render_template("evidence/source.html", page=page, copies=copies)


@bp.get("/sources/<key>/citation.<any(bib, ris):ending>")
def citation(key: str, ending: str) -> Response:
    write, kind = COPIES[ending]
    answer = Response(write(queries.get_source(key)), content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{key}.{ending}"'
    return answer
