from datetime import date

import pytest
from flask.testing import FlaskClient

from forum import clock
from forum.accounts.models import Consent
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.models import Draft, Topic
from forum.discussions.operations.keeping import MOST_DRAFTS
from forum.errors import Refused
from forum.experiences import operations
from forum.experiences.facts import Dose, Facts, Unwanted, facts_of
from forum.experiences.models import CheckIn, Counted, DoseStep, Experience, ExperienceRevision, Release, SideEffect
from forum.experiences.queries import find_own_experience
from forum.experiences.typed import Typed
from tests import factories
from tests.statements import counted

SHARE = "/conditions/fibromyalgia/share"
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
FACTS = {"status": "taking", "started": "March 2026", "amount_0": "0.5", "effect": "no_change"}
STORY = {"title": "Slow and steady", "gist": "", "body": "The first month was **slow**."}


@pytest.fixture
def me(app: Forum) -> int:
    with app.app_context():
        factories.condition("fibromyalgia", name="Fibromyalgia")
        return factories.member("quiet_heron").id


@pytest.fixture
def member(app: Forum, me: int) -> FlaskClient:
    return factories.sign_in(app.test_client(), me)


def own(me: int) -> Experience:
    found = find_own_experience(me, db.session.query(Experience.condition_id).scalar() or 0)
    assert found is not None
    return found


def test_a_story_that_waits_for_a_moderator_says_so(member: FlaskClient, app: Forum) -> None:
    member.post(f"{SHARE}/facts", data=FACTS)
    member.post(f"{SHARE}/story", data=STORY | {"body": "Look at https://example.org/shop"})
    answer = member.post(f"{SHARE}/look", data={}, follow_redirects=True)
    assert "The facts are shared. Your story waits for a moderator" in answer.text
    with app.app_context():
        assert db.session.query(Topic).one().state == "held"


def test_without_consent_to_keep_health_data_nothing_is_told(member: FlaskClient, app: Forum, me: int) -> None:
    with app.app_context(), transaction():
        for consent in db.session.query(Consent).filter_by(member_id=me, kind="health_data"):
            consent.withdrawn_at = clock.now()
    for step in ("facts", "story", "readers", "look"):
        assert member.get(f"{SHARE}/{step}").status_code == 403
        assert member.post(f"{SHARE}/{step}", data=FACTS).status_code == 403


def test_every_step_takes_few_statements_whatever_there_is(member: FlaskClient, app: Forum) -> None:
    for sent in ((), (("facts", FACTS), ("story", STORY)), (("look", {}),)):
        for step, words in sent:
            assert member.post(f"{SHARE}/{step}", data=words).status_code == 303
        for step in ("", "/facts", "/story", "/readers", "/look"):
            with counted() as statements:
                assert member.get(f"{SHARE}{step}").status_code in (200, 303)
            assert len(statements) <= 12, (step, statements)


def test_forms_are_taken_with_their_token_alone(member: FlaskClient, app: Forum) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert member.post(f"{SHARE}/facts", data=FACTS).status_code == 400
        page = member.get(f"{SHARE}/facts").text
        token = page.split('name="csrf_token" value="')[1].split('"')[0]
        for step, words in (("facts", FACTS), ("story", STORY), ("readers", {"audience": "members"})):
            assert member.post(f"{SHARE}/{step}", data=words | {"csrf_token": token}).status_code == 303
        assert member.post(f"{SHARE}/look", data={"csrf_token": token}).status_code == 303
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_a_damaged_draft_begins_anew() -> None:
    for text in ("", "[]", "{}", "null", '{"step": 3, "words": {"facts": []}}', '{"step": "x", "words": 1}'):
        assert Typed.of_text(text).step == "facts"
    typed = Typed("look", {"facts": {"a": "\x00"}})
    assert Typed.of_text(typed.as_text()) == typed
    assert Typed.of_text(Typed("look", {"facts": {"a": "\ud800b"}}).as_text()).words == {"facts": {"a": "?b"}}


@pytest.mark.parametrize(
    "text", ["[" * 99_000, '{"step": "facts", "words": ' + '{"a":' * 20_000 + "1" + "}" * 20_001, "9" * 5000, "NaN"]
)
def test_a_draft_that_no_form_made_is_no_draft(text: str) -> None:
    assert Typed.of_text(text) == Typed()


def test_who_keeps_too_many_drafts_is_told(member: FlaskClient, app: Forum, me: int) -> None:
    with app.app_context(), transaction():
        db.session.add_all(
            Draft(member_id=me, place=f"topic/{n}", title="T", body_markdown="B") for n in range(MOST_DRAFTS)
        )
    answer = member.post(f"{SHARE}/facts", data=FACTS)
    assert answer.status_code == 409
    assert "which is the most" in answer.text


