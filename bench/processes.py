"""Servers in processes of their own, on a core of their own, and what they cost by the operating system's account."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TICK = 1000 / os.sysconf("SC_CLK_TCK")  # milliseconds
START_SECONDS = 60


def cores() -> tuple[set[int], set[int]]:
    """The core for server and database, and those for the load. On a machine with one core they share it."""
    every = sorted(os.sched_getaffinity(0))
    return {every[0]}, set(every[1:]) or {every[0]}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def parents() -> dict[int, int]:
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                found[int(entry.name)] = int(entry.joinpath("stat").read_text("utf-8").rsplit(")", 1)[1].split()[1])
    return found


def tree(root: int) -> list[int]:
    """A process and all that descend from it."""
    above = parents()
    found = [root]
    for pid in found:
        found.extend(child for child, parent in above.items() if parent == pid)
    return found


def cpu_ms(pids: list[int]) -> float:
    """Milliseconds of processor time, user and system, that these processes have used."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
    return total * TICK


@contextlib.contextmanager
def running(words: list[str], *, environment: dict[str, str], port: int, path: str) -> Iterator[int]:
    """A server on the server's core, until the end of the block. Gives its process id."""
    core, _ = cores()
    log = ROOT / "instance" / "bench" / "server.log"
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            preexec_fn=lambda: os.sched_setaffinity(0, core),  # noqa: PLW1509 - no threads run yet
            start_new_session=True,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}{path}", process, log)
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).read()  # noqa: S310 - an address of this module
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"The server did not start:\n{log.read_text('utf-8')[-3000:]}")


def wrk(url: str, *, cookie: str, seconds: float, connections: int) -> tuple[int, float, float, float]:
    """Requests, requests per second, p50 and p99 in milliseconds, by wrk."""
    _, others = cores()
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency", "-H", f"Cookie: {cookie}", url],
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, others),
    ).stdout
    if "Non-2xx" in done or "Socket errors" in done:
        raise SystemExit(f"{url} answered with errors:\n{done}")
    count = re.search(r"(\d+) requests in", done)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", done)
    assert count
    assert rate
    return int(count[1]), float(rate[1]), latency(done, 50), latency(done, 99)


def latency(text: str, percent: int) -> float:
    found = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", text)
    assert found
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000}[found[2]]
