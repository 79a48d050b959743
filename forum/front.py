"""What is answered before the application: static files, and the maintenance page."""

import gzip
import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from flask import Flask, Response, g, request
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor
from whitenoise.responders import StaticFile

from forum import web

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["compress_static", "init_app"]

PREFIX = "/static/"
SHORT_SECONDS = 300  # a file asked for without its version
RETRY_SECONDS = 300
SMALLEST_TO_COMPRESS = 1_000  # bytes; below it, gzip gains less than a packet
# Level 1 makes a page of 32 KB a quarter as large in 0.2 ms; level 6 gains a tenth more in three times the time.
GZIP_LEVEL = 1


class StaticFiles(WhiteNoise):
    """The static files. One that is asked for with its right version never changes, and says so."""

    def __init__(self, app: Flask, headers: dict[str, str]) -> None:
        self.fixed = headers
        self.folder = str(app.static_folder)
        super().__init__(app.wsgi_app, max_age=SHORT_SECONDS, allow_all_origins=False)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer with the file, or ask the application."""
        path = environ.get("PATH_INFO", "")
        found = self.files.get(path) if path.startswith(PREFIX) else None
        if not isinstance(found, StaticFile):
            answer: Iterable[bytes] = self.application(environ, start_response)
            return answer

        def start(status: str, headers: list[tuple[str, str]]) -> None:
            if status.startswith(("200", "206", "304")) and self.is_versioned(path, environ):
                headers = [pair for pair in headers if pair[0].lower() != "cache-control"]
                headers.append(("Cache-Control", f"max-age={self.FOREVER}, public, immutable"))
            if not any(name.lower() == "cache-control" for name, _value in headers):
                headers = [*headers, ("Cache-Control", "no-store")]
            start_response(status, headers + list(self.fixed.items()))

        body: Iterable[bytes] = self.serve(found, environ, start)  # type: ignore[no-untyped-call]  # whitenoise has none
        return body

    def take(self, folder: Path) -> None:
        """Answer with the files of this folder from now on."""
        self.add_files(str(folder), prefix=PREFIX)  # type: ignore[no-untyped-call]  # whitenoise has no types

    def is_versioned(self, path: str, environ: "WSGIEnvironment") -> bool:
        """Whether the address names the version that is here: another program may ask for a newer one."""
        asked = parse_qs(environ.get("QUERY_STRING", "")).get("v", [""])[0]
        return bool(asked) and asked == web.asset_version(self.folder, path.removeprefix(PREFIX))


class Maintenance:
    """While the file is there, everything but /healthz is answered with the maintenance page."""

    def __init__(self, inner: "WSGIApplication", *, file: Path, page: Path, headers: dict[str, str]) -> None:
        self.inner = inner
        self.file = file
        self.page = page.read_bytes()
        self.headers = [
            *headers.items(),
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(self.page))),
            ("Retry-After", str(RETRY_SECONDS)),
            ("Cache-Control", "no-store"),
        ]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """The page, or what lies behind it."""
        if not self.file.exists() or environ.get("PATH_INFO") == "/healthz":
            return self.inner(environ, start_response)
        start_response("503 Service Unavailable", self.headers)
        return [] if environ.get("REQUEST_METHOD") == "HEAD" else [self.page]


def compress_static(app: Flask) -> None:
    """Keep compressed copies of the static files in instance/, made once for each state of the files.

    Copies of older states stay: a server that still runs may be reading them.
    """
    source = Path(str(app.static_folder))
    files = sorted(path for path in source.rglob("*") if path.is_file())
    state = hashlib.sha256()
    for file in files:
        state.update(f"{file.relative_to(source)}\0".encode() + file.read_bytes())
    keep = Path(app.instance_path) / "static"
    target = keep / state.hexdigest()[:16]
    if not target.exists():
        part = keep / f"part-{target.name}"
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(source, part)
        compressor = Compressor(quiet=True)
        for file in (part / file.relative_to(source) for file in files):
            if compressor.should_compress(file.name):
                compressor.compress(str(file))
        part.rename(target)
    static: StaticFiles = app.extensions["static"]
    static.take(target)


def compress_page(response: Response) -> Response:
    """Compress a visitor's page that holds no token.

    A secret beside a reader's words in one compressed page can be guessed from its length (BREACH).
    """
    known = g.get("viewer")
    if response.status_code != 200 or response.mimetype != "text/html" or response.is_streamed:
        return response
    if (response.content_length or 0) < SMALLEST_TO_COMPRESS:
        return response
    if known is None or known.is_member or "csrf_token" in g or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] > 0:
        response.set_data(gzip.compress(response.get_data(), compresslevel=GZIP_LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def init_app(app: Flask) -> None:
    """Put both before the application."""
    headers = dict(web.security_headers(https=app.config["ORIGIN"].startswith("https://")).headers)
    page = Path(str(app.root_path)) / str(app.template_folder) / "errors" / "maintenance.html"
    file = Path(app.instance_path) / app.config["MAINTENANCE_FILE"]
    app.wsgi_app = Maintenance(app.wsgi_app, file=file, page=page, headers=headers)  # type: ignore[method-assign]
    static = StaticFiles(app, headers)
    static.take(Path(str(app.static_folder)))
    app.extensions["static"] = static
    app.wsgi_app = static  # type: ignore[method-assign]
    app.after_request(compress_page)
