"""Two small writes that follow a page and may be lost: a read mark, and the hour of last use.

They wait in memory and are stored together, in a transaction of their own, never within the request.
"""

import atexit
import threading
from collections.abc import Callable, Hashable

from flask import Flask, current_app
from sqlalchemy.exc import SQLAlchemyError

from forum.database import transaction

__all__ = ["Afterwards", "later"]

Change = Callable[[], None]


class Afterwards:
    """What waits to be stored. The newest change under a key replaces an older one.

    With `seconds` 0 nothing waits longer than until the end of its request.
    """

    def __init__(self, app: Flask, *, seconds: float) -> None:
        self.app = app
        self.seconds = seconds
        self.waiting: dict[Hashable, Change] = {}
        self.guard = threading.Lock()
        self.timer: threading.Timer | None = None

    def put(self, key: Hashable, change: Change) -> None:
        """Keep `change` for the next round, which comes within `seconds`."""
        with self.guard:
            self.waiting[key] = change
            if self.timer is None and self.seconds > 0:
                self.timer = threading.Timer(self.seconds, self.flush)
                self.timer.daemon = True
                self.timer.start()

    def flush(self) -> None:
        """Store all that waits; a failure loses only these marks and is logged."""
        with self.guard:
            changes, self.waiting, self.timer = list(self.waiting.values()), {}, None
        if not changes:
            return
        with self.app.app_context():
            try:
                with transaction():
                    for change in changes:
                        change()
            except SQLAlchemyError:
                self.app.logger.warning("marks of %d pages were not stored", len(changes), exc_info=True)


def later(key: Hashable, change: Change) -> None:
    """Store `change` soon after this response."""
    waiting: Afterwards = current_app.extensions["afterwards"]
    waiting.put(key, change)


def init_app(app: Flask) -> None:
    """Give the application its waiting room, emptied also when the process ends."""
    waiting = Afterwards(app, seconds=app.config["AFTERWARDS_SECONDS"])
    app.extensions["afterwards"] = waiting
    if waiting.seconds == 0:
        app.teardown_request(lambda _: waiting.flush())
    atexit.register(waiting.flush)
