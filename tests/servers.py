"""The real server in a process of its own, as `make run` starts it."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
LEFT_OUT = ("FORUM_", "FLASK_", "GUNICORN_")


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """This environment without its own settings of the forum, and with these."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_OUT)}
    own = {"FORUM_INSTANCE_PATH": str(folder), "FORUM_PORT": "0", "FORUM_HOLD_FIRST_POSTS": "0"}
    own |= {"FORUM_CROSSREF_URL": "", "FORUM_PUBMED_URL": ""}  # no test leaves this machine
    return clean | own | settings


def flask(folder: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """One command of the forum, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *words],
        cwd=ROOT,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@dataclass
class Server:
    """A server that runs, and what it has said so far."""

    process: "subprocess.Popen[str]"
    lines: list[str] = field(default_factory=list)
    cpu_seconds: float = 0.0  # that it took until it said where it is; the clock on the wall depends on others

    @property
    def said(self) -> str:
        return "".join(self.lines)

    @property
    def url(self) -> str:
        found = re.search(r"is at http://localhost:(\d+)", self.said)
        assert found, self.said
        return f"http://127.0.0.1:{found[1]}"

    def pids(self) -> list[int]:
        """All processes of the server."""
        done = subprocess.run(["ps", "-eo", "pid=,ppid=,stat="], capture_output=True, text=True, check=True).stdout
        rows = [line.split() for line in done.splitlines()]
        above = {int(pid): int(parent) for pid, parent, state in rows if state[0] != "Z"}  # nobody has collected a Z
        found = [self.process.pid]
        for pid in found:
            found.extend(child for child, parent in above.items() if parent == pid)
        return found

    def whole(self, count: int) -> list[int]:
        """Its processes, once there are so many."""
        end = time.monotonic() + START_SECONDS
        while len(found := self.pids()) < count and time.monotonic() < end:
            time.sleep(0.1)
        assert len(found) == count, self.said
        return found

    def kill(self) -> None:
        """All of it at once, as if the machine had gone."""
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)


def start(folder: Path, *words: str, **settings: str) -> Server:
    """A server that has said where it is."""
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "serve", *words],
        cwd=ROOT,
        env=environment(folder, PYTHONUNBUFFERED="1", **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    server = Server(process)
    out = process.stdout
    assert out is not None
    ready = threading.Event()

    def listen() -> None:
        for line in out:
            server.lines.append(line)
            if "Ctrl-C stops it" in line:
                ready.set()
        ready.set()
        out.close()

    threading.Thread(target=listen, daemon=True).start()
    assert ready.wait(START_SECONDS), server.said
    used = Path(f"/proc/{process.pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[11:13]
    server.cpu_seconds = sum(map(int, used)) / os.sysconf("SC_CLK_TCK")
    return server


@contextlib.contextmanager
def running(folder: Path, *words: str, **settings: str) -> Iterator[Server]:
    """A server until the end of the block."""
    server = start(folder, *words, **settings)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
            try:
                server.process.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()


def is_alive(pid: int) -> bool:
    """Whether the process still runs (one that nobody has collected does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until_gone(pids: list[int], *, seconds: float = 15) -> list[int]:
    """The processes among `pids` that are still there after so long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and any(map(is_alive, pids)):
        time.sleep(0.1)
    return [pid for pid in pids if is_alive(pid)]
