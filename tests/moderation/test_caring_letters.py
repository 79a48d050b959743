"""What is written to somebody who may be at risk, and what they answer."""

from unittest.mock import patch

import pytest
from sqlalchemy import select

from forum import clock
from forum.accounts.models import Limit
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import db
from forum.mail import Letter
from forum.privacy.queries.export import export_of
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.caring import close, take, worry, write
from tests.moderation.scenes import browser


@pytest.mark.parametrize("kind", [None, "silenced", "suspended"])
def test_a_message_is_read_and_answered_whatever_limits_hold(app: Forum, scene: scenes.Scene, kind: str | None) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        message = write(scene.moderator, case)
        assert scenes.notices(scene.author, kind="message") == [f"/account/messages/{message}"]
        if kind:
            db.session.add(Limit(member_id=scene.author.id, kind=kind, reason="A reason.", until=clock.ahead(days=3)))
            db.session.commit()
    client = browser(app, scene.author)
    page = client.get(f"/account/messages/{message}").text
    assert "how are you tonight?" in page
    assert "988" in page
    assert "mona" not in page
    assert f"/account/messages/{message}" in client.get("/account/standing").text
    assert client.post(f"/account/messages/{message}", data={"words": "A little better."}).status_code == 303
    assert "A little better." in client.get(f"/account/messages/{message}").text
    with app.app_context():
        assert scenes.notices(scene.moderator, kind="case_news") == [f"/moderation/cases/{case}"]
    assert "A little better." in browser(app, scene.moderator).get(f"/moderation/cases/{case}").text
    assert browser(app, scene.other).get(f"/account/messages/{message}").status_code == 404
    assert browser(app, scene.moderator).get(f"/account/messages/{message}").status_code == 404


def test_once_it_is_closed_an_answer_finds_another_way(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        message = write(scene.moderator, case)
        close(scene.moderator, case)
    client = browser(app, scene.author)
    assert "Write to the team" in client.get(f"/account/messages/{message}").text
    sent = client.post(f"/account/messages/{message}", data={"words": "I wrote this slowly."})
    assert sent.status_code == 409
    assert "I wrote this slowly." in sent.text


def test_the_letter_by_mail_says_nothing_of_what_and_why(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        assert scene.author.id is not None
        member = get_member(scene.author.id)
        member.email, member.confirmed_at = "ada@example.org", clock.now()
        db.session.commit()
        case = worry(scene)
        take(scene.moderator, case)
        settings = {"MAIL_SERVER": "localhost", "MAIL_DEFAULT_SENDER": "forum@example.org"}
        with patch.dict(app.config, settings):
            message = write(scene.moderator, case)
        letter = db.session.scalars(select(Letter)).one()
        assert letter.recipient == "ada@example.org"
        assert f"/account/messages/{message}" in letter.body
        for word in ("tonight", "risk", "crisis", "LDN", "Sleep", "mona"):
            assert word.lower() not in f"{letter.subject} {letter.body}".lower()


def test_an_address_nobody_confirmed_gets_no_letter(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        assert scene.author.id is not None
        get_member(scene.author.id).email = "ada@example.org"
        db.session.commit()
        case = worry(scene)
        take(scene.moderator, case)
        with patch.dict(app.config, {"MAIL_SERVER": "localhost", "MAIL_DEFAULT_SENDER": "forum@example.org"}):
            write(scene.moderator, case)
        assert db.session.scalars(select(Letter)).all() == []


def test_a_message_reaches_whoever_is_behind_a_one_off_name_and_names_nobody(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        hidden = factories.viewer("zebulon")
        topic = texts.topic_called(scene.topic)
        post = texts.reply(hidden, topic, body="I cannot go on.", alias="Amber Teasel 27")
        case = scenes.flag(scene.flagger, post.public_id, reason="at_risk")
        take(scene.moderator, case)
        message = write(scene.moderator, case)
    moderator = browser(app, scene.moderator)
    assert "Amber Teasel 27" in moderator.get(f"/moderation/cases/{case}/message").text
    sent = browser(app, hidden).post(f"/account/messages/{message}", data={"words": "It is me, at night."})
    assert sent.status_code == 303
    pages = (f"cases/{case}", f"cases/{case}/message", "log", "waiting", "")
    for page in (moderator.get(f"/moderation/{path}").text for path in pages):
        assert "zebulon" not in page
    assert "It is me, at night." in moderator.get(f"/moderation/cases/{case}").text
    with app.app_context():
        assert hidden.id is not None
        entries = export_of(get_member(hidden.id), at=clock.now())["messages_from_the_team"]
        assert [entry["kind"] for entry in entries if isinstance(entry, dict)] == ["message", "answer"]
