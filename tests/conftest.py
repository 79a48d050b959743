"""One application per engine and process; one migrated template database per run, copied for every test."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_migrate import upgrade

from forum.app import Forum, create_app
from forum.database import db
from forum.extensions import limiter
from tests import services

SETTINGS: dict[str, Any] = {
    "TESTING": True,
    "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
    "AFTERWARDS_SECONDS": 0.0,
    "WTF_CSRF_ENABLED": False,  # its own tests switch it on
    "RATE_FACTOR": 1e5,  # its own tests lower it
    "CROSSREF_URL": "",  # no test leaves this machine
    "PUBMED_URL": "",
    "HOLD_FIRST_POSTS": 0,  # its own tests raise it
    "HUEY_IMMEDIATE": True,
    "SECURITY_PASSWORD_HASH": "plaintext",
    "SECURITY_PASSWORD_SINGLE_HASH": ["plaintext"],
    "SECURITY_PASSWORD_SCHEMES": ["plaintext"],
}


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def engine_name(request: pytest.FixtureRequest) -> str:
    """Every test that touches the database runs on both engines."""
    name: str = request.param
    if name == "postgresql":
        services.need_postgresql()
    return name


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def template(engine_name: str, run_folder: Path) -> str:
    """The migrated database that tests copy, made by whichever process comes first."""
    file = run_folder / "template.sqlite3"
    name = services.database_name(run_folder, "template")
    url = f"sqlite:///{file}" if engine_name == "sqlite" else services.postgresql_url(name)
    done = run_folder / f"{engine_name}.ready"
    with (run_folder / f"{engine_name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            if engine_name == "postgresql":
                services.make_database(name)
            app = create_app(SETTINGS | {"DATABASE_URL": url}, instance_path=str(run_folder / "template"))
            with app.app_context():
                upgrade()
                db.engine.dispose()
            done.touch()
    return str(file) if engine_name == "sqlite" else name


@pytest.fixture(scope="session")
def worker_name() -> str:
    """The name of this process among those that share the run."""
    return os.environ.get("PYTEST_XDIST_WORKER", "alone")


@pytest.fixture(scope="session")
def application(engine_name: str, template: str, run_folder: Path, worker_name: str) -> Forum:
    """The application of this process, on a database of its own."""
    folder = run_folder / f"{engine_name}-{worker_name}"
    folder.mkdir(exist_ok=True)
    name = services.database_name(run_folder, worker_name)
    url = services.postgresql_url(name)
    if engine_name == "sqlite":
        url = f"sqlite:///{folder / 'forum.sqlite3'}"
    else:
        services.copy_database(template, name)
    return create_app(SETTINGS | {"DATABASE_URL": url}, instance_path=str(folder))


@pytest.fixture
def app(application: Forum, engine_name: str, template: str) -> Iterator[Forum]:
    """The application with a fresh, migrated, empty database."""
    with application.app_context():
        db.engine.dispose()
        if engine_name == "sqlite":
            file = Path(str(db.engine.url.database))
            for leftover in file.parent.glob(f"{file.name}-*"):
                leftover.unlink()
            shutil.copyfile(template, file)
        else:
            services.refill_database(str(db.engine.url.database))
    limiter.reset()
    yield application
    application.extensions["afterwards"].waiting.clear()
    with application.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Forum) -> FlaskClient:
    """A visitor's browser."""
    return app.test_client()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The last process of the run leaves no database behind."""
    if "PYTEST_XDIST_WORKER" not in os.environ and services.has_postgresql():
        services.drop_databases(session.config._tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]
