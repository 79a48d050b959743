"""The one commit point, locks, and what both engines must do alike."""

import threading

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import after_commit, db, lock, transaction
from tests import factories

THREADS = 8
ROUNDS = 10


def fail_half_way() -> None:
    with transaction():
        db.session.add(Condition(slug="gone", name="Gone", group="g", position=1, codes={}))
        db.session.flush()
        raise ZeroDivisionError


def test_a_transaction_that_raises_leaves_nothing(app: Forum) -> None:
    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            fail_half_way()
        assert db.session.execute(text("SELECT count(*) FROM condition")).scalar_one() == 0


def test_effects_run_only_after_the_commit(app: Forum) -> None:
    seen: list[int] = []
    with app.app_context():
        with transaction():
            db.session.add(Condition(slug="one", name="One", group="g", position=1, codes={}))
            after_commit(lambda: seen.append(1))
            assert seen == []
        assert seen == [1]


def test_writers_that_lock_wait_and_lose_nothing(app: Forum) -> None:
    with app.app_context():
        condition_id = factories.condition().id

    def count_up() -> None:
        for _ in range(ROUNDS):
            with app.app_context(), transaction():
                condition = db.session.get(Condition, condition_id)
                assert condition is not None
                lock(condition).topics_everyone += 1

    threads = [threading.Thread(target=count_up) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        condition = db.session.get(Condition, condition_id)
        assert condition is not None
        assert condition.topics_everyone == THREADS * ROUNDS


@pytest.mark.parametrize("change", ["UPDATE action SET verb = 'x'", "DELETE FROM action"])
def test_the_log_refuses_to_be_changed(app: Forum, change: str) -> None:
    with app.app_context():
        db.session.execute(
            text("INSERT INTO action (at, verb, target, reason, details) VALUES ('2026-01-01', 'v', 't', 'r', '{}')")
        )
        db.session.commit()
        with pytest.raises(DBAPIError):
            db.session.execute(text(change))


def test_an_unknown_address_is_no_server_error(client: FlaskClient) -> None:
    assert client.get("/nothing/here").status_code == 404
