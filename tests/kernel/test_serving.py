"""`flask serve`, the real server: what it says, how fast it starts again, and that nothing outlives it."""

import os
import re
import resource
import signal
import socket
import stat
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers

SECOND_START_SECONDS = 3  # on a machine with nothing else to do
BESIDES_IMPORTS = 0.3  # what of it may go into other things than loading the program


def get(url: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """The status, headers and body of an answer."""
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder that has been started once."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[servers.Server]:
    """One server for the tests that only look."""
    with servers.running(folder) as started:
        yield started


def test_the_first_start_says_where_it_is_and_how_the_first_admin_is_made(server: servers.Server) -> None:
    link = re.search(r"http://localhost:\d+(/account/setup/\S+)", server.said)
    assert link, server.said
    assert get(server.url + link[1])[0] == 200
    assert get(server.url + "/account/setup/" + "x" * 43)[0] == 404
    assert get(server.url + "/healthz")[0] == 200


def test_what_a_start_makes_is_the_owners_alone(server: servers.Server, folder: Path) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) & 0o077 for path in folder.iterdir()}
    assert modes
    assert set(modes.values()) == {0}
    assert {"secrets.json", "forum.sqlite3"} <= set(modes)


def test_a_static_file_asked_for_by_its_version_is_kept_for_ever(server: servers.Server) -> None:
    page = get(server.url + "/conditions")[2].decode()
    found = re.search(r'href="(/static/css/forum\.css)(\?v=\w+)"', page)
    assert found
    status, headers, body = get(server.url + found[1] + found[2], Accept_Encoding="br")
    assert (status, headers["Content-Encoding"]) == (200, "br")
    assert "immutable" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert len(body) < len(get(server.url + found[1])[2]) / 3
    for address in (found[1], found[1] + "?v=other"):
        assert "immutable" not in get(server.url + address)[1]["Cache-Control"]


@pytest.mark.parametrize("path", ["/static/../wsgi.py", "/static/%2e%2e/wsgi.py", "/static//etc/passwd", "/static/"])
def test_nothing_but_static_files_is_served_as_one(server: servers.Server, path: str) -> None:
    assert get(server.url + path)[0] in {400, 404}


def test_a_page_without_a_token_is_compressed_and_one_with_a_token_is_not(server: servers.Server) -> None:
    _, headers, body = get(server.url + "/conditions", Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in headers["Vary"]
    assert len(body) < len(get(server.url + "/conditions")[2]) / 2
    status, headers, body = get(server.url + "/account/sign-in", Accept_Encoding="gzip")
    assert (status, b"csrf_token" in body) == (200, True)
    assert "Content-Encoding" not in headers


def test_a_port_that_is_taken_is_said_in_a_sentence(server: servers.Server, tmp_path: Path) -> None:
    port = server.url.rsplit(":", 1)[1]
    done = servers.flask(tmp_path, "serve", FORUM_PORT=port)
    assert done.returncode == 1
    assert f"Port {port} of 127.0.0.1 cannot be used" in done.stderr
    assert f"make run PORT={int(port) + 1}" in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_is_restored_under_a_running_server(server: servers.Server, folder: Path, tmp_path: Path) -> None:
    assert servers.flask(folder, "database", "backup", str(tmp_path / "copy")).returncode == 0
    done = servers.flask(folder, "database", "restore", "--yes", str(tmp_path / "copy"))
    assert (done.returncode, "Stop it first" in done.stderr) == (1, True)


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence() -> None:
    done = servers.flask(Path("/proc/nowhere"), "serve")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_production_starts_with_secrets_and_an_origin_alone(tmp_path: Path) -> None:
    production = {"FORUM_PRODUCTION": "true", "FORUM_ORIGIN": "https://forum.example.org"}
    done = servers.flask(tmp_path, "serve", **production)
    assert (done.returncode, "no secrets yet" in done.stderr) == (1, True)
    assert servers.flask(tmp_path, "secrets").returncode == 0
    with servers.running(tmp_path, **production) as started:
        assert "https://forum.example.org" in started.said or "localhost" in started.said
        _, headers, _ = get(started.url + "/healthz")
        assert "max-age" in headers["Strict-Transport-Security"]
        assert get(started.url + "/", Host="evil.example")[0] == 400


def test_the_second_start_is_quick_and_changes_nothing(tmp_path: Path) -> None:
    before_imports = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert servers.flask(tmp_path, "secrets").returncode == 0
    imports = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before_imports.ru_utime
    with servers.running(tmp_path):
        pass
    before = (tmp_path / "loaded.json").read_text("utf-8")
    with servers.running(tmp_path) as second:
        # On a busy machine the same work takes longer, also by the processor's account: compare it with itself.
        assert second.cpu_seconds < max(SECOND_START_SECONDS, imports * (1 + BESIDES_IMPORTS))
    assert (tmp_path / "loaded.json").read_text("utf-8") == before


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_nothing_outlives_the_server(way: signal.Signals, tmp_path: Path) -> None:
    with servers.running(tmp_path) as started:
        pids = started.whole(3)  # gunicorn's main process, one web process, the worker
        assert get(started.url + "/healthz")[0] == 200
        os.kill(started.process.pid, way)
        left = servers.wait_until_gone(pids, seconds=40)
        for pid in left:
            os.kill(pid, signal.SIGKILL)
    assert left == []
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(started.url.rsplit(":", 1)[1]))) != 0


def test_a_worker_that_died_is_started_again(tmp_path: Path) -> None:
    with servers.running(tmp_path) as started:
        before = set(started.whole(3))
        died = max(before)
        os.kill(died, signal.SIGKILL)
        assert servers.wait_until_gone([died]) == []
        assert died not in started.whole(3)
        assert get(started.url + "/healthz")[0] == 200
