"""The evidence of a new site, loaded as a new site loads it."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text

from forum.app import Forum
from forum.conditions.operations import load_conditions
from forum.database import Base, db, transaction
from forum.evidence.operations import load_starter

Rows = Mapping[str, Sequence[dict[str, Any]]]

# The rows of a new site by engine, once they were loaded in this process: reading the files takes longer than a test.
loaded: dict[str, Rows] = {}


@pytest.fixture
def with_conditions(app: Forum) -> Forum:
    """A site with its conditions and no evidence yet."""
    with app.app_context(), transaction():
        load_conditions()
    return app


@pytest.fixture
def site(app: Forum, engine_name: str) -> Forum:
    """A site with its conditions and its evidence."""
    with app.app_context(), transaction():
        if engine_name in loaded:
            put_back(loaded[engine_name])
        else:
            load_conditions()
            load_starter()
            db.session.flush()
            loaded[engine_name] = all_rows()
    return app


def all_rows() -> Rows:
    """Every row of every table that has any."""
    found = {each.name: db.session.execute(select(each)).mappings().all() for each in Base.metadata.sorted_tables}
    return {name: [dict(row) for row in rows] for name, rows in found.items() if rows}


def put_back(rows: Rows) -> None:
    """The same rows in an empty database; what comes after is numbered after them."""
    for table in Base.metadata.sorted_tables:
        if table.name in rows:
            db.session.execute(insert(table), rows[table.name])
            if "id" in table.c and db.engine.dialect.name == "postgresql":
                newest = db.session.execute(select(func.max(table.c.id))).scalar_one()
                sequence = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :newest)")
                db.session.execute(sequence, {"name": table.name, "newest": newest})
