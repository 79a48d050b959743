"""A member's e-mail address: no moderator sees it without a reason, the log says who looked, the member learns it."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from forum import clock
from forum.accounts.models import Member
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import Refused
from forum.moderation import operations, queries
from forum.moderation.models import Action
from forum.privacy.operations import erase
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.test_everybody import client_of as client_in

Browser = Callable[[Viewer], FlaskClient]
ADDRESS = "ada@example.org"
WHY = "Letters to this member come back."
PAGE = "/moderation/members/ada"
TOLD = "/account/names-looked-at"


@pytest.fixture
def client_of(app: Forum) -> Browser:
    return lambda viewer: client_in(app, viewer)


@pytest.fixture
def scene(app: Forum) -> scenes.Scene:
    with app.app_context():
        scene = scenes.a_scene()
        db.session.execute(update(Member).where(Member.id == scene.author.id).values(email=ADDRESS))
        db.session.commit()
        return scene


def look(viewer: Viewer, member: Viewer, *, reason: str = WHY) -> None:
    assert member.id is not None
    with transaction():
        operations.look_at_email(get_member(member.id), viewer=viewer, reason=reason)


def test_no_page_of_moderation_shows_an_address(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    with app.app_context():
        case = scenes.flag(scene.flagger, scene.post)
        admin = factories.viewer("anna", roles=("admin", "moderator"))
    for who in (scene.moderator, admin):
        for path in (PAGE, f"/moderation/cases/{case}", "/moderation/log", "/admin/members?name=ada"):
            page = client_of(who).get(path)
            assert page.status_code in {200, 403}
            assert ADDRESS not in page.text


def test_whoever_says_why_sees_it_for_half_an_hour(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    mona, sven = client_of(scene.moderator), client_of(scene.second)
    empty = mona.post(f"{PAGE}/email", data={"reason": "  "})
    assert empty.status_code == 422
    assert "Say why you need it." in empty.text
    assert ADDRESS not in empty.text
    assert mona.post(f"{PAGE}/email", data={"reason": WHY}).status_code == 303
    assert ADDRESS in mona.get(PAGE).text
    assert ADDRESS not in sven.get(PAGE).text
    log = sven.get("/moderation/log?member=ada").text
    assert WHY in log
    assert ADDRESS not in log
    with scenes.later(minutes=31):
        assert ADDRESS not in mona.get(PAGE).text


def test_the_member_is_told_after_a_week_without_a_name(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    with app.app_context():
        look(scene.moderator, scene.author)
        assert scenes.notices(scene.author, at=clock.ahead(days=6)) == []
        assert scenes.notices(scene.author, at=clock.ahead(days=8)) == [TOLD]
    ada = client_of(scene.author)
    assert WHY not in ada.get(TOLD).text
    assert json.loads(ada.get("/account/data/export").text)["looked_at_your_email_address"] == []
    with scenes.later(days=8):
        page, file = ada.get(TOLD).text, ada.get("/account/data/export").text
    assert WHY in page
    assert "mona" not in page
    assert [each["reason"] for each in json.loads(file)["looked_at_your_email_address"]] == [WHY]


def test_a_moderator_does_not_learn_early_that_they_were_looked_at(
    app: Forum, scene: scenes.Scene, client_of: Browser
) -> None:
    with app.app_context():
        look(scene.moderator, scene.second)
        assert queries.log_page(scene.second, number=1).items == []
    assert WHY not in client_of(scene.second).get("/moderation/log").text
    assert client_of(scene.second).post("/moderation/members/sven/email", data={"reason": WHY}).status_code == 403


def test_asking_again_leaves_one_line(app: Forum, scene: scenes.Scene) -> None:
    assert texts.run_at_once(app, lambda _number: look(scene.moderator, scene.author), count=4) == []
    with app.app_context():
        lines = list(db.session.scalars(select(Action)))
        assert [(line.verb, line.target, line.reason, line.details) for line in lines] == [
            ("look_email", f"member:{scene.author.id}", WHY, {})
        ]
        assert scenes.notices(scene.author, at=clock.ahead(days=8)) == [TOLD]


def test_nobody_looks_at_somebody_who_has_left(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        assert scene.author.id is not None
        with transaction():
            erase(get_member(scene.author.id))
        with pytest.raises(Refused):
            look(scene.moderator, scene.author)
