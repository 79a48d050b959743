"""What a start makes sure of: a folder to write in, a database of the right version, and the content."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import flask_migrate
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from forum.accounts import operations as accounts
from forum.conditions import operations as conditions
from forum.config import ROOT
from forum.database import db, is_sqlite, sqlite_warning, transaction
from forum.evidence import operations as evidence
from forum.moderation import operations as moderation

__all__ = ["check_folder", "forget_loaded", "load_content", "load_new_content", "migrate"]

LOADED_FILE = "loaded.json"
ADVISORY_LOCK = 7_306_115  # any number that no other program uses in this PostgreSQL database
LOADERS: tuple[Callable[[], object], ...] = (
    accounts.load_rules,
    conditions.load_conditions,
    evidence.load_starter,  # needs the conditions
    moderation.load_words,
)
CONTENT = ("accounts/content", "conditions/content", "evidence/content", "moderation/content")


def check_folder(app: Flask) -> None:
    """Refuse, with a sentence, to start where nothing can be written."""
    folder = Path(app.instance_path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise click.ClickException(
            f"The folder {folder} cannot be written ({error.strerror}). The forum keeps its secrets there, and its"
            " database unless FORUM_DATABASE_URL names another: make the folder writable for"
            f" {os.environ.get('USER', 'the account that runs the forum')}."
        ) from error


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let no two machines migrate one PostgreSQL database at once; on SQLite they take its write lock."""
    with db.engine.connect() as connection:
        if is_sqlite():
            yield
            return
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({ADVISORY_LOCK})")
        try:
            yield
        finally:
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({ADVISORY_LOCK})")


def scripts() -> ScriptDirectory:
    """The migrations that this program has."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "forum" / "migrations"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def version_in_database() -> str | None:
    """The migration that the database is at; None for an empty one."""
    try:
        with db.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        where = db.engine.url.render_as_string(hide_password=True)
        raise click.ClickException(
            f"The database {where} cannot be reached: {str(error.orig).strip().splitlines()[0]}"
        ) from error


def migrate() -> None:
    """Bring the database to this program's version; nothing happens when it is there."""
    directory = scripts()
    found, newest = version_in_database(), directory.get_current_head()
    if found == newest:
        return
    if found is not None and found not in {script.revision for script in directory.walk_revisions()}:
        raise click.ClickException(
            f"The database is at version {found}, which this program does not know: it was made by a newer one."
            " Start that one, or restore a backup that fits."
        )
    with one_at_a_time():
        flask_migrate.upgrade()
    if found is None:
        forget_loaded(current_app.instance_path)


def content_state() -> str:
    """A hash of all content files, of the code that loads them, and of the database they are for."""
    state = hashlib.sha256(str(current_app.config["DATABASE_URL"]).encode())
    for area in CONTENT:
        folder = ROOT / "forum" / area
        loaders = sorted(folder.parent.glob("*.py"))
        for file in [*sorted(path for path in folder.rglob("*") if path.is_file()), *loaders]:
            state.update(file.read_bytes())
    return state.hexdigest()


def load_content() -> None:
    """Load rules, conditions, sources and summaries. What is there already stays as it is."""
    with transaction():
        for load in LOADERS:
            load()


def load_new_content() -> bool:
    """Load the content unless nothing has changed since this database got it. Gives whether it was loaded."""
    file = Path(current_app.instance_path) / LOADED_FILE
    state = content_state()
    if file.exists() and json.loads(file.read_text("utf-8")).get("state") == state:
        return False
    load_content()
    file.write_text(json.dumps({"state": state}), "utf-8")
    return True


def forget_loaded(instance_path: str) -> None:
    """Have the next start load the content again: the database is another one now."""
    (Path(instance_path) / LOADED_FILE).unlink(missing_ok=True)


def warn_of_sqlite() -> None:
    """Put the warning about an old SQLite into the log."""
    if sentence := sqlite_warning():
        current_app.logger.warning(sentence)
