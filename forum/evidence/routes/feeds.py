"""Atom feeds of what changed in the summaries (RFC 4287), the same for everybody."""

from urllib.parse import urlsplit

from flask import Response, current_app, make_response, render_template, request

from forum import web
from forum.evidence.queries.feed import Feed, feed_of, feed_of_all
from forum.evidence.routes.blueprint import bp

__all__ = ["feed", "feed_one"]

KEEP_FEED_SECONDS = 600
SINCE = "2026"  # a year in which the site's host was its own, as tag URIs ask for one (RFC 4151)


def answer(found: Feed) -> Response:
    """The feed, or "not changed" (304) for a reader that has it."""
    origin = current_app.config["ORIGIN"]
    tag = f"tag:{urlsplit(origin).hostname},{SINCE}:evidence"
    text = render_template("evidence/feed.xml", feed=found, origin=origin, tag=tag)
    made = make_response(text)
    made.content_type = "application/atom+xml; charset=utf-8"
    made.add_etag()
    made.make_conditional(request)
    return web.visitor_may_cache(made, seconds=KEEP_FEED_SECONDS)


@bp.get("/feeds/evidence")
def feed() -> Response:
    return answer(feed_of_all())


@bp.get("/feeds/evidence/<slug>")
def feed_one(slug: str) -> Response:
    return answer(feed_of(slug))
