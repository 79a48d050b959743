"""Invented experiences: the same every time, in keeping with the rules of the record, and quick to make."""

import time
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from forum import clock
from forum.app import Forum
from forum.cli import invented, queries, seeding
from forum.cli.inventing_experiences import EFFECT_SHARES, Teller, Told, month_after
from forum.cli.seeding_experiences import Plan, seed_experiences
from forum.database import db
from forum.experiences.models import CheckIn, CountingConsent, DoseStep, Experience, SideEffect
from tests import factories

ON = date(2026, 6, 15)


def tell(count: int, *, seed: int = 1) -> list[Told]:
    teller = Teller(seed=seed, on=ON)
    return [teller.told(from_day=date(2025, 9, 1)) for _ in range(count)]


def test_the_same_seed_tells_the_same() -> None:
    assert tell(50) == tell(50)
    assert tell(50) != tell(50, seed=2)


def test_months_are_counted_over_the_turn_of_a_year() -> None:
    assert month_after(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert month_after(date(2025, 11, 1), 14) == date(2027, 1, 1)


def test_every_experience_keeps_to_the_order_of_its_months() -> None:
    for told in tell(2_000):
        months = [month for month, _ in told.steps]
        assert months == sorted(set(months))
        assert all(dose == 0 or 10 <= dose <= 50_000 for _, dose in told.steps)
        if months:
            assert told.started_on == months[0]
        if told.ended_on:
            assert told.started_on is None or told.started_on < told.ended_on <= ON
            assert all(month <= told.ended_on for month in months)
        assert (told.ended_on is not None) == (told.status in ("paused", "stopped", "finished"))
        assert told.effect is not None or told.status == "considering"
        assert all(told.shared_on and told.shared_on < each.on_day <= ON for each in told.check_ins)


def test_every_answer_is_given_by_some_also_worse_and_stopped() -> None:
    every = tell(2_000)
    assert {told.effect for told in every} == {*EFFECT_SHARES, None}
    assert {told.status for told in every} == {"considering", "taking", "paused", "stopped", "finished"}
    assert {told.consent for told in every} == {"given", "never", "withdrawn"}
    assert {told.interest for told in every} == {"none", "sell", "prescribe", "paid"}


@pytest.mark.usefixtures("app")
def test_what_is_stored_is_what_was_told(app: Forum) -> None:
    with app.app_context():
        condition = factories.condition()
        seeding.seed_members(invented.names(300, seed=1), password_hash="x", joined_at=clock.ago(days=400))
        people = [(*pair, f"Alias {pair[0]}") for pair in queries.own_voices(300)]
        every = seed_experiences(people, Plan(condition.id, until=datetime(2026, 6, 15, tzinfo=UTC)))
        rows = list(db.session.scalars(select(Experience).order_by(Experience.id)))
        assert [row.effect for row in rows] == [told.effect for told in every]
        assert [row.member_id for row in rows] == [member_id for member_id, _, _ in people]
        counted = {
            DoseStep: sum(len(told.steps) for told in every),
            SideEffect: sum(len(told.side_effects) for told in every),
            CheckIn: sum(len(told.check_ins) for told in every),
            CountingConsent: sum(told.consent != "never" for told in every),
        }
        for model, number in counted.items():
            assert db.session.execute(select(func.count()).select_from(model)).scalar_one() == number > 0
        aliases = [row.voice_id not in {voice for _, voice, _ in people} for row in rows]
        assert aliases == [told.has_alias for told in every]


def test_five_thousand_take_a_few_seconds(app: Forum) -> None:
    with app.app_context():
        condition = factories.condition()
        began = time.monotonic()
        seeding.seed_members(invented.names(5_000, seed=1), password_hash="x", joined_at=clock.ago(days=400))
        people = [(*pair, f"Alias {pair[0]}") for pair in queries.own_voices(5_000)]
        assert len(seed_experiences(people, Plan(condition.id, until=clock.now()))) == 5_000
        assert time.monotonic() - began < 60
