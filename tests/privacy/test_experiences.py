"""A member's experiences: taken along whole, hidden and counted no more, gone with the account."""

import json
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum import clock
from forum.accounts.models import Voice
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import Base, db, transaction
from forum.errors import NotFound
from forum.experiences.models import (
    AppointmentQuestion,
    CheckIn,
    CheckInReminder,
    Counted,
    CountingConsent,
    DoseStep,
    Experience,
    ExperienceRevision,
    Release,
    SideEffect,
)
from forum.experiences.queries import get_experience
from forum.moderation import operations as moderation
from forum.moderation.models import Case
from forum.privacy import operations
from forum.viewers import VISITOR
from tests import factories
from tests.experiences import lives

ALIAS = "Amber Teasel 27"
PARTS = (DoseStep, SideEffect, CheckIn, ExperienceRevision, AppointmentQuestion, CheckInReminder, CountingConsent)


@pytest.fixture
def wren(app: Forum) -> int:
    """Wren, with a shared experience, one under a one-off name, and one that is not shared; all with everything."""
    with app.app_context():
        member_id = factories.member("Wren").id
        for slug, fields in (
            ("own", {}),
            ("masked", {"voice_id": lives.alias_voice(member_id, ALIAS).id, "alias": ALIAS}),
            ("private", {"shared": False}),
        ):
            keep_everything(lives.experience(member_id, condition=factories.condition(slug), **fields), words=slug)
        keep_everything(lives.experience(factories.member("Robin").id, condition=condition("own")), words="of Robin")
        return member_id


def condition(slug: str) -> Any:
    found = db.session.scalars(select(Experience).where(Experience.condition.has(slug=slug))).first()
    assert found is not None
    return db.session.get_one(type(found).condition.property.mapper.class_, found.condition_id)


def keep_everything(experience: Experience, *, words: str) -> None:
    """Check-ins, one of them replaced; a revision, a question, a reminder, a consent; and a release that counts it."""
    key = experience.id
    lives.check_in(key, date(2026, 5, 1), line=f"first line, {words}", replaced_at=clock.now())
    lives.check_in(key, date(2026, 5, 1), line=f"second line, {words}", rating=3)
    release = Release(
        condition_id=experience.condition_id, number=key, counted_on=date(2026, 6, 1), method="1", figures={}
    )
    db.session.add_all(
        [
            ExperienceRevision(experience_id=key, number=1, facts={"purpose": f"before, {words}"}),
            AppointmentQuestion(experience_id=key, words=f"a question, {words}"),
            CheckInReminder(experience_id=key, months=3, due_on=date(2026, 9, 1)),
            CountingConsent(experience_id=key, version="1"),
            release,
        ]
    )
    db.session.flush()
    db.session.add(Counted(release_id=release.id, experience_id=key))
    db.session.commit()


def of_wren(model: type[Base], wren: int) -> int:
    if model is Experience:
        query = select(func.count()).where(Experience.member_id == wren)
    else:
        query = select(func.count()).select_from(model).join(Experience).where(Experience.member_id == wren)
    return db.session.execute(query).scalar_one()


def taken_down() -> list[bool]:
    """Of the releases in which Wren's three and then Robin's one are counted."""
    releases = db.session.scalars(select(Release).order_by(Release.number))
    return [release.taken_down_at is not None for release in releases]


def visible(public_id: str) -> bool:
    try:
        get_experience(VISITOR, public_id)
    except NotFound:
        return False
    return True


def public_ids(wren: int) -> list[str]:
    query = select(Experience.public_id).where(Experience.member_id == wren).order_by(Experience.id)
    return list(db.session.scalars(query))


