"""`flask database`: backups that restore, and what restoring refuses."""

import os
import shutil
import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from forum.app import Forum
from forum.cli import copies, presence
from forum.database import db
from tests import factories, services


def run(app: Forum, *words: str | Path) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["database", *map(str, words)])
    return done.exit_code, done.output


def slugs(app: Forum) -> set[str]:
    with app.app_context():
        return set(db.session.execute(text("SELECT slug FROM condition")).scalars())


def add(app: Forum, slug: str) -> None:
    with app.app_context():
        factories.condition(slug)


@pytest.fixture
def programs(engine_name: str) -> None:
    """PostgreSQL's own programs, where its database is tested."""
    if engine_name == "postgresql" and shutil.which("pg_dump") is None:
        services.missing("no pg_dump on the path")


def test_a_backup_brings_back_what_was_there_and_only_that(app: Forum, programs: None, tmp_path: Path) -> None:
    file = tmp_path / "copy"
    add(app, "before")
    status, said = run(app, "backup", file)
    assert (status, "checked" in said) == (0, True), said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    add(app, "after")
    status, said = run(app, "restore", "--yes", file)
    assert status == 0, said
    assert slugs(app) == {"before"}
    with app.app_context():
        db.session.execute(
            text("INSERT INTO action (at, verb, target, reason, details) VALUES ('2026-01-01','v','t','r','{}')")
        )
        with pytest.raises(DBAPIError):
            db.session.execute(text("DELETE FROM action"))


def test_a_file_is_not_overwritten_unasked(app: Forum, programs: None, tmp_path: Path) -> None:
    file = tmp_path / "copy"
    file.write_text("precious", "utf-8")
    status, said = run(app, "backup", file)
    assert (status, file.read_text("utf-8")) == (1, "precious")
    assert "--yes" in said


def test_a_database_is_not_replaced_unasked(app: Forum, programs: None, tmp_path: Path) -> None:
    add(app, "here")
    run(app, "backup", tmp_path / "copy")
    status, said = run(app, "restore", tmp_path / "copy")
    assert status == 1
    assert "--yes" in said
    assert slugs(app) == {"here"}


def test_nothing_is_restored_while_the_forum_runs(app: Forum, programs: None, tmp_path: Path) -> None:
    add(app, "here")
    run(app, "backup", tmp_path / "copy")
    file = presence.say_serving(app)
    try:
        status, said = run(app, "restore", "--yes", tmp_path / "copy")
    finally:
        os.close(file)
    assert (status, "Stop it first" in said) == (1, True)
    assert slugs(app) == {"here"}


def test_a_file_that_is_no_backup_changes_nothing(app: Forum, programs: None, tmp_path: Path) -> None:
    add(app, "here")
    file = tmp_path / "letter.txt"
    file.write_text("Dear all, " * 500, "utf-8")
    status, said = run(app, "restore", "--yes", file)
    assert status == 1, said
    assert slugs(app) == {"here"}


def test_a_damaged_backup_is_refused(app: Forum, programs: None, tmp_path: Path) -> None:
    add(app, "here")
    file = tmp_path / "copy"
    run(app, "backup", file)
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + middle // 2] = bytes(middle // 2)
    file.write_bytes(content)
    status, said = run(app, "restore", "--yes", file)
    assert status == 1, said
    assert slugs(app) == {"here"}


def test_a_missing_program_is_said_in_a_sentence(
    app: Forum, engine_name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies.shutil, "which", lambda _: None)
    status, said = run(app, "backup", tmp_path / "copy")
    needs_a_program = engine_name == "postgresql"
    assert (status == 1, "postgresql-client" in said) == (needs_a_program, needs_a_program)


def test_going_back_needs_a_yes(app: Forum) -> None:
    status, said = run(app, "downgrade", "0006")
    assert (status, "Make a backup" in said) == (1, True)
    assert run(app, "downgrade", "0006", "--yes")[0] == 0
    assert run(app, "migrate")[0] == 0
