"""Whether the forum is running on this machine, as a lock that ends with its processes, however they end."""

import fcntl
import os
from pathlib import Path

import click
from flask import Flask

__all__ = ["say_serving", "stop_if_serving"]

FILE = "serving"


def file_of(app: Flask) -> int:
    """Open the file that is locked."""
    path = Path(app.instance_path) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def say_serving(app: Flask) -> None:
    """Hold the lock from now on, together with all processes that this one starts."""
    file = file_of(app)
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise click.ClickException("The database is being restored. Start the forum when that is done.") from error


def stop_if_serving(app: Flask) -> None:
    """Refuse, with a sentence, while the forum runs; keep it from starting until this command ends."""
    file = file_of(app)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise click.ClickException("The forum is running. Stop it first.") from error