def test_months_and_side_effects_change_in_place(app: Forum, me: int) -> None:
    with app.app_context():
        viewer = factories.viewer_for(me)
        condition = factories.condition()
        one = Facts(
            status="taking",
            effect="no_change",
            started_on=MARCH,
            doses=(Dose(MARCH, 500), Dose(APRIL, 1000)),
            side_effects=(Unwanted("nausea", "", "mild", True), Unwanted("other", "Cold feet")),
        )
        other = Facts(
            status="taking",
            effect="cannot_tell",
            started_on=MARCH,
            doses=(Dose(APRIL, 0), Dose(MAY, 1000)),
            side_effects=(Unwanted("other", "Warm feet"), Unwanted("nausea", "", None, False)),
        )
        for facts in (one, other, one):
            with transaction():
                operations.save_facts(operations.start_experience(viewer, condition=condition), facts=facts)
            read = facts_of(own(me))
            assert (read.doses, set(read.side_effects)) == (facts.doses, set(facts.side_effects))
        assert (db.session.query(DoseStep).count(), db.session.query(SideEffect).count()) == (2, 2)
        assert db.session.query(ExperienceRevision).count() == 0


def test_the_day_of_the_first_effect_stays(app: Forum, me: int) -> None:
    with app.app_context():
        viewer, condition = factories.viewer_for(me), factories.condition()
        with transaction():
            experience = operations.start_experience(viewer, condition=condition)
            operations.save_facts(experience, facts=Facts(status="taking", effect="no_change"))
            experience.effect_first_on = MARCH
        with transaction():
            operations.save_facts(own(me), facts=Facts(status="stopped", effect="much_worse"))
        assert own(me).effect_first_on == MARCH
        with transaction():
            operations.save_facts(own(me), facts=Facts(status="stopped"))
        assert own(me).effect_first_on is None


def test_a_counted_record_keeps_what_it_said_also_when_nobody_reads_it(app: Forum, me: int) -> None:
    with app.app_context():
        viewer, condition = factories.viewer_for(me), factories.condition()
        with transaction():
            experience = operations.start_experience(viewer, condition=condition)
            operations.give_counting_consent(experience)
            operations.give_counting_consent(experience)
            operations.save_facts(experience, facts=Facts(status="considering"))
        assert db.session.query(ExperienceRevision).one().facts["status"] is None


def test_deleting_it_takes_its_parts_and_its_numbers_away(app: Forum, me: int) -> None:
    with app.app_context():
        viewer, condition = factories.viewer_for(me), factories.condition()
        with transaction():
            experience = operations.start_experience(viewer, condition=condition)
            operations.save_facts(
                experience, facts=Facts(status="taking", effect="no_change", doses=(Dose(MARCH, 10),))
            )
            db.session.add(CheckIn(experience_id=experience.id, on_day=MAY))
            release = Release(condition_id=condition.id, number=1, counted_on=MAY, method="1", figures={})
            db.session.add(release)
            db.session.flush()
            db.session.add(Counted(release_id=release.id, experience_id=experience.id))
        with transaction():
            operations.drop_experience(own(me))
        assert db.session.query(Release).one().taken_down_at is not None
        assert [db.session.query(model).count() for model in (Experience, DoseStep, CheckIn, Counted)] == [0, 0, 0, 0]


def test_what_moderators_decided_about_is_not_deleted_and_stays_hidden(app: Forum, me: int) -> None:
    with app.app_context():
        viewer, condition = factories.viewer_for(me), factories.condition()
        with transaction():
            experience = operations.start_experience(viewer, condition=condition)
            operations.save_facts(experience, facts=Facts(status="considering"))
            operations.share_experience(experience)
            experience.state = "hidden"
            operations.unshare_experience(experience)
        with pytest.raises(Refused):
            operations.drop_experience(own(me))
        db.session.rollback()
        with transaction():
            operations.share_experience(own(me))
        assert own(me).state == "hidden"


def test_an_alias_that_was_shared_and_taken_back_is_the_same_when_shared_again(app: Forum, me: int) -> None:
    with app.app_context():
        viewer, condition = factories.viewer_for(me), factories.condition()
        with transaction():
            experience = operations.start_experience(viewer, condition=condition)
            operations.save_facts(experience, facts=Facts(status="considering"))
            operations.plan_readers(experience, audience="members", alias="Amber Teasel 27")
            operations.share_experience(experience)
        voice_id = own(me).voice_id
        with transaction():
            operations.unshare_experience(own(me))
        with transaction():
            operations.share_experience(own(me))
        assert own(me).voice_id == voice_id
