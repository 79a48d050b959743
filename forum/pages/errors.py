"""Error pages: a status, what happened, what the reader can do, and every word they had sent."""

import logging
import re
import traceback
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import BadRequest, HTTPException, SecurityError
from werkzeug.wrappers import Response as WerkzeugResponse

from forum import clock, database
from forum.errors import NotAllowed, NotFound, Refused, TooMany
from forum.extensions import limiter
from forum.pages.sentences import Saying, what_happened
from forum.viewers import VISITOR

__all__ = ["WithoutWords", "init_app"]

SECRET_FIELD = re.compile("password|code|token|secret|key|csrf", re.IGNORECASE)
WAIT_FOR_DATABASE_SECONDS = 30
LONGEST_CHOICE = 40  # characters
LONGEST_WAIT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Kept:
    """A field of the form that was refused, so that nothing typed is lost."""

    name: str
    text: str


def kept_words() -> list[Kept]:
    """What the reader had typed, without what must not be shown. A form too large to read is not here."""
    if request.method != "POST":
        return []
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []
    return [Kept(label_of(name), text) for name, text in fields if is_written(text) and not SECRET_FIELD.search(name)]


def is_written(text: str) -> bool:
    """Whether somebody typed it, as far as can be told: choices and hidden fields are single short words."""
    return len(text.split()) > 1 or len(text.strip()) > LONGEST_CHOICE


def label_of(name: str) -> str:
    """What the reader may know a field as."""
    known = {"title": _("Title"), "body": _("Text"), "note": _("Note"), "message": _("Message"), "reason": _("Reason")}
    return known.get(name, name.replace("_", " ").replace("-", " "))


def page(saying: Saying, status: int, *, link: str | None = None) -> Response:
    """The page, or for htmx the sentence alone. It needs no database when there is none."""
    fragment = request.headers.get("HX-Request") == "true"
    template = "errors/_fragment.html" if fragment else "errors/page.html"
    words = [] if fragment else kept_words()
    shown = {"saying": saying, "status": status, "link": link, "kept": words}
    try:
        text = render_template(template, **shown)
    except SQLAlchemyError:
        # The frame asks who reads it; without a database it is made for somebody unknown.
        database.discard()
        g.viewer = VISITOR
        text = render_template(template, **shown)
    response = make_response(text, status)
    if status >= 500 or words:
        response.headers["Cache-Control"] = "no-store"
    return response


def not_found(_error: NotFound) -> Response:
    """Nothing here, or nothing for this viewer: the same answer."""
    return page(what_happened(404), 404)


def not_allowed(error: NotAllowed) -> Response:
    """Seen, but not theirs to do. A suspended member is shown the way to the reason."""
    if error.reason == "suspended":
        return page(what_happened("suspended"), 403, link="moderation.standing")
    return page(what_happened(403, error.reason), 403)


def refused(error: Refused) -> Response:
    """Not now, and why."""
    return page(what_happened(409, error.reason), 409)


def too_many(reason: str, *, seconds: int) -> Response:
    """Too often, and when to come back."""
    response = page(what_happened(429, reason), 429)
    response.headers["Retry-After"] = str(max(1, min(seconds, LONGEST_WAIT_SECONDS)))
    return response


def too_many_attempts(error: TooMany) -> Response:
    """A limit of the domain."""
    return too_many(error.reason, seconds=error.retry_after)


def too_many_requests(error: RateLimitExceeded) -> Response:
    """A limit of Flask-Limiter, until its window ends."""
    found = limiter.current_limit
    seconds = round(found.reset_at - clock.now().timestamp()) if found else error.limit.limit.get_expiry()
    return too_many("", seconds=seconds)


def form_expired(_error: CSRFError) -> Response:
    """A form of another sign-in, or from elsewhere. The words are handed back."""
    return page(what_happened("form"), 400)


def http_error(error: HTTPException) -> WerkzeugResponse:
    """What Werkzeug and abort() raise, with the headers that belong to it (Allow, Retry-After)."""
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(error, SecurityError):  # asked for under a host that is not ours: no link could be made
        return Response(what_happened(400).heading, 400, mimetype="text/plain")
    response = page(what_happened(error.code), error.code)
    for name, value in error.get_headers(request.environ):
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def database_error(error: SQLAlchemyError) -> Response:
    """What a client sent and no form refused is a 400; a database that is gone is a 503; the rest is our fault.

    Raises `error` again where it is our fault, for the last handler.
    """
    database.discard()
    if isinstance(error, DataError):
        current_app.logger.warning("refused by the database", exc_info=error)
        return page(what_happened(400), 400)
    gone = isinstance(error, OperationalError | InterfaceError | PoolTimeout)
    if not gone:
        raise error
    current_app.logger.error("the database did not answer", exc_info=error)
    g.viewer = VISITOR
    response = page(what_happened(503), 503)
    response.headers["Retry-After"] = str(WAIT_FOR_DATABASE_SECONDS)
    return response


def our_fault(_error: Exception) -> Response:
    """Anything nobody thought of. Flask has logged it by now."""
    database.discard()
    return page(what_happened(500), 500)


class WithoutWords(logging.Filter):
    """Log where an error happened and of what kind it is, not what it says: that quotes rows and forms."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Write the traceback in our own words."""
        if not isinstance(record.exc_info, tuple):
            return True
        error = record.exc_info[1]
        chain = []
        while error is not None:
            chain.append(error)
            error = error.__cause__ or error.__context__
        record.exc_text = "\n".join(without_words(each) for each in reversed(chain))
        return True


def without_words(error: BaseException) -> str:
    """The frames and the kind of an error."""
    code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None) or ""
    return "".join(traceback.format_tb(error.__traceback__)) + f"{type(error).__name__} {code}".strip()


def refuse_nul() -> None:
    """No database stores NUL alike, and no reader can type it: such an address is refused before anything looks."""
    parts = [request.path, *request.args, *request.args.values()]
    parts += [text for values in request.args.listvalues() for text in values]
    if any("\0" in part for part in parts):
        raise BadRequest


def init_app(app: Flask) -> None:
    """Map what the domain, the extensions and the database raise to statuses and pages."""
    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(NotAllowed, not_allowed)
    app.register_error_handler(Refused, refused)
    app.register_error_handler(TooMany, too_many_attempts)
    app.register_error_handler(RateLimitExceeded, too_many_requests)
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(SQLAlchemyError, database_error)
    app.register_error_handler(500, our_fault)
    app.logger.addFilter(WithoutWords())
    app.before_request_funcs.setdefault(None, []).insert(0, refuse_nul)
