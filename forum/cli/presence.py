"""Whether the forum is running on this machine, as a lock that ends with its processes, however they end."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask

__all__ = ["say_serving", "while_stopped"]

FILE = "serving"


def file_of(app: Flask) -> int:
    """Open the file that is locked."""
    path = Path(app.instance_path) / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def say_serving(app: Flask) -> int:
    """Hold the lock from now on, together with all processes that this one starts. Gives the file that holds it."""
    file = file_of(app)
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(file)
        raise click.ClickException("The database is being restored. Start the forum when that is done.") from error
    return file


@contextmanager
def while_stopped(app: Flask) -> Iterator[None]:
    """Refuse, with a sentence, while the forum runs; keep it from starting until this ends."""
    file = file_of(app)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise click.ClickException("The forum is running. Stop it first.") from error
    finally:
        os.close(file)
