"""What machines ask for: health, readiness, counts, robots.txt, the sitemap, the icon."""

from flask import current_app, jsonify, make_response, render_template
from flask.typing import ResponseReturnValue

from forum import web
from forum.errors import NotFound
from forum.pages.metrics import may_read_metrics, metrics_answer
from forum.pages.queries import sitemap_entries
from forum.pages.readiness import readiness
from forum.pages.routes.blueprint import bp

__all__ = ["favicon", "healthz", "metrics", "readyz", "robots", "sitemap"]

KEEP_SITEMAP_SECONDS = 3600


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    return "ok\n", {"Content-Type": "text/plain", "Cache-Control": "no-store"}


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    found = readiness()
    # The warning names a version, which is nobody else's business.
    warning = {"warning": found.warning} if may_read_metrics() else {}
    answer = jsonify(database=found.database, migrations=found.migrations, **warning)
    answer.headers["Cache-Control"] = "no-store"
    return answer, 200 if found.is_ready else 503


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    if not may_read_metrics():
        raise NotFound
    return metrics_answer()


@bp.get("/robots.txt")
def robots() -> ResponseReturnValue:
    text = render_template("pages/robots.txt", origin=current_app.config["ORIGIN"])
    return text, {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "public, max-age=3600"}


@bp.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    entries = sitemap_entries()
    answer = make_response(render_template("pages/sitemap.xml", entries=entries, origin=current_app.config["ORIGIN"]))
    answer.headers["Content-Type"] = "application/xml; charset=utf-8"
    return web.visitor_may_cache(answer, seconds=KEEP_SITEMAP_SECONDS)


@bp.get("/favicon.ico")
def favicon() -> ResponseReturnValue:
    return web.see_other(web.asset("img/favicon.svg"))
