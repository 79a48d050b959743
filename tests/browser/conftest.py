"""A real server with the real content, and the machine's own Chromium in front of it."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from forum.app import create_app
from tests import services
from tests.browser import people, seeing
from tests.browser.people import Site

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds for the first start: migrations and content
MOMENT = 20_000  # milliseconds for whatever a page does, on a busy machine
expect.set_options(timeout=MOMENT)
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(address: str, server: "subprocess.Popen[str]", log: Path) -> None:
    """Until the site answers; its own words if it ends instead."""
    for _ in range(PATIENCE * 10):
        if server.poll() is not None:
            pytest.fail(f"the server ended: {log.read_text('utf-8')}")
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
        "FORUM_HOLD_FIRST_POSTS": "0",
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
            wait_until_ready(address, server, folder / "server.log")
            yield Site(address, folder, create_app({"HOLD_FIRST_POSTS": 0}, instance_path=str(folder)))
            ended = server.poll()
            assert ended is None, f"the server ended ({ended}): {(folder / 'server.log').read_text('utf-8')[-4000:]}"
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
def open_browser(browser: Browser, site: Site, javascript: bool) -> Iterator[Callable[..., Page]]:
    """A person at a browser of their own; complaints of a page fail the test at its end."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(*, width: int = 1280, height: int = 900) -> Page:
        size: ViewportSize = {"width": width, "height": height}
        context = browser.new_context(base_url=site.address, java_script_enabled=javascript, viewport=size)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(MOMENT)
        seeing.listen(page, complaints, address=site.address)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def admin(browser: Browser, site: Site) -> str:
    """The name of the first admin, made on the page to which the printed link leads; it leads there once."""
    link = re.search(r"/account/setup/\S+", (site.folder / "server.log").read_text("utf-8"))
    assert link is not None
    page = browser.new_context(base_url=site.address).new_page()
    page.set_default_timeout(MOMENT)
    page.goto(link[0])
    name = people.fresh_name()
    people.fill_in_account(page, name)
    seeing.assert_no_barriers(page)
    page.get_by_role("button", name="Make the first admin").click()
    expect(page.get_by_role("heading", name="Your recovery code")).to_be_visible()
    seeing.assert_no_barriers(page)
    answer = page.goto(link[0])
    assert answer is not None
    assert answer.status == 404
    page.context.close()
    return name
