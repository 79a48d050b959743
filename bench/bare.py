"""What everything is compared with: a Flask view that returns so many bytes, under the forum's server."""

import socket
import sys

from flask import Flask
from gunicorn.app.base import BaseApplication

from forum.cli.server import settings
from forum.config import DEFAULTS

app = Flask("bare")
PAGES: dict[int, str] = {}


@app.route("/<int:size>")
def page(size: int) -> str:
    return PAGES.setdefault(size, "x" * size)


class Bare(BaseApplication):
    def __init__(self, listener: int) -> None:
        self.listener = listener
        super().__init__()

    def load_config(self) -> None:
        for name, value in settings(listener=self.listener, processes=1, threads=DEFAULTS["THREADS"]).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return app


if __name__ == "__main__":
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.bind(("127.0.0.1", int(sys.argv[1])))
    made.listen(1_024)
    Bare(made.detach()).run()
