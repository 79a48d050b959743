"""What a grown site runs on: PostgreSQL, Redis, and more than one web process."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from limits.storage import RedisStorage

from forum import jobs
from forum.app import Forum, create_app
from forum.extensions import limiter
from tests import servers, services
from tests.conftest import SETTINGS

SEARCHES_A_MINUTE = 30
NOWHERE = "redis://127.0.0.1:1/0"  # nobody listens on port 1

pytestmark = [pytest.mark.redis]


@pytest.fixture(autouse=True)
def own_limits() -> Iterator[None]:
    """The limiter keeps its storage itself: give it back as it was to the tests that follow in this process."""
    before = dict(vars(limiter))
    yield
    vars(limiter).clear()
    vars(limiter).update(before)


@pytest.fixture
def empty_redis() -> Iterator[str]:
    """A Redis of the tests' own number, emptied before and after."""
    address = services.need_redis()
    store = redis.Redis.from_url(address)
    store.flushdb()
    yield address
    store.flushdb()
    store.close()


@pytest.fixture
def grown_database(run_folder: Path, worker_name: str) -> str:
    """An empty PostgreSQL database."""
    services.need_postgresql()
    name = services.database_name(run_folder, f"grown_{worker_name}")
    services.make_database(name)
    return services.postgresql_url(name)


def status_of(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_two_processes_count_one_limit(tmp_path: Path, empty_redis: str, grown_database: str) -> None:
    settings = {
        "FORUM_DATABASE_URL": grown_database,
        "FORUM_REDIS_URL": empty_redis,
        "FORUM_WORKERS": "2",
        "FORUM_RATE_FACTOR": "1",
    }
    with servers.running(tmp_path, **settings) as server:
        assert status_of(f"{server.url}/readyz") == 200
        assert status_of(f"{server.url}/conditions/fibromyalgia") == 200
        got = [status_of(f"{server.url}/search?q=sleep") for _ in range(SEARCHES_A_MINUTE + 10)]
    assert got.count(200) == SEARCHES_A_MINUTE
    assert got.count(429) == 10


def forum_with(tmp_path: Path, address: str) -> Forum:
    own = {"DATABASE_URL": f"sqlite:///{tmp_path}/f.sqlite3", "REDIS_URL": address, "HUEY_IMMEDIATE": False}
    return create_app(SETTINGS | own, instance_path=str(tmp_path))


def test_jobs_wait_in_redis(tmp_path: Path, empty_redis: str) -> None:
    app = forum_with(tmp_path, empty_redis)
    done: list[int] = []
    jobs.jobs_of(app).known["note"] = done.append
    with app.app_context():
        jobs.enqueue("note", 7)
    queue = jobs.jobs_of(app).huey
    assert queue.pending_count() == 1
    task = queue.dequeue()
    assert task is not None
    queue.execute(task)
    assert done == [7]


def test_a_redis_that_is_away_stops_neither_pages_nor_work(tmp_path: Path) -> None:
    app = forum_with(tmp_path, NOWHERE)
    with app.app_context():
        jobs.enqueue("note", 7)
    assert isinstance(limiter.storage, RedisStorage)
    assert app.test_client().get("/healthz").status_code == 200
    assert app.test_client().get("/contact").status_code == 200
