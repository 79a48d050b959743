"""create_app(): config, database, extensions, areas, commands, error pages, in that order."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from jinja2 import StrictUndefined
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from forum import afterwards, config, database, errors, front, jobs, web
from forum.accounts import library as accounts_library
from forum.accounts import routes as accounts
from forum.cli import commands
from forum.conditions import routes as conditions
from forum.database import db
from forum.discussions import routes as discussions
from forum.evidence import routes as evidence
from forum.evidence.candidates import routes as candidates
from forum.evidence.challenges import routes as challenges
from forum.evidence.drafts import routes as drafts
from forum.evidence.talk import routes as talk
from forum.experiences import routes as experiences
from forum.extensions import babel, csrf, limiter, mailer, migrate
from forum.moderation import routes as moderation
from forum.moderation import screening
from forum.pages import errors as error_pages
from forum.pages import formats
from forum.pages import routes as pages
from forum.privacy import routes as privacy
from forum.search import routes as search

__all__ = ["Forum", "create_app"]

AREAS = (
    *(accounts, conditions, discussions, evidence, candidates, challenges, drafts, talk),
    *(experiences, moderation, search, pages, privacy),
)


class Forum(Flask):
    """The application. It stores or discards what a view did, before any part of the answer leaves."""

    jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}  # noqa: RUF012 - Flask's

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:  # Any: Flask's own signature
        """No view or hook is a coroutine; finding that out anew for twenty of them costs more than a query."""
        return func

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view and the one commit point; a deadlock is tried once more, then it is a conflict."""
        for is_last in (False, True):
            try:
                return self.dispatch_once()
            except DBAPIError as error:
                database.discard()
                if not database.is_transient(error):
                    raise
                if is_last:
                    sentence = _("Somebody else was writing at the same moment. Please try again.")
                    raise errors.Refused(sentence) from error
            g.pop("viewer", None)
        raise AssertionError("the loop above returns or raises")

    def log_exception(self, exc_info: Any) -> None:  # Any: Flask's signature
        """Name the endpoint, never the address: it may hold a title, a token or a search, and line ends."""
        self.logger.error("Exception in %s", request.endpoint or "no endpoint", exc_info=exc_info)

    def dispatch_once(self) -> Response:
        """One view, then its transaction."""
        try:
            web.stop_suspended()
            response = self.make_response(super().dispatch_request())
            database.finish_request(unsafe=web.is_unsafe(), status=response.status_code)
        except (errors.ForumError, HTTPException):
            database.finish_request(unsafe=web.is_unsafe(), status=500)
            raise
        return response


def create_app(overrides: dict[str, Any] | None = None, *, instance_path: str | None = None) -> Forum:
    """Make an application. `overrides` win over files and environment; tests use them.

    The data folder is `instance_path` (absolute), else instance/ beside the program.
    Raises config.Misconfigured with a sentence for the person who starts the site.
    """
    root = config.ROOT
    app = Forum(
        "forum",
        root_path=str(root),
        template_folder=str(root / "templates"),
        static_folder=str(root / "static"),
        instance_path=instance_path or str(root / "instance"),
    )
    config.load(app, overrides)
    set_up_requests(app)
    database.init_app(app)
    set_up_extensions(app)
    for area in AREAS:
        app.register_blueprint(area.bp)
    screening.init_app(app)
    formats.init_app(app)
    commands.init_app(app)
    error_pages.init_app(app)
    return app


def set_up_requests(app: Flask) -> None:
    """Cookies, hosts, proxies and logging."""
    https = app.config["ORIGIN"].startswith("https://")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-forum" if https else "forum",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session: nothing is timed for somebody who is ill
        WTF_CSRF_SSL_STRICT=False,  # the Referer check would refuse browsers that send none
    )
    if app.config["PRODUCTION"]:
        host = urlsplit(app.config["ORIGIN"]).hostname or ""
        app.config["TRUSTED_HOSTS"] = [f"[{host}]" if ":" in host else host, "localhost", "127.0.0.1"]
        if not https:
            app.logger.warning("The origin is http: cookies go unprotected and carry a plain name.")
    if app.config["TRUSTED_PROXIES"]:
        hops = app.config["TRUSTED_PROXIES"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    logging.getLogger("forum").setLevel(app.config["LOG_LEVEL"])


def set_up_extensions(app: Flask) -> None:
    """Bind each extension. What is done to an answer first is done last: Flask goes backwards."""
    front.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "forum" / "migrations"))
    mailer.init_app(app)
    babel.init_app(app)
    csrf.init_app(app)
    app.config.setdefault("RATELIMIT_STORAGE_URI", app.config["REDIS_URL"] or "memory://")
    app.config.setdefault("RATELIMIT_IN_MEMORY_FALLBACK_ENABLED", True)
    limiter.init_app(app)
    afterwards.init_app(app)
    jobs.init_app(app)
    accounts_library.init_app(app)
    web.init_app(app)
