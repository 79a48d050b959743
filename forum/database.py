"""The database: Base, db, the one commit point, locks, and what the two engines need to behave alike."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from flask import Flask, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import CursorResult, Executable, MetaData, Select, event, inspect
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, InvalidRequestError, OperationalError
from sqlalchemy.orm import DeclarativeBase, InstanceState

from forum.errors import NotFound

__all__ = [
    "Base",
    "after_commit",
    "change",
    "db",
    "discard",
    "engine_options",
    "finish_request",
    "is_sqlite",
    "is_transient",
    "lock",
    "read_plain",
    "record_anyway",
    "savepoint",
    "sqlite_warning",
    "transaction",
]

SQLITE_BUSY_SECONDS = 20  # how long a writer waits for another before it gives up
# The releases that mended the WAL-reset bug (sqlite.org/wal.html#walresetbug), one for each kept line.
SQLITE_MENDED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))
T = TypeVar("T", bound="Base")


class Base(DeclarativeBase):
    """What every model derives from. Constraint names are spelled out so that migrations can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Reading(Session):
    """The session of a request. One that only looks needs no transaction: each read is its own snapshot, on both."""

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:  # Any: as the library's own
        """The database; on PostgreSQL without BEGIN and ROLLBACK where the method is safe."""
        bind: Engine | Connection = super().get_bind(*args, **kwargs)
        if has_request_context() and request.method in ("GET", "HEAD") and isinstance(bind, Engine):
            return reading(bind)
        return bind


@cache
def reading(engine: Engine) -> Engine:
    """The same engine and pool, for statements that stand alone. SQLite's driver reads so by itself."""
    return engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="AUTOCOMMIT")


db = SQLAlchemy(model_class=Base, disable_autonaming=True, session_options={"class_": Reading})


def engine_options(url: str) -> dict[str, Any]:
    """Engine settings for this address (a dict of SQLAlchemy's own keywords)."""
    if make_url(url).get_backend_name() == "sqlite":
        # Reads stay in autocommit; the first write begins IMMEDIATE, so that waiting works (design.md).
        return {
            "hide_parameters": True,  # an error in the log shows the statement, never anybody's words
            "connect_args": {"isolation_level": "IMMEDIATE", "timeout": SQLITE_BUSY_SECONDS},
        }
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_size": 10,
        "max_overflow": 10,
        "connect_args": {"connect_timeout": 5},
    }


@event.listens_for(Engine, "connect")
def set_up_sqlite(connection: Any, _record: Any) -> None:
    """Durable, enforced, patient: what each SQLite connection starts with."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")


def is_sqlite() -> bool:
    """Whether the forum runs on SQLite."""
    return db.engine.dialect.name == "sqlite"


def sqlite_warning() -> str:
    """What is wrong with the SQLite that this site runs on, as a sentence; empty if nothing is known."""
    version = sqlite3.sqlite_version_info
    mended = version >= SQLITE_MENDED[-1] or any(version[:2] == line[:2] and version >= line for line in SQLITE_MENDED)
    if mended or not is_sqlite():
        return ""
    return (
        f"SQLite {sqlite3.sqlite_version} has a rare bug that can damage the database under load; it is mended in"
        " 3.51.3. A site with real members should run on PostgreSQL, or on a newer SQLite."
    )


def begin_writing() -> None:
    """Take SQLite's write lock now; reading first and upgrading later fails at once when two do it."""
    connection: Connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.dbapi_connection
        if not driver.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # not by the driver, whose errors nobody here would know


def lock(row: T) -> T:
    """Hold `row` until the transaction ends and read its columns afresh. Decide only after this.

    Lock in the order member, topic, post, case; otherwise two requests can wait for each other. Raises NotFound for
    a row that another request has just deleted.
    """
    begin_writing()
    db.session.flush()  # or what was changed on the row already would be read over
    state: InstanceState[T] = inspect(row)
    columns = [attribute.key for attribute in state.mapper.column_attrs]
    # FOR NO KEY UPDATE: writers wait for each other, but a new row that only refers to this one does not; with a full
    # FOR UPDATE, a reply that waits for its topic and a notice for the reply's author could wait for each other.
    try:
        db.session.refresh(row, columns, with_for_update=False if is_sqlite() else {"key_share": True})
    except InvalidRequestError as error:  # the session looked for the row, and it was gone
        db.session.expunge(row)
        raise NotFound from error
    return row


@contextmanager
def savepoint() -> Iterator[None]:
    """A part of the transaction that may fail (an IntegrityError, say) without taking the rest with it."""
    begin_writing()
    with db.session.begin_nested():
        yield


def change(statement: Executable) -> int:
    """Run an UPDATE, DELETE or INSERT … SELECT over many rows. Returns how many rows that were.

    For operations: only queries read with the session, and rows that are loaded change by their attributes.
    """
    begin_writing()
    result: Any = db.session.execute(statement, execution_options={"synchronize_session": False})
    return int(result.rowcount)


def read_plain(statement: Select[Any], values: Mapping[str, Any]) -> CursorResult[Any]:
    """The rows of a statement of plain columns that is kept and filled in. For queries.

    Past the session's search for mapped rows: there are none, and it takes as long as the reading.
    """
    return db.session.connection().execute(statement, values)


def queue(name: str) -> list[Callable[[], None]]:
    """The callables that wait in this session under `name`."""
    waiting: list[Callable[[], None]] = db.session().info.setdefault(name, [])
    return waiting


def after_commit(effect: Callable[[], None]) -> None:
    """Have `effect` run once the transaction is safely stored. It may be lost; truth belongs in a row."""
    queue("after_commit").append(effect)


def record_anyway(change: Callable[[], None]) -> None:
    """Have `change` stored in its own transaction, even when the request is refused (a failed sign-in)."""
    queue("record_anyway").append(change)


def discard() -> None:
    """Forget what this session has changed and what waits in it."""
    db.session.rollback()
    queue("after_commit").clear()
    queue("record_anyway").clear()


def commit() -> None:
    """Store the transaction, then run what waited for it."""
    db.session.commit()
    effects = queue("after_commit")
    while effects:
        effects.pop(0)()


def record_what_waits() -> None:
    """Store each change that must survive a refusal, in a transaction of its own."""
    changes = queue("record_anyway")
    while changes:
        changes.pop(0)()
        db.session.flush()
        db.session.commit()


def finish_request(*, unsafe: bool, status: int) -> None:
    """THE commit point of a request: an unsafe method that ended below 400 is stored, all else is not."""
    if unsafe and status < 400:
        commit()
    else:
        db.session.rollback()
        queue("after_commit").clear()
    record_what_waits()


@contextmanager
def transaction() -> Iterator[None]:
    """The commit point of commands and jobs: stored at the end, or not at all."""
    try:
        yield
        commit()
    except BaseException:
        discard()
        raise


def is_transient(error: DBAPIError) -> bool:
    """Whether trying again may help: a deadlock, a lock that was not got in time, a connection that was lost."""
    if error.connection_invalidated:  # the server was restarted: the pool has thrown the old connections away
        return True
    code = getattr(error.orig, "sqlstate", None)
    if code in {"40001", "40P01", "55P03"}:
        return True
    return isinstance(error, OperationalError) and "database is locked" in str(error.orig)


def init_app(app: Flask) -> None:
    """Bind the database; a session that was not finished is thrown away with its request."""
    app.config["SQLALCHEMY_DATABASE_URI"] = app.config["DATABASE_URL"]
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["DATABASE_URL"]))
    db.init_app(app)
