"""A real server with the real content, and the machine's own Chromium in front of it."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from forum.app import Forum, create_app
from tests import services

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds for the first start: migrations and content
PASSWORD = "a quiet place for a slow heron"
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """A running site: its address, its folder, and an application on the same database."""

    address: str
    folder: Path
    app: Forum

    def command(self, *words: str) -> str:
        """Run a command of the site and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT,
            env=os.environ | {"FORUM_INSTANCE_PATH": str(self.folder)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(address: str, server: "subprocess.Popen[str]") -> None:
    """Until the site answers; its own words if it ends instead."""
    for _ in range(PATIENCE * 10):
        if server.poll() is not None:
            pytest.fail(f"the server ended: {server.stdout.read() if server.stdout else ''}")
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start in time")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as `make run` starts it, in a folder of its own."""
    services.need_chromium()
    folder = tmp_path_factory.mktemp("instance")
    port = free_port()
    address = f"http://localhost:{port}"
    environment = os.environ | {
        "FORUM_INSTANCE_PATH": str(folder),
        "FORUM_HOST": "127.0.0.1",
        "FORUM_PORT": str(port),
        "FORUM_RATE_FACTOR": "1000",
    }
    with (folder / "server.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            wait_until_ready(address, server)
            yield Site(address, folder, create_app(instance_path=str(folder)))
        finally:
            server.terminate()
            server.wait(timeout=20)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """The machine's own Chromium: nothing is downloaded."""
    return {"executable_path": services.need_chromium(), "args": SWITCHES}


@pytest.fixture(params=["with JavaScript", "without JavaScript"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Every way is walked with scripts and without."""
    return bool(request.param == "with JavaScript")


@pytest.fixture
def open_browser(new_context: Callable[..., BrowserContext], site: Site, javascript: bool) -> Callable[..., Page]:
    """A person at a browser of their own; complaints of the page itself fail the test."""

    def open_one(*, width: int = 1280, height: int = 900, dark: bool = False) -> Page:
        context = new_context(
            base_url=site.address,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
        )
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
        page.on("request", lambda request: refuse_outside(request.url, site.address))
        return page

    return open_one


def refuse_outside(url: str, address: str) -> None:
    """No page asks anything of another host."""
    assert url.startswith((address, "about:", "data:")), f"a page asked {url}"


@pytest.fixture
def fresh_name() -> str:
    """A name that nobody on the site has."""
    return f"heron{secrets.token_hex(4)}"
