"""Migrations: they say what the models say, and lose no row on the way down and up."""

from pathlib import Path

import flask_migrate
import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from forum import clock
from forum.app import Forum
from forum.cli import invented, seeding, starting
from forum.database import db
from tests import factories

KEPT_FROM = "0004"  # before it there are no topics; going further back empties the forum
VERSIONS = Path(starting.ROOT / "forum" / "migrations" / "versions")


def fill() -> None:
    """A little of everything that members make."""
    conditions = [factories.condition(), factories.condition()]
    voices = seeding.seed_members(invented.names(5, seed=1), password_hash="x", joined_at=clock.ago(days=100))
    writer = invented.Writer(seed=1)
    seeding.seed_topics(
        seeding.Plan(topics=6, posts=40, until=clock.now()),
        conditions=conditions,
        voices=voices,
        title=lambda kind, about: writer.title(kind, about=about),
        text=lambda _: writer.text(),
    )
    db.session.execute(
        text("INSERT INTO action (at, verb, target, reason, details) VALUES ('2026-01-01', 'v', 't', 'r', '{}')")
    )
    db.session.commit()
    db.session.remove()


def counts() -> dict[str, int]:
    """How many rows each table has; the search index is not one of ours."""
    with db.engine.connect() as connection:
        names = [each for each in inspect(connection).get_table_names() if "_fts" not in each]
        return {each: connection.execute(text(f'SELECT count(*) FROM "{each}"')).scalar_one() for each in names}


def test_the_models_and_the_migrations_say_the_same(app: Forum) -> None:
    with app.app_context():
        flask_migrate.check()


def test_no_row_is_lost_on_the_way_down_and_up(app: Forum) -> None:
    steps = [script.revision for script in starting.scripts().walk_revisions()]
    with app.app_context():
        fill()
        full = counts()
        assert full["post"] == 40
        for revision in [each for each in steps if each >= KEPT_FROM][1:]:
            flask_migrate.downgrade(revision=revision)
            below = counts()
            assert below == {name: full[name] for name in below}
        starting.migrate()
        again = counts()
        assert {name: again[name] for name in below} == below
        assert again["alembic_version"] == 1


def test_what_the_engine_does_itself_is_back_after_down_and_up(app: Forum) -> None:
    with app.app_context():
        fill()
        flask_migrate.downgrade(revision="0006")
        starting.migrate()
        with pytest.raises(DBAPIError):
            db.session.execute(text("DELETE FROM action"))
        db.session.rollback()
        found = "SELECT count(*) FROM post_fts WHERE post_fts MATCH 'invented'"
        if db.engine.dialect.name != "sqlite":
            found = "SELECT count(*) FROM post WHERE search @@ to_tsquery('english', 'invented')"
        assert db.session.execute(text(found)).scalar_one() == 40


def test_a_migration_stands_alone_in_its_file() -> None:
    files = sorted(path.name for path in VERSIONS.glob("*.py"))
    assert [name[:4] for name in files] == [f"{n:04}" for n in range(1, len(files) + 1)]


def say_version(app: Forum, version: str) -> None:
    """Have the database say that it is at this version."""
    with app.app_context():
        db.session.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
        db.session.commit()
        db.session.remove()


def test_a_database_of_a_newer_program_is_left_alone(app: Forum) -> None:
    say_version(app, "9999")
    try:
        done = app.test_cli_runner().invoke(args=["database", "migrate"])
    finally:
        say_version(app, str(starting.scripts().get_current_head()))
    assert done.exit_code == 1
    assert "made by a newer one" in done.output
