"""Members' numbers of a condition: the page, how they were counted, releases to cite, files."""

from datetime import date

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import web
from forum.conditions.models import Condition
from forum.conditions.queries import get_condition
from forum.errors import NotFound
from forum.evidence.queries import pinned
from forum.experiences.addresses import share_path
from forum.experiences.numbers.figures import Figures
from forum.experiences.queries.lists import experiences_page
from forum.experiences.queries.releases import current_figures, figures_on, release_days
from forum.pages.dictionary import dictionary as dictionary_parts
from forum.pages.disagreement import apart
from forum.pages.downloads import About, as_csv, as_json
from forum.pages.formats import day as written_day
from forum.pages.numbers import groups_of, numbers_of
from forum.pages.routes.blueprint import bp
from forum.paging import page_number

__all__ = ["counted", "dictionary", "experiences", "newest_file", "release", "release_file"]

# Short, because numbers come down at once when a consent is withdrawn.
KEEP_NUMBERS_SECONDS = 60
LONGEST_GROUP = 200  # characters of a group's name in an address
MIME = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}


def kept(response: Response) -> Response:
    """A page or file that is the same for every visitor: with a mark by which a cache can ask whether it changed."""
    web.visitor_may_cache(response, seconds=KEEP_NUMBERS_SECONDS)
    response.add_etag()
    response.make_conditional(request)
    return response


def day_of(text: str) -> date:
    """A day as addresses write it, such as 2026-11-20. Raises NotFound."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
    if text != day.isoformat():
        raise NotFound
    return day


def cite_as(condition: Condition, figures: Figures) -> str:
    """How a release is cited."""
    path = url_for("pages.release", slug=condition.slug, day=figures.counted_on)
    return _(
        "%(site)s: Members' reports on low-dose naltrexone for %(name)s, counted on %(day)s "
        "(release %(number)s, method %(method)s). %(address)s",
        site=current_app.config["SITE_NAME"],
        name=condition.name,
        day=written_day(figures.counted_on),
        number=figures.number,
        method=figures.method,
        address=f"{current_app.config['ORIGIN']}{path}",
    )


@bp.get("/conditions/<slug>/experiences")
def experiences(slug: str) -> ResponseReturnValue:
    shown = get_condition(slug)
    asked, figures, studies = request.args.get("group", "")[:LONGEST_GROUP], current_figures(shown.id), pinned(shown)
    return render_template(
        "pages/experiences.html",
        condition=shown,
        numbers=numbers_of(figures, asked=asked) if figures else None,
        latest=figures.counted_on if figures else None,
        asked=asked,
        apart=apart(figures, studies.account) if figures and studies else None,
        pinned=studies,
        page=experiences_page(web.viewer(), shown.id, number=page_number(request.args.get("page"))),
        share=share_path(shown.slug),
    )


@bp.get("/conditions/<slug>/experiences/counted")
def counted(slug: str) -> ResponseReturnValue:
    shown = get_condition(slug)
    figures = current_figures(shown.id)
    numbers = numbers_of(figures) if figures else None
    days = release_days(shown.id)
    return kept(make_response(render_template("pages/counted.html", condition=shown, numbers=numbers, days=days)))


@bp.get("/conditions/<slug>/experiences/releases/<day>")
def release(slug: str, day: str) -> ResponseReturnValue:
    shown, on = get_condition(slug), day_of(day)
    figures = figures_on(shown.id, on)
    if figures is None:
        return kept(make_response(render_template("pages/release.html", condition=shown, day=on, numbers=None), 404))
    page = render_template(
        "pages/release.html",
        condition=shown,
        day=on,
        numbers=numbers_of(figures),
        cite_as=cite_as(shown, figures),
        groups=groups_of(figures),
    )
    return kept(make_response(page))


@bp.get("/conditions/<slug>/experiences/releases/<day>.<any(csv, json):kind>")
def release_file(slug: str, day: str, kind: str) -> ResponseReturnValue:
    shown = get_condition(slug)
    figures = figures_on(shown.id, day_of(day))
    if figures is None:
        raise NotFound
    about = About(condition=shown.name, slug=shown.slug, cite_as=cite_as(shown, figures))
    text = as_csv(figures, about) if kind == "csv" else as_json(figures, about)
    answer = Response(text, content_type=MIME[kind])
    name = f"{shown.slug}-{figures.counted_on.isoformat()}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return kept(answer)


@bp.get("/conditions/<slug>/experiences.<any(csv, json):kind>")
def newest_file(slug: str, kind: str) -> ResponseReturnValue:
    shown = get_condition(slug)
    figures = current_figures(shown.id)
    if figures is None:
        raise NotFound
    return redirect(url_for("pages.release_file", slug=shown.slug, day=figures.counted_on, kind=kind))


@bp.get("/experiences/dictionary")
def dictionary() -> ResponseReturnValue:
    return kept(make_response(render_template("pages/dictionary.html", parts=dictionary_parts())))
