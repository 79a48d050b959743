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


def need_postgresql() -> None:
    """Skip or fail without a PostgreSQL."""
    try:
        connect().close()
    except psycopg.Error:
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


def drop_database(name: str) -> None:
    """Away with it, whoever is still connected."""
    with connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def copy_database(template: str, name: str) -> None:
    """A fresh copy of `template`."""
    with connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
