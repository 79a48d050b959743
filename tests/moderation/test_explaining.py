"""A line of the log is explained by another line, and never changed."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.app import Forum
from forum.database import db, transaction
from forum.errors import NotFound, Refused
from forum.moderation import operations, queries
from forum.moderation.models import Action
from forum.viewers import Viewer
from tests import factories
from tests.moderation import scenes
from tests.moderation.test_everybody import client_of as client_in
from tests.statements import counted

WORDS = "Rule 4 was meant: I pressed the wrong one."
Browser = Callable[[Viewer], FlaskClient]


@pytest.fixture
def client_of(app: Forum) -> Browser:
    return lambda viewer: client_in(app, viewer)


@pytest.fixture
def scene(app: Forum) -> scenes.Scene:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        scenes.decide(scene.moderator, case, scenes.choice("hide", rule=scene.rule))
        return scene


def first_line() -> int:
    return db.session.scalars(select(Action.id).order_by(Action.id).limit(1)).one()


def explain(viewer: Viewer, number: int, *, words: str = WORDS) -> int:
    with transaction():
        line, case = queries.get_action(viewer, number)
        return operations.explain(line, viewer=viewer, case=case, words=words).id


def test_an_explanation_stands_beside_its_line_and_is_a_line_itself(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        number = first_line()
        made = explain(scene.second, number)
        newest, oldest = queries.log_page(scene.moderator, number=1).items
        assert [(each.by, each.words) for each in oldest.explanations] == [("sven", WORDS)]
        assert (newest.number, newest.words, newest.target) == (made, "explained a line of the log", f"line:{number}")
        assert (newest.case, newest.reason) == (oldest.case, WORDS)
        assert queries.soundness_of_log().sound == 2


def test_an_explanation_is_not_explained(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        made = explain(scene.second, first_line())
        with pytest.raises(Refused):
            explain(scene.moderator, made)
        assert not queries.line_of(scene.moderator, made).can_be_explained


def test_a_moderator_neither_reads_nor_explains_what_is_about_themselves(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        about = factories.viewer("mira", roles=("moderator",))
        case = scenes.flag_member(scene.flagger, about.id)
        scenes.decide(scene.moderator, case, scenes.choice("message"))
        number = first_line()
        explain(scene.second, number)
        assert queries.log_page(about, number=1).items == []
        for look in (queries.line_of, queries.get_action):
            with pytest.raises(NotFound):
                look(about, number)


def test_moderators_explain_by_the_form(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    with app.app_context():
        number = first_line()
    client = client_of(scene.second)
    assert f"/moderation/log/{number}" in client.get("/moderation/log").text
    empty = client.post(f"/moderation/log/{number}", data={"words": "  "})
    assert empty.status_code == 422
    assert "Write what should be known" in empty.text
    assert client.post(f"/moderation/log/{number}", data={"words": WORDS}).status_code == 303
    assert WORDS in client.get(f"/moderation/log/{number}").text
    assert client.get("/moderation/log").text.count(WORDS) == 2
    assert client.get("/moderation/log/99999999999999999999").status_code == 404
    assert client.get(f"/moderation/log/{number + 50}").status_code == 404
    assert client_of(scene.author).post(f"/moderation/log/{number}", data={"words": WORDS}).status_code == 403


def test_the_log_costs_the_same_with_many_explanations(app: Forum, scene: scenes.Scene, client_of: Browser) -> None:
    client = client_of(scene.second)
    with counted() as few:
        client.get("/moderation/log")
    with app.app_context():
        for _number in range(12):
            explain(scene.moderator, first_line())
    with counted() as many:
        client.get("/moderation/log")
    assert len(many) == len(few) <= 12
