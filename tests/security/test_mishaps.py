"""What happens when the disk is full, the database gone, or a request broken: pages, logs, recovery (P17, Q05, Q06)."""

import http.cookiejar
import re
import socket
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from forum.app import Forum
from forum.cli import serving
from forum.database import db
from tests import servers, services
from tests.security.conftest import House

WORDS = "Eleven quiet weeks, and then a bad one."
KEY = "k" * 32


@contextmanager
def every_connection(app: Forum, *pragmas: str) -> Iterator[None]:
    """While the block lasts, each connection to SQLite gets these."""

    def prepare(connection: Any, *_others: object) -> None:
        for pragma in pragmas:
            connection.execute(pragma)

    with app.app_context():
        engine = db.engine
        event.listen(engine, "checkout", prepare)
        try:
            yield
        finally:
            event.remove(engine, "checkout", prepare)
            engine.dispose()


@pytest.mark.parametrize("broken", ["PRAGMA max_page_count=1", "PRAGMA query_only=ON"], ids=["full", "read-only"])
def test_when_nothing_can_be_written_reading_goes_on_and_no_word_is_lost(
    broken: str, site: Callable[..., Forum], house: House, caplog: pytest.LogCaptureFixture
) -> None:
    app = site(WTF_CSRF_ENABLED=False)
    client = house.world.client(app, "member")
    topic = house.world.topics["open"]
    sent = {"body": WORDS * 400, "key": KEY}
    with every_connection(app, broken):
        assert client.get(f"/topics/{topic}", follow_redirects=True).status_code == 200
        assert client.get("/latest").status_code == 200
        answer = client.post(f"/topics/{topic}/replies", data=sent)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) >= 1
    assert WORDS in answer.text
    assert WORDS not in caplog.text
    for _twice in range(2):
        assert client.post(f"/topics/{topic}/replies", data=sent).status_code == 303
    with app.app_context():
        count = db.session.execute(text("SELECT count(*) FROM post WHERE body_markdown LIKE 'Eleven%'")).scalar_one()
    assert count == 1


def test_a_writer_who_waits_too_long_is_asked_to_try_again(site: Callable[..., Forum], house: House) -> None:
    options = {"connect_args": {"isolation_level": "IMMEDIATE", "timeout": 0.1}}
    app = site(WTF_CSRF_ENABLED=False, SQLALCHEMY_ENGINE_OPTIONS=options)
    client = house.world.client(app, "member")
    path, sent = f"/topics/{house.world.topics['open']}/replies", {"body": WORDS, "key": KEY}
    other = sqlite3.connect(app.config["DATABASE_URL"].removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = client.post(path, data=sent)
    other.rollback()
    other.close()
    assert answer.status_code == 409
    assert WORDS in answer.text
    assert client.post(path, data=sent).status_code == 303


def test_when_postgresql_was_away_it_is_used_again_without_a_restart(
    site: Callable[..., Forum], run_folder: Path
) -> None:
    services.need_postgresql()
    name = services.database_name(run_folder, "mishaps")
    services.make_database(name)
    app = site(DATABASE_URL=services.postgresql_url(name))
    client = app.test_client()
    assert client.get("/readyz").json["database"] == "reachable"
    with app.app_context():
        db.session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = :name AND pid <> pg_backend_pid()"
            ),
            {"name": name},
        )
    assert client.get("/readyz").json["database"] == "reachable"


