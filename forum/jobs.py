"""Work that the worker does: huey in a file or in Redis.

A job is a name and the key of a row. The row is the truth and says whether the work is still to be done, so that a
job may run twice, late or never: a sweep of the worker enqueues what was missed. What the names mean is registered
from above (forum/cli/worker.py), because the queue lies below everything that does the work.
"""

import sqlite3
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey.api import Huey, MemoryHuey, RedisHuey, SqliteHuey
from huey.serializer import SignedSerializer
from redis.exceptions import RedisError

__all__ = ["Jobs", "enqueue", "init_app", "jobs_of"]

Work = Callable[[int], None]
FILE = "jobs.sqlite3"


class Jobs:
    """The queue of one application, opened when it is first needed."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.known: dict[str, Work] = {}

    @cached_property
    def parts(self) -> tuple[Huey, Callable[[str, int], Any]]:
        """The queue, and the one task it knows: do the work called `name` for the row `key`."""
        huey = self.open()
        return huey, huey.task(name="work")(self.work)

    @property
    def huey(self) -> Huey:
        """Where jobs wait."""
        return self.parts[0]

    def open(self) -> Huey:
        """Find the queue. Jobs are signed: whoever can write there still cannot make the worker run code."""
        config = self.app.config
        shared: dict[str, Any] = {
            "results": False,
            "serializer": SignedSerializer(secret=config["SECRET_KEY"], salt="jobs"),
        }
        if config.get("HUEY_IMMEDIATE"):
            return MemoryHuey("forum", immediate=True, **shared)
        if config["REDIS_URL"]:
            return RedisHuey("forum", url=config["REDIS_URL"], **shared)
        return SqliteHuey("forum", filename=str(Path(self.app.instance_path) / FILE), **shared)

    def put(self, name: str, key: int) -> None:
        """Let a job wait."""
        self.parts[1](name, key)

    def work(self, name: str, key: int) -> None:
        """Do it, in an application context of its own."""
        with self.app.app_context():
            self.known[name](key)


def jobs_of(app: Flask) -> Jobs:
    """The queue of this application."""
    found: Jobs = app.extensions["jobs"]
    return found


def enqueue(name: str, key: int) -> None:
    """Have the worker do `name` for the row `key`; for after_commit(). A queue that is away costs only time."""
    try:
        jobs_of(current_app).put(name, key)
    except (sqlite3.Error, RedisError, OSError):
        current_app.logger.warning("job %s %d was not enqueued; the sweep will find it", name, key, exc_info=True)


def init_app(app: Flask) -> None:
    """Bind the queue."""
    app.extensions["jobs"] = Jobs(app)
