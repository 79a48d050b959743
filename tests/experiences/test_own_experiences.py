"""The page of an experience for its member and for others, reminders, questions, and the lists of one member's."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from forum import clock
from forum.accounts.models import Consent
from forum.app import Forum
from forum.database import db
from forum.experiences.models import AppointmentQuestion, CheckInReminder, Experience
from forum.experiences.reminding import due_on, months_after
from tests import factories
from tests.experiences import lives
from tests.statements import counted


@pytest.fixture
def told(app: Forum) -> Experience:
    """A shared experience."""
    with app.app_context():
        return lives.experience(factories.member("marlow_fern").id)


@pytest.fixture
def own(app: Forum, told: Experience) -> FlaskClient:
    """The member's browser."""
    return factories.sign_in(app.test_client(), told.member_id)


def at(told: Experience, rest: str = "") -> str:
    return f"/experiences/{told.public_id}{rest}"


def change(app: Forum, **fields: object) -> None:
    with app.app_context():
        one = db.session.query(Experience).one()
        for name, value in fields.items():
            setattr(one, name, value)
        db.session.commit()


def test_a_visitor_reads_a_shared_experience_and_nothing_of_its_members_own(
    client: FlaskClient, told: Experience
) -> None:
    answer = client.get(at(told))
    assert answer.status_code == 200
    assert "The experience of marlow_fern" in answer.text
    assert f'href="/experiences/{told.public_id}/flag"' in answer.text
    for words in ("csrf_token", "counted", "Your check-ins", "Questions for", "appointment"):
        assert words not in answer.text, words


@pytest.mark.parametrize("fields", [{"shared_at": None}, {"audience": "members"}, {"state": "hidden"}])
def test_what_a_visitor_may_not_read_is_not_there(
    app: Forum, client: FlaskClient, told: Experience, fields: dict[str, object]
) -> None:
    change(app, **fields)
    assert client.get(at(told)).status_code == 404


def test_its_member_is_told_that_nobody_else_sees_it(app: Forum, own: FlaskClient, told: Experience) -> None:
    change(app, shared_at=None)
    page = own.get(at(told)).text
    assert "Only you can see this." in page
    assert "/flag" not in page


def test_under_a_one_off_name_its_page_leads_to_nobody(app: Forum, client: FlaskClient, told: Experience) -> None:
    with app.app_context():
        voice = lives.alias_voice(told.member_id)
    change(app, voice_id=voice.id)
    page = client.get(at(told)).text
    assert "Amber Teasel 27" in page
    assert "marlow_fern" not in page
    assert "/members/" not in page


def test_a_members_page_lists_what_they_share_under_their_name_alone(
    app: Forum, client: FlaskClient, told: Experience
) -> None:
    assert at(told) in client.get("/members/marlow_fern").text
    with app.app_context():
        voice = lives.alias_voice(told.member_id)
    change(app, voice_id=voice.id)
    assert at(told) not in client.get("/members/marlow_fern").text
    own = factories.sign_in(app.test_client(), told.member_id).get("/members/marlow_fern").text
    assert at(told) not in own


def test_a_members_page_does_not_list_what_only_members_read_to_visitors(
    app: Forum, client: FlaskClient, own: FlaskClient, told: Experience
) -> None:
    change(app, audience="members")
    assert at(told) not in client.get("/members/marlow_fern").text
    assert at(told) in own.get("/members/marlow_fern").text


def test_the_own_list_says_what_is_missing(app: Forum, own: FlaskClient, told: Experience) -> None:
    with app.app_context():
        condition = factories.condition("lupus", name="Lupus")
        lives.experience(told.member_id, condition=condition, shared=False, status=None, effect=None)
        other = factories.condition("psoriasis", name="Psoriasis")
        lives.experience(told.member_id, condition=other, shared=False, effect=None)
    page = own.get("/account/experiences").text
    assert "To share it, say where you are with LDN now." in page
    assert "To share it, say what happened to the complaint." in page
    assert page.count("Only you") == 2
    assert "/account/experiences" in own.get("/account").text


