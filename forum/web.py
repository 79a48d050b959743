"""What every route needs of the request: who asks, where to go next, and the headers of every answer."""

import hashlib
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote, urlsplit

from flask import Flask, Response, current_app, g, redirect, request, url_for
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)
from werkzeug.wrappers import Response as WerkzeugResponse

from forum.errors import NotAllowed
from forum.extensions import limiter
from forum.viewers import Viewer

__all__ = [
    "asset",
    "is_unsafe",
    "limit",
    "members_only",
    "often",
    "safe_next",
    "see_other",
    "stop_suspended",
    "viewer",
    "visitor_may_cache",
]

P = ParamSpec("P")
R = TypeVar("R")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
HSTS_SECONDS = 31_536_000  # a year, as OWASP's HTTP Headers cheat sheet asks


def viewer() -> Viewer:
    """Who is asking, read once per request."""
    found: Viewer | None = g.get("viewer")
    if found is None:
        found = g.viewer = current_app.extensions["viewer_loader"]()
    return found


def is_unsafe() -> bool:
    """Whether this request may change something."""
    return request.method not in SAFE_METHODS


def see_other(path: str) -> WerkzeugResponse:
    """After a change: look here (303)."""
    return redirect(path, 303)


def safe_next(text: str | None) -> str | None:
    """`text` if it is a path on this site, else None: never a way to another host."""
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text:
        return None
    if any(ord(letter) < 0x21 or ord(letter) == 0x7F for letter in text):
        return None
    parts = urlsplit(text)
    return None if parts.scheme or parts.netloc else text


def limit(count: int, per: str) -> Callable[[], str]:
    """A limit for Flask-Limiter, such as 25 per "5 minutes", times the site's RATE_FACTOR."""
    return lambda: f"{max(1, round(count * current_app.config['RATE_FACTOR']))} per {per}"


def often(count: int, per: str) -> Callable[[Any], Any]:  # Any: any view
    """How often one member may send this form, whatever address they come from."""
    limited: Callable[[Any], Any] = limiter.limit(limit(count, per), key_func=whose, methods=["POST"])
    return limited


def whose() -> str:
    """The name under which a member's forms are counted."""
    return f"member:{viewer().id}"


def members_only(view: Callable[P, R]) -> Callable[P, R | WerkzeugResponse]:
    """Send a visitor to the sign-in page, and back here afterwards when this was only a look."""

    @wraps(view)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R | WerkzeugResponse:
        if viewer().is_member:
            return view(*args, **kwargs)
        here = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else None
        return see_other(url_for("accounts.sign_in", next=here))

    return asked


# What a suspended member may still do: read why, appeal, take or delete their data, read the rules, find help, leave.
OPEN_TO_SUSPENDED = frozenset(
    {"static"}
    | {f"accounts.{name}" for name in ("sign_out",)}
    | {f"moderation.{name}" for name in ("standing", "letter", "letters", "contact", "write_to_team", "thanks")}
    | {f"moderation.{name}" for name in ("appeal", "send_appeal")}
    | {f"moderation.{name}" for name in ("transparency", "transparency_file", "public_log")}
    | {f"moderation.{name}" for name in ("team_message", "answer")}
    | {f"privacy.{name}" for name in ("data", "export", "consent", "withdraw", "delete", "gone")}
    | {f"pages.{name}" for name in ("rules", "safety", "crisis_lines", "privacy_notice", "about", "display")}
    | {f"pages.{name}" for name in ("set_display", "favicon", "healthz", "readyz", "metrics")}
)


def stop_suspended() -> None:
    """A suspended member reaches their standing and their data, nothing else. Asked before every view."""
    if request.endpoint in OPEN_TO_SUSPENDED or request.endpoint is None:
        return
    if viewer().is_suspended:
        raise NotAllowed("suspended")


@cache
def asset_version(folder: str, name: str) -> str:
    """A short hash of a static file, so that its address changes when it does."""
    return hashlib.sha256((Path(folder) / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file, with its version. Raises OSError for a file that is not there."""
    return asset_address(str(current_app.static_folder), str(current_app.static_url_path), name)


@cache
def asset_address(folder: str, path: str, name: str) -> str:
    """The same, kept: a page names a dozen files, and building an address anew takes longer than its row."""
    return f"{path}/{quote(name)}?v={asset_version(folder, name)}"


def visitor_may_cache(response: Response, *, seconds: int) -> Response:
    """Let caches keep a page that is the same for every visitor."""
    if not viewer().is_member:
        response.headers["Cache-Control"] = f"public, max-age={seconds}"
        response.headers["Vary"] = "Cookie"
    return response


def security_headers(*, https: bool) -> Secure:
    """The headers of every answer (design.md, "Content security")."""
    policy = ContentSecurityPolicy()
    policy.default_src("'none'").script_src("'self'").style_src("'self'").img_src("'self'").font_src("'self'")
    policy.connect_src("'self'").form_action("'self'").manifest_src("'self'")
    policy.base_uri("'none'").object_src("'none'").frame_ancestors("'none'")
    return Secure(
        csp=policy,
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        referrer=ReferrerPolicy().same_origin(),
        permissions=PermissionsPolicy().camera().microphone().geolocation().payment().usb(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
        hsts=StrictTransportSecurity().max_age(HSTS_SECONDS).include_subdomains() if https else None,
    )


def init_app(app: Flask) -> None:
    """Headers on every answer, and what templates may call."""
    https = app.config["ORIGIN"].startswith("https://")
    fixed = dict(security_headers(https=https).headers)

    def finish(response: Response) -> Response:
        response.headers.extend({k: v for k, v in fixed.items() if k not in response.headers})
        if "Cache-Control" not in response.headers:
            private = g.get("viewer") is None or g.viewer.is_member
            response.headers["Cache-Control"] = "no-store" if private else "private, no-cache"
            response.headers["Vary"] = "Cookie"
        return response

    app.after_request(finish)
    site: dict[str, Any] = {"name": app.config["SITE_NAME"], "demo": app.config["DEMO"]}
    app.jinja_env.globals.update(asset=asset, site=site)
    app.context_processor(lambda: {"viewer": viewer()})
