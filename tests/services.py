"""What the tests look for on the machine: PostgreSQL, Redis, a Chromium."""

import hashlib
import os
import shutil
from pathlib import Path

import psycopg
import pytest
import redis
from psycopg import sql

POSTGRESQL = os.environ.get("FORUM_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("FORUM_TEST_REDIS", "redis://127.0.0.1:6379/15")
CHROMIUM = os.environ.get("FORUM_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def missing(what: str) -> None:
    """Fail where every service is required, otherwise skip with one line."""
    if os.environ.get("FORUM_REQUIRE_SERVICES") == "1":
        pytest.fail(f"{what}, and FORUM_REQUIRE_SERVICES=1", pytrace=False)
    pytest.skip(what)


def connect() -> "psycopg.Connection[tuple[object, ...]]":
    """A connection to the server's own database."""
    return psycopg.connect(POSTGRESQL.replace("+psycopg", ""), autocommit=True, connect_timeout=3)


def has_postgresql() -> bool:
    """Whether a PostgreSQL answers."""
    try:
        connect().close()
    except psycopg.Error:
        return False
    return True


def need_postgresql() -> None:
    """Skip or fail without a PostgreSQL."""
    if not has_postgresql():
        missing(f"no PostgreSQL at {POSTGRESQL.rsplit('@')[-1]}")


def need_redis() -> str:
    """The address of a Redis; skip or fail without one."""
    try:
        redis.Redis.from_url(REDIS, socket_connect_timeout=3).ping()
    except redis.RedisError:
        missing(f"no Redis at {REDIS}")
    return REDIS


def need_chromium() -> str:
    """The path of a Chromium; skip or fail without one."""
    if CHROMIUM is None:
        missing("no Chromium on the path")
    return str(CHROMIUM)


def postgresql_url(name: str) -> str:
    """The address of the database called `name`."""
    return f"{POSTGRESQL.rsplit('/', 1)[0]}/{name}"


def database_name(run_folder: Path, part: str) -> str:
    """A name that no other run uses."""
    run = hashlib.sha256(str(run_folder).encode()).hexdigest()[:10]
    return f"forum_test_{run}_{part}"


def make_database(name: str) -> None:
    """An empty database."""
    with connect() as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def copy_database(template: str, name: str) -> None:
    """A new copy of `template`, by the strategy that needs no checkpoint.

    One that is there is used again: a process that is handed a test of the other engine late comes back to its own.
    """
    copy = "CREATE DATABASE {} TEMPLATE {} STRATEGY WAL_LOG"
    with connect() as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        connection.execute(sql.SQL(copy).format(sql.Identifier(name), sql.Identifier(template)))


def drop_databases(run_folder: Path) -> None:
    """Away with every database of this run."""
    pattern = database_name(run_folder, "%").replace("_", r"\_")
    with connect() as connection:
        for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern]):
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(str(name))))


def refill_database(name: str, *, schema: str | None = None) -> None:
    """Empty every table, and fill it again from the tables of the same name in `schema`.

    As a replica, so that no foreign key and no trigger (the log's) minds: far cheaper than a new database.
    """
    with psycopg.connect(postgresql_url(name).replace("+psycopg", ""), connect_timeout=3) as connection:
        connection.execute("SET session_replication_role = replica")
        for table in tables_of(connection):
            connection.execute(sql.SQL("DELETE FROM {}").format(table))
            if schema is not None:
                kept = sql.Identifier(schema, table.as_string().strip('"'))
                connection.execute(sql.SQL("INSERT INTO {} SELECT * FROM {}").format(table, kept))


def keep_rows(name: str, *, schema: str) -> None:
    """Keep a copy of every row in `schema`, for refill_database."""
    with psycopg.connect(postgresql_url(name).replace("+psycopg", ""), connect_timeout=3) as connection:
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
        for table in tables_of(connection):
            kept = sql.Identifier(schema, table.as_string().strip('"'))
            connection.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(kept, table))


def tables_of(connection: "psycopg.Connection[tuple[object, ...]]") -> list[sql.Identifier]:
    """The forum's tables."""
    query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
    return [sql.Identifier(str(name)) for (name,) in connection.execute(query)]
