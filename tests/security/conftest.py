"""One house for all these tests: the world of the access tests on SQLite, with everything on that a site has on."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from flask_migrate import upgrade

from forum.app import Forum, create_app
from forum.database import db
from forum.extensions import limiter
from tests.access.conftest import fresh_world, kept_worlds, world
from tests.access.world import World, make_world
from tests.conftest import SETTINGS

__all__ = ["fresh_world", "kept_worlds", "world"]

ORIGIN = "https://forum.example.org"
AS_ON_A_SITE = SETTINGS | {"TESTING": False, "WTF_CSRF_ENABLED": True, "ORIGIN": ORIGIN}


@dataclass
class House:
    """An application with its world, and the file that holds both."""

    app: Forum
    world: World
    file: Path

    def put_back(self) -> None:
        """The world as it was made."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for leftover in self.file.parent.glob(f"{self.file.name}-*"):
            leftover.unlink()
        copy = Path(f"{self.file}.copy")
        shutil.copyfile(f"{self.file}.world", copy)
        copy.replace(self.file)

    def client(self, role: str) -> FlaskClient:
        """A browser of somebody in this role, over https."""
        client = self.world.client(self.app, role)
        client.environ_base["wsgi.url_scheme"] = "https"
        return client


@pytest.fixture(scope="session")
def made_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The house, made once."""
    folder = tmp_path_factory.mktemp("house")
    file = folder / "forum.sqlite3"
    app = create_app(AS_ON_A_SITE | {"DATABASE_URL": f"sqlite:///{file}"}, instance_path=str(folder))
    with app.app_context():
        upgrade()
        world = make_world()
        db.session.remove()
        db.engine.dispose()
    shutil.copyfile(file, f"{file}.world")
    yield House(app, world, file)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def house(made_house: House) -> House:
    """The house as it was made."""
    made_house.put_back()
    limiter.reset()
    return made_house


@pytest.fixture
def site(tmp_path: Path, made_house: House) -> Iterator[Callable[..., Forum]]:
    """Make an application with other settings, on a copy of the house's database."""
    made: list[Forum] = []

    def make(**settings: object) -> Forum:
        file = tmp_path / f"{len(made)}.sqlite3"
        shutil.copyfile(f"{made_house.file}.world", file)
        defaults = AS_ON_A_SITE | {"DATABASE_URL": f"sqlite:///{file}"}
        made.append(create_app(defaults | settings, instance_path=str(tmp_path)))
        limiter.reset()
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()
    limiter.init_app(made_house.app)
