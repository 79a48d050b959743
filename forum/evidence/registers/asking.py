"""One question to a server elsewhere, with an end to how long it takes and how much it says.

`http.client` and nothing more: it follows no redirect by itself, reads no proxy from the environment, and its socket
can be closed when the time is over, also while a server sends one letter every two seconds.
"""

import http.client
import socket
import threading
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

__all__ = ["CONNECT_SECONDS", "LONGEST_ANSWER", "WHOLE_SECONDS", "Answer", "Silent", "Slow", "Strange", "ask"]

CONNECT_SECONDS = 3.0
WHOLE_SECONDS = 8.0  # from the first letter sent to the last one read, with redirects
LONGEST_ANSWER = 2_000_000  # bytes; the longest lists of references that Crossref has are about half of it
MOST_REDIRECTS = 2
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Silent(Exception):
    """Nobody answers there, or not in HTTP."""


class Slow(Exception):
    """There was no whole answer in time."""


class Strange(Exception):
    """An answer came that is too long, or leads elsewhere."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. `kind` is its media type in small letters, without what follows it."""

    status: int
    kind: str
    text: str
    location: str


def ask(address: str, *, accept: str, agent: str) -> Answer:
    """GET an address. A redirect is followed on the same server alone. Raises Silent, Slow or Strange."""
    ends, asked = time.monotonic() + WHOLE_SECONDS, address
    for _attempt in range(MOST_REDIRECTS + 1):
        answer = ask_once(asked, ends=ends, headers={"Accept": accept, "User-Agent": agent, "Connection": "close"})
        if answer.status not in REDIRECTS:
            return answer
        asked = urljoin(asked, answer.location)
        if urlsplit(asked)[:2] != urlsplit(address)[:2]:
            raise Strange
    raise Strange


def ask_once(address: str, *, ends: float, headers: dict[str, str]) -> Answer:
    """One request. At the moment `ends` (of time.monotonic) the socket is closed."""
    parts = urlsplit(address)
    is_over = threading.Event()
    made = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    timer: threading.Timer | None = None
    try:
        connection = made(parts.hostname or "", parts.port, timeout=min(CONNECT_SECONDS, left(ends)))
        try:
            connection.connect()
            connection.sock.settimeout(left(ends))
            timer = threading.Timer(left(ends), hang_up, [connection.sock, is_over])
            timer.daemon = True
            timer.start()
            connection.request("GET", parts._replace(scheme="", netloc="", fragment="").geturl(), headers=headers)
            return read(connection.getresponse(), is_over)
        finally:
            connection.close()
    except TimeoutError as error:
        raise Slow from error
    except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: a port or header that is none
        raise Slow if is_over.is_set() else Silent from error
    finally:
        if timer is not None:
            timer.cancel()


def read(response: http.client.HTTPResponse, is_over: threading.Event) -> Answer:
    """The answer, no more of it than we take. Raises Slow where it was cut off, and Strange where it is too long."""
    body = response.read(LONGEST_ANSWER + 1)
    if is_over.is_set():
        raise Slow
    if len(body) > LONGEST_ANSWER:
        raise Strange
    kind = response.headers.get_content_type() if response.headers.get("Content-Type") else ""
    text = body.decode("utf-8", errors="replace")
    return Answer(response.status, kind, text, response.headers.get("Location", ""))


def left(ends: float) -> float:
    """How many seconds are left. Raises Slow where none are."""
    seconds = ends - time.monotonic()
    if seconds <= 0:
        raise Slow
    return seconds


def hang_up(sock: socket.socket, is_over: threading.Event) -> None:
    """End whatever the socket is waiting for. The method of the plain socket: TLS would wait for a farewell."""
    is_over.set()
    try:
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:  # it is closed already
        return
