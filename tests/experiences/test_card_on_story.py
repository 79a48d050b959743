"""The card beside a story: who sees it, and what it costs."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from forum.accounts.queries import own_voice
from forum.app import Forum
from forum.database import db
from forum.discussions.models import Topic
from forum.discussions.operations import start_topic
from forum.experiences.models import Experience
from tests import factories
from tests.experiences import lives
from tests.statements import counted

TEXT = "I have had it for eleven years, and I am writing down a slow, ordinary story."


@pytest.fixture
def story(app: Forum) -> str:
    """A story with its experience and two check-ins; its address."""
    with app.app_context():
        author = factories.viewer("marlow_fern")
        condition = factories.condition("fibromyalgia")
        assert author.id is not None
        topic = start_topic(author, condition=condition, kind="story", title="Eight months", body=TEXT, key="k" * 20)
        db.session.commit()
        told = lives.experience(author.id, condition=condition, topic_id=topic.id)
        lives.check_in(told.id, date(2026, 8, 9), effect="much_better")
        lives.check_in(told.id, date(2026, 9, 9), effect="no_change")
        return f"/topics/{topic.public_id}-eight-months"


def change(app: Forum, **fields: object) -> None:
    with app.app_context():
        told = db.session.query(Experience).one()
        for name, value in fields.items():
            setattr(told, name, value)
        db.session.commit()


def test_a_visitor_sees_the_card_of_a_story(client: FlaskClient, story: str) -> None:
    page = client.get(story).text
    assert "The experience of marlow_fern" in page
    assert "css/members.css" in page
    assert "Cold hands" in page


@pytest.mark.parametrize("fields", [{"audience": "members"}, {"state": "held"}, {"state": "hidden"}])
def test_a_card_that_is_not_for_visitors_leaves_no_trace(
    app: Forum, client: FlaskClient, story: str, fields: dict[str, str]
) -> None:
    change(app, **fields)
    page = client.get(story).text
    assert TEXT in page
    assert "Cold hands" not in page
    assert "members.css" not in page


def test_what_is_not_shared_is_not_beside_the_story_even_for_its_member(app: Forum, story: str) -> None:
    change(app, shared_at=None)
    with app.app_context():
        member_id = db.session.query(Experience).one().member_id
    page = factories.sign_in(app.test_client(), member_id).get(story).text
    assert "Cold hands" not in page


def test_the_card_under_a_one_off_name_names_nobody_else(app: Forum, client: FlaskClient, story: str) -> None:
    with app.app_context():
        told = db.session.query(Experience).one()
        voice = lives.alias_voice(told.member_id)
        told.voice_id = voice.id
        db.session.query(Topic).one().voice_id = voice.id
        db.session.commit()
    page = client.get(story).text.split("<main", 1)[1]
    assert "The experience of Amber Teasel 27" in page
    assert "marlow_fern" not in page


def test_a_card_costs_four_statements_and_one_where_there_is_none(app: Forum, client: FlaskClient, story: str) -> None:
    client.get(story)
    with counted() as with_card:
        client.get(story)
    change(app, topic_id=None)
    with counted() as without_card:
        client.get(story)
    assert len(with_card) - len(without_card) == 3
    with app.app_context():
        assert own_voice(db.session.query(Experience).one().member_id).name == "marlow_fern"
        db.session.query(Topic).one().kind = "question"
        db.session.commit()
    with counted() as question:
        client.get(story)
    assert len(without_card) - len(question) == 1
