"""How migrations run: in one transaction, and on SQLite with foreign keys off.

With foreign keys on, SQLite's way of changing a table (copy, drop, rename) deletes the rows that refer to it,
silently. So they are off while migrating, and checked before the transaction is stored.
"""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from flask import current_app

from forum.columns import MomentColumn
from forum.database import Base, db

OWN = tuple(Base.metadata.tables)
# Made by hand in a migration, for one engine or the other: the search index and its columns.
BY_HAND = {"post.search", "ix_post_search"}


def include_name(name: str | None, kind: str, parents: Any) -> bool:
    """Leave alone what no model describes: FTS tables, columns of one engine, tables of other programs."""
    if kind == "table":
        return name in OWN
    if kind in {"column", "index"}:
        return name not in BY_HAND and f"{parents.get('table_name')}.{name}" not in BY_HAND
    return True


def render_item(kind: str, thing: Any, _autogen: Any) -> str | Literal[False]:
    """Write our column types as what the database knows."""
    if kind == "type" and isinstance(thing, MomentColumn):
        return "sa.DateTime(timezone=True)"
    return False


def check_foreign_keys(connection: sa.Connection) -> None:
    """Refuse to store a database in which a row refers to one that is gone."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"migration would leave {len(broken)} rows that refer to nothing: {broken[:5]}")


def run() -> None:
    """Run what the command asks for."""
    engine = db.engine
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.connection.dbapi_connection.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]
        options = current_app.extensions["migrate"].configure_args
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_name=include_name,
            render_item=render_item,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite:
                check_foreign_keys(connection)
        connection.commit()
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run()
