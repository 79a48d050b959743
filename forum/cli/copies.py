"""Backups: a whole copy of the database, taken while the forum runs, and put back while it stands still."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
from sqlalchemy.engine import URL

__all__ = ["back_up", "restore"]

EMPTY_SCHEMA = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


def back_up(url: URL, file: Path) -> None:
    """Write a backup to `file`. It holds everything that was stored before this began. Raises a sentence."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        if url.get_backend_name() == "sqlite":
            copy_sqlite(Path(str(url.database)), part)
            check_sqlite(part)
        else:
            run("pg_dump", "--format=custom", "--no-owner", "--schema=public", f"--file={part}", url=url)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy by SQLite's backup interface: a plain copy of a file in use misses what is still in its log."""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode=DELETE")


def check_sqlite(file: Path) -> None:
    """Refuse a file that is no whole database of the forum."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            found = database.execute("PRAGMA integrity_check").fetchone()[0]
            broken = database.execute("PRAGMA foreign_key_check").fetchone()
            database.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise click.ClickException(f"{file} is no backup of the forum: {error}.") from error
    if found != "ok" or broken:
        raise click.ClickException(
            f"{file} is damaged: {found if found != 'ok' else f'a row refers to nothing {broken}'}."
        )


def restore(url: URL, file: Path) -> None:
    """Put a backup in the place of the database. Raises a sentence, and has then changed nothing."""
    if url.get_backend_name() == "sqlite":
        restore_sqlite(Path(str(url.database)), file)
    else:
        restore_postgresql(url, file)


def restore_sqlite(target: Path, file: Path) -> None:
    """Put the file in place. What was there stays beside it under a name of its own."""
    check_sqlite(file)
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(file, part)
    part.chmod(0o600)
    if target.exists():
        stop_if_open(target)
        target.replace(target.with_name(f"{target.name}.replaced"))
    part.replace(target)


def stop_if_open(file: Path) -> None:
    """Refuse while another program has the database open; also empties its log into it."""
    with closing(sqlite3.connect(file, timeout=1)) as database:
        try:
            database.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise click.ClickException(
                f"Another program has {file} open. Stop the forum first, then restore."
            ) from error


def restore_postgresql(url: URL, file: Path) -> None:
    """Replace everything in the database, in one transaction."""
    script = file.with_name(f".{file.name}.sql")
    try:
        os.close(os.open(script, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        # The schema itself is made by EMPTY_SCHEMA, with the rights that this server gives it.
        listing = run("pg_restore", "--list", str(file))
        kept = "\n".join(line for line in listing.splitlines() if " SCHEMA - public" not in line)
        order = script.with_suffix(".list")
        order.write_text(kept, "utf-8")
        run("pg_restore", "--no-owner", "--no-privileges", f"--use-list={order}", f"--file={script}", str(file))
        order.unlink()
        once = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        run("psql", *once, f"--command={EMPTY_SCHEMA}", f"--file={script}", url=url)
    finally:
        script.unlink(missing_ok=True)
        script.with_suffix(".list").unlink(missing_ok=True)


def run(program: str, *words: str, url: URL | None = None) -> str:
    """Run one of PostgreSQL's own programs. Raises a sentence when it is missing or fails."""
    path = shutil.which(program)
    if path is None:
        raise click.ClickException(
            f"{program} is not on this machine. It comes with PostgreSQL's client: sudo apt install postgresql-client"
        )
    environment = dict(os.environ)
    target: list[str] = []
    if url is not None:
        if url.password is not None:  # never on the command line, which every account of the machine can read
            environment["PGPASSWORD"] = str(url.password)
        plain = url.set(drivername="postgresql", password=None)
        target = [f"--dbname={plain.render_as_string(hide_password=False)}"]
    done = subprocess.run(  # noqa: S603 - words of this module, and a file that the admin named
        [path, *target, *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip() or f"it ended with {done.returncode}"
        raise click.ClickException(f"{program} failed: {said}")
    return done.stdout
