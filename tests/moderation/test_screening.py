"""What waits for a moderator before others read it."""

import pytest

from forum import clock
from forum.accounts.models import Limit
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.operations import take_back
from forum.discussions.queries import get_post
from forum.errors import NotFound
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes

LINK = "Look at https://shop.example/ldn"


def test_a_newcomers_link_waits_and_makes_a_case(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        newcomer = factories.viewer()
        post = texts.reply(newcomer, scene.topic, body=LINK)
        assert post.state == "held"
        (case,) = scenes.open_cases()
        assert (case.reason, case.kind, case.snapshot_markdown) == ("held", "post", LINK)
        with pytest.raises(NotFound):
            get_post(scene.other, post.public_id)
        assert scenes.verbs() == ["hold"]


def test_a_newcomers_topic_with_a_link_waits_as_a_whole(app: Forum) -> None:
    with app.app_context():
        newcomer = factories.viewer()
        topic = texts.new_topic(newcomer, body=LINK)
        assert topic.state == "held"
        assert scenes.open_cases()[0].kind == "topic"


def test_those_who_are_known_are_not_held(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        known = factories.viewer()
        texts.reply(known, scene.topic, body="One.")
        assert texts.reply(known, scene.topic, body="Two.").state == "open"
        assert texts.reply(known, scene.topic, body=LINK).state == "open"
        assert texts.reply(scene.moderator, scene.topic, body=LINK).state == "open"
        with scenes.later(days=2):
            assert texts.reply(scene.author, scene.topic, body=LINK).state == "open"
        assert texts.reply(factories.viewer(), scene.topic, body="No link.").state == "open"


def test_a_member_on_hold_is_held_without_a_link(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        db.session.add(Limit(member_id=scene.other.id, kind="held", reason="a wave", until=clock.ahead(days=1)))
        db.session.commit()
        assert texts.reply(factories.viewer_for(scene.other.id or 0), scene.topic).state == "held"


def test_a_held_text_is_released_by_keeping_it_and_its_author_hears(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        newcomer = factories.viewer()
        post = texts.reply(newcomer, scene.topic, body=LINK).public_id
        case = scenes.open_cases()[0].public_id
        made = scenes.decide(scene.moderator, case, scenes.choice("keep", message="Thank you."))
        assert scenes.state(post) == "open"
        assert scenes.notices(newcomer, kind="decision") == [f"/decisions/{made}"]
        scenes.undo(scene.moderator, made)
        assert scenes.state(post) == "held"


def test_a_held_text_taken_back_closes_its_case(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        newcomer = factories.viewer()
        post = texts.reply(newcomer, scene.topic, body=LINK)
        with transaction():
            take_back(newcomer, post=post)
        assert scenes.open_cases() == []
        assert scenes.verbs() == ["hold", "withdrawn"]
