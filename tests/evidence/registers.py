"""A server on this machine that speaks as Crossref and PubMed do, well or badly."""

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

DOI = "10.5555/invented.1"
PMID = "99999901"
WORK: dict[str, Any] = {
    "DOI": DOI,
    "type": "journal-article",
    "title": ["A trial of <i>naltrexone</i> in an invented illness"],
    "author": [
        {"given": "Jane Ann", "family": "Doe", "sequence": "first", "affiliation": [{"name": "Somewhere"}]},
        {"given": "Rita", "family": "van der Roe", "sequence": "additional"},
        {"name": "The LDN Study Group", "sequence": "additional"},
    ],
    "container-title": ["Journal of Inventions"],
    "short-container-title": ["J Invent"],
    "published-print": {"date-parts": [[2024, 5]]},
    "published": {"date-parts": [[2023, 12, 1]]},
    "issued": {"date-parts": [[2023, 12, 1]]},
    "volume": "3",
    "issue": "2",
    "page": "10-19",
    "clinical-trial-number": [{"clinical-trial-number": "nct00000001", "registry": "10.18810/clinical-trials-gov"}],
    "reference": [{"key": str(number), "unstructured": "words " * 20} for number in range(200)],
}
RETRACTED = {
    "updated-by": [
        {
            "DOI": "10.5555/notice.1",
            "type": "retraction",
            "label": "Retraction",
            "source": "retraction-watch",
            "updated": {"date-parts": [[2025, 2, 3]]},
        }
    ]
}
NBIB = f"""
PMID- {PMID}
OWN - NLM
TI  - A trial of naltrexone in an
      invented illness.
PG  - 10-9
LID - {DOI} [doi]
AB  - BACKGROUND: long words
      that go on.
FAU - Doe, Jane Ann
AU  - Doe JA
AD  - Somewhere
SI  - ClinicalTrials.gov/NCT00000001
RIN - J Invent. 2025;4:1
CIN - J Invent. 2024;3:99
TA  - J Invent
DP  - 2024 May

"""
JSON = "application/json"
TEXT = "text/plain; charset=UTF-8"


def work(**changed: Any) -> str:
    """An answer of Crossref."""
    return json.dumps({"status": "ok", "message-type": "work", "message": {**WORK, **changed}})


class Handler(BaseHTTPRequestHandler):
    """Answers by the DOI that is asked for, or by the PMID."""

    server: "Server"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.asked.append((self.path, self.headers["User-Agent"] or ""))
        pmid = parse_qs(parts.query).get("id", [""])[0]
        wanted = pmid or unquote(parts.path).removeprefix("/works/")
        if wanted == "10.5555/slow":
            self.server.may_go_on.wait(5)
        elif wanted == "10.5555/letters":
            self.trickle()
        elif wanted == "10.5555/nothing":
            self.close_connection = True
        elif wanted in self.server.answers:
            self.say(*self.server.answers[wanted])
        else:
            self.say(404, TEXT, "Resource not found.")

    def say(self, status: int, kind: str, body: str, location: str = "") -> None:
        data = body.encode()
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        with contextlib.suppress(OSError):
            self.wfile.write(data)

    def trickle(self) -> None:
        """One letter after the other, each in time, and never an end."""
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.end_headers()
        end = time.monotonic() + 5
        with contextlib.suppress(OSError):
            while time.monotonic() < end and not self.server.may_go_on.is_set():
                self.wfile.write(b" ")
                time.sleep(0.05)

    def log_message(self, *_words: Any) -> None:
        """Nothing."""


class Server(ThreadingHTTPServer):
    """The register; `asked` are the addresses and who asked, in order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str]] = []
        self.answers: dict[str, tuple[Any, ...]] = {}
        self.may_go_on = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """The register until the end of the block."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.may_go_on.set()
            server.shutdown()
            thread.join()
