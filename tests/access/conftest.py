"""The small forum of world.py, made once per engine and process and copied for each request that changes it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from forum.app import Forum
from forum.database import db
from tests import services
from tests.access.world import World, make_world

SCHEMA = "world"


@pytest.fixture(scope="session")
def kept_worlds() -> dict[str, World]:
    """The world of each engine, once it is made."""
    return {}


@pytest.fixture
def fresh_world(app: Forum, engine_name: str) -> Callable[[], None]:
    """Put the untouched world back."""

    def put_back() -> None:
        with app.app_context():
            db.session.remove()
            own = str(db.engine.url.database)
            if engine_name == "postgresql":
                services.refill_database(own, schema=SCHEMA)
                return
            db.engine.dispose()
            for leftover in Path(own).parent.glob(f"{Path(own).name}-*"):
                leftover.unlink()
            shutil.copyfile(f"{own}.world", own)

    return put_back


@pytest.fixture
def world(app: Forum, engine_name: str, kept_worlds: dict[str, World], fresh_world: Callable[[], None]) -> World:
    """The world, untouched."""
    if engine_name not in kept_worlds:
        with app.app_context():
            kept_worlds[engine_name] = make_world()
            db.session.remove()
            own = str(db.engine.url.database)
            if engine_name == "postgresql":
                services.keep_rows(own, schema=SCHEMA)
            else:
                db.engine.dispose()
                shutil.copyfile(own, f"{own}.world")
    fresh_world()
    return kept_worlds[engine_name]