class Browser:
    """Somebody at the real server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """Status and page, after redirects."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        try:
            with self.opener.open(self.url + path, data, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def send(self, page: str, path: str | None = None, **form: str) -> tuple[int, str]:
        """A form of this page, with its token."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.ask(page)[1])
        assert token is not None, page
        return self.ask(path or page, form | {"csrf_token": token[1]})


def raw(url: str, request: bytes) -> bytes:
    """What the server answers to these bytes."""
    port = int(url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        found = b""
        while piece := connection.recv(65_536):
            found += piece
    return found


BROKEN = (
    b"GET /search?q=canarysearch HTTP/9.9\r\nHost: localhost\r\n\r\n",
    b"GET /search?q=canarysearch and words HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /search?q=canarysearch\r\n\r\n",
    b"canarysearch / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /search?q=" + b"canarysearch" * 600 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\ncanarysearch\x00: 1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nExpect: canarysearch\r\n\r\n",
    b"POST /display HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\ncanarysearch",
    b"GET /canarysearch%0aCRITICAL%20made%20up HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
)
PREFIXES = (
    b"GET /rules HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nSCRIPT_NAME: /rules\r\n\r\n",
    b"GET //evil.example/rules HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nSCRIPT_NAME: //evil.example\r\n\r\n",
    b"GET /rules HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Forwarded-Prefix: //evil.example\r\n\r\n",
)


def test_the_log_of_the_real_server_holds_nobodys_words(tmp_path: Path) -> None:
    with servers.running(tmp_path) as server:
        wren = Browser(server.url)
        registered = {"name": "canaryname", "password": "canarypassword-of-mine", "rules": "y", "health_data": "y"}
        assert wren.send("/account/register", **registered)[0] == 200
        story = {"title": "canarytitle", "body": "canarybody", "key": KEY}
        status, page = wren.send("/conditions/fibromyalgia/ask", **story)
        assert (status, "canarybody" in page) == (200, True)
        assert wren.ask("/search?q=canarybody")[0] == 200
        stranger = Browser(server.url)
        assert stranger.send("/account/sign-in", name="canaryname", password="canaryguess")[0] == 422
        assert stranger.ask("/account/reset/canarytoken")[0] == 404
        for request in BROKEN:
            assert b" 5" not in raw(server.url, request)[:13], request
        for request in PREFIXES:
            answer = raw(server.url, request)
            assert b" 5" not in answer[:13]
            assert b"evil.example" not in answer
        with sqlite3.connect(tmp_path / "forum.sqlite3", timeout=20) as file:
            file.execute("ALTER TABLE draft RENAME TO away")
            file.execute("ALTER TABLE post RENAME TO gone")
        file.close()
        draft = {"place": "condition/fibromyalgia/story", "body": "canarybody"}
        assert wren.send("/account/settings", "/preview", **draft)[0] == 200
        for path in ("/search?q=canarysearch", "/latest", "/conditions/fibromyalgia/share?x=canarysearch"):
            assert wren.ask(path)[0] == 503, path
        said = server.said
    assert "the database did not answer" in said
    assert "is no HTTP, and was refused" in said
    assert re.findall(r"(?i)canary\w*|made up|127\.0\.0\.1\b", said.split("Ctrl-C stops it.")[1]) == []


def test_a_failure_is_logged_by_endpoint_and_kind_alone(
    site: Callable[..., Forum], caplog: pytest.LogCaptureFixture
) -> None:
    app = site()

    def fail(words: str) -> str:
        raise ValueError(f"cannot read {words}")

    app.add_url_rule("/fail/<words>", "fail", fail)
    assert app.test_client().get("/fail/canary%0aCRITICAL%20made%20up?q=canary").status_code == 500
    assert "Exception in fail" in caplog.text
    assert "ValueError" in caplog.text
    assert "test_mishaps.py" in caplog.text
    written = "\n".join(
        f"{each.getMessage()}\n{each.exc_text}" for each in caplog.records if each.name.startswith("forum")
    )
    assert "canary" not in written
    assert "made up" not in written


def test_clients_that_fall_silent_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "SILENT_SECONDS", 1)
    with serving.listen("127.0.0.1", 0) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()) as silent:
            silent.sendall(b"POST /display HTT")
            connection, _address = listener.accept()
            with connection:
                connection.setblocking(True)  # as gunicorn does
                assert connection.recv(100) == b"POST /display HTT"
                with pytest.raises(BlockingIOError):
                    connection.recv(100)
