"""Releases and those who leave at the same moment: whoever comes first, nobody who left is counted in what is shown."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select

from forum import clock
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.cli import invented, queries, seeding
from forum.cli.seeding_experiences import Plan, seed_experiences
from forum.conditions.models import Condition
from forum.database import db, transaction
from forum.experiences.models import CountingConsent, Experience
from forum.experiences.operations import (
    drop_everything,
    drop_experience,
    releasing,
    start_experience,
    unshare_experience,
    withdraw_counting_consent,
)
from forum.experiences.queries.counting import census_of
from forum.experiences.queries.releases import current_figures
from forum.privacy import operations as privacy
from tests import factories

A_WHILE = 1.0  # seconds that a release waits for somebody who, if all is well, waits for the release


def crowd() -> tuple[int, int]:
    """A condition about which enough members tell, and one of those who are counted."""
    condition = factories.condition()
    seeding.seed_members(invented.names(120, seed=3), password_hash="x", joined_at=clock.ago(days=400))
    people = [
        (member, voice, f"Invented Name {number}") for number, (member, voice) in enumerate(queries.own_voices(120))
    ]
    seed_experiences(people, Plan(condition_id=condition.id, until=clock.now(), seed=11))
    return condition.id, census_of(condition.id, day=clock.now().date()).responses[0].key


def withdraw(experience: Experience) -> None:
    withdraw_counting_consent(experience)


def drop(experience: Experience) -> None:
    unshare_experience(experience)
    drop_experience(experience)


def take_health_consent_back(experience: Experience) -> None:
    privacy.withdraw_consent(get_member(experience.member_id))


def leave(experience: Experience) -> None:
    privacy.erase(get_member(experience.member_id))


@pytest.mark.parametrize("go", [withdraw, drop, take_health_consent_back, leave])
def test_nobody_who_leaves_while_numbers_are_counted_is_in_what_is_shown(
    app: Forum, monkeypatch: pytest.MonkeyPatch, go: Callable[[Experience], None]
) -> None:
    with app.app_context():
        condition_id, leaving = crowd()
        db.session.remove()
    counted, gone = threading.Event(), threading.Event()

    def slow_census(*args: object, **rest: object) -> object:
        found = census_of(*args, **rest)  # type: ignore[arg-type]
        counted.set()
        gone.wait(A_WHILE)
        return found

    def make() -> None:
        with app.app_context(), transaction():
            assert releasing.make_release(db.session.get_one(Condition, condition_id), day=clock.now().date())

    monkeypatch.setattr(releasing, "census_of", slow_census)
    maker = threading.Thread(target=make)
    maker.start()
    assert counted.wait(20)
    with app.app_context(), transaction():
        go(db.session.scalars(select(Experience).where(Experience.id == leaving)).one())
    gone.set()
    maker.join()
    with app.app_context():
        assert current_figures(condition_id) is None
        given = CountingConsent.experience_id == leaving, CountingConsent.withdrawn_at.is_(None)
        assert go is take_health_consent_back or db.session.scalars(select(CountingConsent).where(*given)).all() == []


def test_whatever_a_member_sends_at_once_is_answered(app: Forum) -> None:
    with app.app_context():
        factories.condition("fibromyalgia", name="Fibromyalgia")
        member_id = factories.member("quiet_heron").id
    browsers = [factories.sign_in(app.test_client(), member_id) for _ in range(4)]
    facts = {"who": "own", "status": "taking", "effect": "no_change"}
    browsers[0].post("/conditions/fibromyalgia/share/facts", data=facts)
    sent = [("readers", {"audience": "members", "counted": "yes"}), ("delete", {}), ("delete", {}), ("uncount", {})]

    def send(number: int) -> int:
        step, words = sent[number % 4]
        return browsers[number % 4].post(f"/conditions/fibromyalgia/share/{step}", data=words).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(send, range(24)))
    assert set(codes) <= {303, 404, 409}


def test_of_two_who_delete_the_same_experience_neither_fails(app: Forum) -> None:
    with app.app_context():
        condition, viewer = factories.condition(), factories.viewer()
        slug = condition.slug
        with transaction():
            start_experience(viewer, condition=condition)
        found = db.session.query(Experience).one()
        db.session.commit()
        with db.engine.begin() as other:
            other.execute(delete(Experience))
        with transaction():
            drop_everything(viewer, slug=slug, experience=found)