def test_an_empty_list_says_what_it_is_for(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        nobody = factories.member().id
    assert "None yet." in factories.sign_in(client, nobody).get("/account/experiences").text


def test_the_page_costs_the_same_with_one_check_in_and_with_many(
    app: Forum, own: FlaskClient, told: Experience
) -> None:
    own.get(at(told))
    spent = []
    for number in range(3):
        with app.app_context():
            for day in range(1, 20):
                lives.check_in(told.id, date(2026, 4 + number, day), effect="no_change")
        with counted() as statements:
            own.get(at(told))
        spent.append(len(statements))
    assert len(set(spent)) == 1
    assert spent[0] <= 12


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_a_reminder_counts_from_the_start_or_else_from_today() -> None:
    today = date(2026, 11, 22)
    assert due_on(12, started_on=date(2026, 3, 1), today=today) == date(2027, 3, 1)
    assert due_on(1, started_on=date(2026, 3, 1), today=today) == date(2026, 12, 22)
    assert due_on(3, started_on=None, today=today) == date(2027, 2, 22)


def reminders(app: Forum) -> dict[int, CheckInReminder]:
    with app.app_context():
        return {each.months: each for each in db.session.query(CheckInReminder)}


def test_reminders_are_what_is_ticked(app: Forum, own: FlaskClient, told: Experience) -> None:
    for ticked in (["3", "12"], ["12", "6"], ["12", "6"]):
        assert own.post(at(told, "/reminders"), data={"months": ticked}).status_code == 303
    assert set(reminders(app)) == {6, 12}
    assert own.post(at(told, "/reminders"), data={"months": ["5"]}).status_code == 422
    own.post(at(told, "/reminders"))
    assert reminders(app) == {}


def test_who_was_asked_and_did_not_answer_is_told_so_and_not_asked_again(
    app: Forum, own: FlaskClient, told: Experience
) -> None:
    with app.app_context():
        asked = clock.ago(days=3)
        db.session.add(CheckInReminder(experience_id=told.id, months=1, due_on=date(2026, 4, 1), told_at=asked))
        db.session.commit()
    assert "no answer." in own.get(at(told)).text
    own.post(at(told, "/reminders"), data={"months": ["1"]})
    assert reminders(app)[1].told_at is not None
    with app.app_context():
        lives.check_in(told.id, date(2026, 8, 9), effect="no_change")
    assert "no answer." not in own.get(at(told)).text


def test_questions_are_noted_once_and_removed(app: Forum, own: FlaskClient, told: Experience) -> None:
    for _ in range(2):
        assert own.post(at(told, "/questions"), data={"words": "What about <b>tea</b>?"}).status_code == 303
    with app.app_context():
        (noted,) = db.session.query(AppointmentQuestion).all()
    assert "What about &lt;b&gt;tea&lt;/b&gt;?" in own.get(at(told)).text
    for text in ("", "x", "9" * 30, "²", str(noted.id), str(noted.id)):
        assert own.post(at(told, "/questions/remove"), data={"question": text}).status_code == 303
    with app.app_context():
        assert db.session.query(AppointmentQuestion).count() == 0


def test_a_question_that_cannot_be_noted_stays_in_the_form(own: FlaskClient, told: Experience) -> None:
    answer = own.post(at(told, "/questions"), data={"words": "y" * 301})
    assert answer.status_code == 422
    assert "y" * 301 in answer.text
    assert own.post(at(told, "/questions"), data={"words": "  "}).status_code == 422
    for number in range(20):
        own.post(at(told, "/questions"), data={"words": f"Question {number}?"})
    answer = own.post(at(told, "/questions"), data={"words": "One more?"})
    assert answer.status_code == 409
    assert "One more?" in answer.text


def test_others_may_not_keep_anything_with_it(app: Forum, told: Experience) -> None:
    with app.app_context():
        other = factories.member().id
    someone = factories.sign_in(app.test_client(), other)
    for rest in ("/questions", "/questions/remove", "/reminders"):
        assert someone.post(at(told, rest), data={"words": "?"}).status_code == 403, rest


def test_without_consent_nothing_new_is_told_but_what_is_there_can_be_removed(
    app: Forum, own: FlaskClient, told: Experience
) -> None:
    with app.app_context():
        check_in = lives.check_in(told.id, date(2026, 8, 9), effect="no_change").public_id
        db.session.query(Consent).filter_by(kind="health_data").update({"withdrawn_at": clock.now()})
        db.session.commit()
    assert own.post(at(told, "/check-ins"), data={"on_day": "2026-08-10", "line": "More"}).status_code == 403
    assert own.post(at(told, "/questions"), data={"words": "More?"}).status_code == 403
    assert own.get(at(told)).status_code == 200
    assert own.post(at(told, f"/check-ins/{check_in}/remove")).status_code == 303
