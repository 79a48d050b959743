"""The web server: gunicorn with threads, and the worker as a process that ends with it."""

import logging
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger

from forum.cli import worker
from forum.database import db
from forum.pages.errors import WithoutWords

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["Server", "settings"]

GRACE_SECONDS = 20  # what a request that is being answered gets to end in
IDLE_SECONDS = 5  # how long a browser's connection is kept open for its next request
QUOTING = {
    "Invalid request from": "What a client sent is no HTTP, and was refused.",
    "Error handling request": "A request failed outside of the application.",
}
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn keeps empty files there: a slow disk must not stop a worker


class WithoutRequests(Logger):
    """Gunicorn's log without the addresses, and the pieces of broken requests, that it quotes."""

    def setup(self, cfg: Any) -> None:  # Any: gunicorn has no types
        """Take them out of every line."""
        super().setup(cfg)
        self.error_log.addFilter(without_request)
        self.error_log.addFilter(WithoutWords())


def without_request(record: logging.LogRecord) -> bool:
    """Say what happened in our own words where gunicorn's quote the client; nothing of clients that fell silent."""
    if isinstance(record.exc_info, tuple) and isinstance(record.exc_info[1], BlockingIOError):
        return False
    for begin, words in QUOTING.items():
        if str(record.msg).startswith(begin):
            record.msg, record.args = words, None
    return True


def settings(*, listener: int, processes: int, threads: int) -> dict[str, Any]:
    """What gunicorn needs to know. `listener` is the number of a file that listens; gunicorn closes it."""
    chosen: dict[str, Any] = {
        "bind": [f"fd://{listener}"],
        "worker_class": "gthread",
        "workers": processes,
        "threads": threads,
        "preload_app": True,
        "graceful_timeout": GRACE_SECONDS,
        "keepalive": IDLE_SECONDS,
        "accesslog": None,  # who reads what about an illness is written nowhere
        "errorlog": "-",
        "loglevel": "warning",
        "proc_name": "forum",
        "control_socket_disable": True,
        "logger_class": WithoutRequests,
        # Who is believed about the client, TRUSTED_PROXIES says; gunicorn would take a path prefix from this machine.
        "forwarded_allow_ips": "",
        "forwarder_headers": "",
    }
    if SHARED_MEMORY.is_dir() and os.access(SHARED_MEMORY, os.W_OK):
        chosen["worker_tmp_dir"] = str(SHARED_MEMORY)
    return chosen


class WithWorker(Arbiter):
    """Gunicorn's main process, which also keeps the forum's worker alive."""

    def __init__(self, server: "Server") -> None:
        self.server = server
        self.jobs_pid = 0
        super().__init__(server)

    def manage_workers(self) -> None:
        """Once a second: as many web processes as there should be, and one worker."""
        super().manage_workers()
        if self.server.with_worker and not self.is_working():
            self.jobs_pid = worker.start_process(self.server.flask, close=[each.fileno() for each in self.LISTENERS])

    def is_working(self) -> bool:
        """Whether the worker's process is there. Gunicorn itself collects those that ended."""
        if not self.jobs_pid:
            return False
        try:
            os.kill(self.jobs_pid, 0)
        except ProcessLookupError:
            return False
        return True

    def stop(self, graceful: bool = True) -> None:
        """Stop the worker, then the web processes."""
        if self.is_working():
            os.kill(self.jobs_pid, signal.SIGTERM)
        super().stop(graceful)


class Server(BaseApplication):
    """The forum behind gunicorn. The application is loaded once; its processes share that memory."""

    def __init__(self, app: Flask, *, listener: int, with_worker: bool) -> None:
        self.flask = app
        self.listener = listener
        self.with_worker = with_worker
        super().__init__()

    def load_config(self) -> None:
        """Give gunicorn its settings."""
        config = self.flask.config
        for name, value in settings(
            listener=self.listener, processes=config["WORKERS"], threads=config["THREADS"]
        ).items():
            self.cfg.set(name, value)

    def load(self) -> "WSGIApplication":  # type: ignore[override]  # gunicorn's own type of the same thing
        """The application itself."""
        return self.flask

    def run(self) -> None:
        """Serve until told to stop. No open connection of this process is shared with the others."""
        with self.flask.app_context():
            db.session.remove()
            db.engine.dispose()
        WithWorker(self).run()
