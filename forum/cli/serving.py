"""`flask serve`: everything a start needs, then the server."""

import socket
import struct

import click
from flask import Flask

from forum import front
from forum.accounts import operations as accounts
from forum.cli import presence, starting
from forum.cli.server import Server
from forum.database import transaction
from forum.errors import Refused

__all__ = ["init_app", "serve"]

WAITING = 1_024  # browsers that may wait for a thread
SILENT_SECONDS = 10  # a client that neither sends nor takes anything for so long is let go


def listen(host: str, port: int) -> socket.socket:
    """Take the port. Raises a sentence that names it and says how to choose another."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    patience = struct.pack("ll", SILENT_SECONDS, 0)  # a struct timeval
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)  # every connection inherits both
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, patience)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise click.ClickException(
            f"Port {port} of {host} cannot be used ({error.strerror}). Is another program, or another start of the"
            f" forum, running there? Choose another port: make run PORT={port + 1 if port else 8001}"
        ) from error
    return listener


def address(app: Flask, listener: socket.socket) -> str:
    """Where a browser on this machine finds the forum."""
    port = listener.getsockname()[1]
    return f"http://localhost:{port}" if app.config["PORT"] != port else str(app.config["ORIGIN"])


def greet(app: Flask, where: str) -> None:
    """Say where the forum is, and how the first admin is made."""
    click.echo(f"{app.config['SITE_NAME']} is at {where}")
    try:
        with transaction():
            token = accounts.make_setup_link()
        click.echo(f"Nobody runs it yet. Make yourself its admin, once: {where}/account/setup/{token}")
    except Refused:  # it has an admin
        pass
    click.echo("Ctrl-C stops it.")


def serve(app: Flask, *, with_worker: bool) -> None:
    """Make sure of everything a start needs, then answer requests until told to stop."""
    starting.check_folder(app)
    presence.say_serving(app)
    listener = listen(app.config["HOST"], app.config["PORT"])
    starting.migrate()
    starting.load_new_content()
    starting.warn_of_sqlite()
    front.compress_static(app)
    where = address(app, listener)
    listener.listen(WAITING)
    greet(app, where)
    Server(app, listener=listener.detach(), with_worker=with_worker).run()


def init_app(app: Flask) -> None:
    """Offer the command."""

    @app.cli.command("serve")
    @click.option("--without-worker", is_flag=True, help="Leave the jobs to `flask worker`.")
    def command(without_worker: bool) -> None:
        """Start the forum: migrate, load new content, serve, and do the jobs that wait.

        FORUM_HOST and FORUM_PORT say where (127.0.0.1 and 8000 otherwise); docs/running.md has the other settings.
        """
        serve(app, with_worker=not without_worker)