def test_the_file_holds_everything_of_an_experience(app: Forum, client: FlaskClient, wren: int) -> None:
    answer = factories.sign_in(client, wren).get("/account/data/export")
    own, masked, private = json.loads(answer.data)["experiences"]
    assert own["facts"]["purpose"] == "Pain in the evening"
    assert own["facts"]["started_on"] == "2026-03-01"
    assert [(dose["from_month"], dose["micrograms"]) for dose in own["doses"]][1] == ("2026-04-01", 1500)
    assert own["side_effects"][1]["words"] == "Cold hands"
    assert [each["line"] for each in own["check_ins"]] == ["first line, own", "second line, own"]
    assert [each["replaced_at"] is None for each in own["check_ins"]] == [False, True]
    assert own["earlier_facts"][0]["facts"] == {"purpose": "before, own"}
    assert own["questions_for_appointments"][0]["words"] == "a question, own"
    assert own["reminders"][0]["due_on"] == "2026-09-01"
    assert own["consents_to_be_counted"][0]["withdrawn_at"] is None
    assert (own["under_the_name"], masked["under_the_name"], private["shared_at"]) == ("Wren", ALIAS, None)
    assert "of Robin" not in answer.text


def test_health_consent_taken_back_hides_and_uncounts_at_once(app: Forum, wren: int) -> None:
    with app.app_context():
        own, masked, private = public_ids(wren)
        assert [visible(each) for each in (own, masked, private)] == [True, True, False]
        with transaction():
            operations.withdraw_consent(get_member(wren))
        assert [visible(each) for each in (own, masked)] == [False, False]
        assert taken_down() == [True, True, True, False]
        with transaction():
            operations.give_consent(get_member(wren))
        assert [visible(each) for each in (own, masked)] == [True, True]
        assert taken_down() == [True, True, True, False]
        assert of_wren(CountingConsent, wren) == 3


@pytest.mark.parametrize("hides", [False, True])
def test_leaving_takes_what_was_not_shared_and_what_was_private(app: Forum, wren: int, hides: bool) -> None:
    with app.app_context():
        own, masked, private = public_ids(wren)
        with transaction():
            member = get_member(wren)
            if hides:
                operations.accounts.withhold_texts(member)
            operations.erase(member)
        assert public_ids(wren) == [own, masked]
        for model in (AppointmentQuestion, CheckInReminder, ExperienceRevision):
            assert of_wren(model, wren) == 0
        lines = db.session.scalars(select(CheckIn.line).join(Experience).where(Experience.member_id == wren))
        assert sorted(lines) == ["second line, masked", "second line, own"]
        consents = db.session.scalars(select(CountingConsent).join(Experience).where(Experience.member_id == wren))
        assert all(consent.withdrawn_at is not None for consent in consents)
        assert taken_down() == [True, True, True, False]
        assert [visible(each) for each in (own, masked, private)] == [not hides, not hides, False]
        voices = db.session.scalars(select(Voice).join(Experience, Experience.voice_id == Voice.id).order_by(Voice.id))
        names = {voice.name: voice.member_id for voice in voices if voice.name != "Robin"}
        assert names == {"former member": wren, ALIAS: None}
        for model in PARTS:
            assert db.session.execute(select(func.count()).select_from(model)).scalar_one() > 0  # Robin's


def test_what_a_case_is_about_stays_as_an_empty_row(app: Forum, wren: int) -> None:
    with app.app_context():
        own, masked, _private = public_ids(wren)
        flagger = factories.viewer("flora")
        for public_id in (own, masked):
            with transaction():
                found = get_experience(flagger, public_id)
                moderation.flag_experience(found, viewer=flagger, reason="spam", note="")
        with transaction():
            for row in db.session.scalars(select(Experience).where(Experience.member_id == wren)):
                row.shared_at = None
        with transaction():
            operations.erase(get_member(wren))
        assert public_ids(wren) == [own, masked]
        for row in db.session.scalars(select(Experience).where(Experience.member_id == wren)):
            assert (row.status, row.purpose, row.other_changes, row.effect, row.alias) == (None, "", "", None, None)
        assert of_wren(DoseStep, wren) == of_wren(SideEffect, wren) == of_wren(CheckIn, wren) == 0
        authors = dict(db.session.execute(select(Experience.public_id, Case.author_id).join(Case)).tuples().all())
        assert authors == {own: wren, masked: None}
