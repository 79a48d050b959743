"""The load, where wrk is not there or cannot say it: pages, and replies with their token."""

import http.client
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from statistics import quantiles
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

WORDS = " ".join(f"word{n}" for n in range(115)) + " **bold** and [a page](https://example.org/)"
KEY_FIELD = "key"


@dataclass(frozen=True, slots=True)
class Run:
    count: int
    rate: float
    p50_ms: float
    p99_ms: float


class ReplyForm(HTMLParser):
    """The fields of the form on a topic page that posts a reply."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.inside = (found.get("action") or "").endswith("/replies")
            self.action = (found.get("action") or "") if self.inside else self.action
        elif self.inside and tag == "input" and found.get("name") and is_sent(found):
            self.fields[str(found["name"])] = found.get("value") or ""

    def body(self) -> str:
        return urlencode(self.fields | {"body": WORDS, KEY_FIELD: secrets.token_urlsafe(16)})


def is_sent(field: dict[str, str | None]) -> bool:
    """Whether a browser sends this field, if nobody touches it."""
    return field.get("type") != "radio" or "checked" in field


def cookies(kept: str, headers: list[tuple[str, str]]) -> str:
    """The cookies after an answer."""
    jar = dict(pair.split("=", 1) for pair in kept.split("; ") if pair)
    for name, value in headers:
        if name.lower() == "set-cookie":
            key, content = value.split(";", 1)[0].split("=", 1)
            jar[key] = content
    return "; ".join(f"{name}={value}" for name, value in jar.items())


def reply_in_process(client: "FlaskClient", path: str, *, cookie: str) -> "TestResponse":
    """One reply, by the form of the page. Only the POST counts."""
    page = client.get(path, headers={"Cookie": cookie})
    form = ReplyForm(page.text)
    kept = cookies(cookie, list(page.headers))
    return client.post(
        form.action, data=form.body(), content_type="application/x-www-form-urlencoded", headers={"Cookie": kept}
    )


def replies(base: str, path: str, *, cookie: str, seconds: float, connections: int) -> Run:
    """Members who reply as fast as they can."""
    host = urlsplit(base).netloc
    connection = http.client.HTTPConnection(host)
    connection.request("GET", path, headers={"Cookie": cookie})
    answer = connection.getresponse()
    form = ReplyForm(answer.read().decode())
    headers = {
        "Cookie": cookies(cookie, answer.getheaders()),
        "Content-Type": "application/x-www-form-urlencoded",
    }

    def once(opened: http.client.HTTPConnection) -> int:
        opened.request("POST", form.action, body=form.body(), headers=headers)
        return read(opened)

    return repeat(host, once, wanted=303, seconds=seconds, connections=connections)


def pages(base: str, path: str, *, cookie: str, seconds: float, connections: int) -> Run:
    """Readers who open a page as fast as they can."""

    def once(opened: http.client.HTTPConnection) -> int:
        opened.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        return read(opened)

    return repeat(urlsplit(base).netloc, once, wanted=200, seconds=seconds, connections=connections)


def read(opened: http.client.HTTPConnection) -> int:
    answer = opened.getresponse()
    answer.read()
    return answer.status


def repeat(
    host: str, once: Callable[[http.client.HTTPConnection], int], *, wanted: int, seconds: float, connections: int
) -> Run:
    """`once` again and again over several connections. Stops the measuring at any other status."""
    times: list[float] = []
    wrong: list[int] = []
    end = time.monotonic() + seconds

    def keep_on() -> None:
        opened = http.client.HTTPConnection(host)
        while time.monotonic() < end and not wrong:
            began = time.perf_counter()
            status = once(opened)
            times.append((time.perf_counter() - began) * 1000)
            if status != wanted:
                wrong.append(status)

    threads = [threading.Thread(target=keep_on) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise SystemExit(f"{host} answered {wrong[0]} where {wanted} was expected")
    cuts = quantiles(times, n=100)
    return Run(len(times), len(times) / seconds, cuts[49], cuts[98])
