"""After each decision everybody sees the right thing on the pages of the forum."""

import pytest
from flask.testing import FlaskClient

from forum.app import Forum
from forum.viewers import VISITOR, Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.test_deciding import opening_of

WORDS = "Go straight to 4.5"


def client_of(app: Forum, viewer: Viewer) -> FlaskClient:
    client = app.test_client()
    return client if viewer.id is None else factories.sign_in(client, viewer.id)


def decide_on_pages(app: Forum, scene: scenes.Scene, case: str, verb: str) -> None:
    """What the moderator's browser sends."""
    sent = {"act": "decide", "verb": verb, "version": "1", "rule": str(scene.rule), "message": "Words.", "note": ""}
    assert client_of(app, scene.moderator).post(f"/moderation/cases/{case}", data=sent).status_code == 303


@pytest.mark.parametrize(("verb", "readable"), [("keep", True), ("hide", False), ("remove", False)])
def test_a_decided_post_is_read_by_whom_it_should_be(app: Forum, verb: str, readable: bool) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
    decide_on_pages(app, scene, case, verb)
    for who in (VISITOR, scene.other, scene.flagger):
        page = client_of(app, who).get(f"/topics/{scene.topic}", follow_redirects=True)
        assert page.status_code == 200
        assert (WORDS in page.text) is readable
    for who in (scene.author, scene.moderator):
        assert WORDS in client_of(app, who).get(f"/topics/{scene.topic}", follow_redirects=True).text
    changed = client_of(app, scene.author).post(f"/posts/{scene.post}/edit", data={"body": "I went to 4.5."})
    assert changed.status_code == (409 if verb == "remove" else 303)


@pytest.mark.parametrize(("verb", "status"), [("keep", 200), ("hide", 404), ("remove", 404), ("lock", 200)])
def test_a_decided_topic_is_read_by_whom_it_should_be(app: Forum, verb: str, status: int) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, opening_of(scene.topic).public_id)
    decide_on_pages(app, scene, case, verb)
    path = f"/topics/{scene.topic}"
    for who in (VISITOR, scene.author, scene.flagger):
        assert client_of(app, who).get(path, follow_redirects=True).status_code == status
    for who in (scene.other, scene.moderator):
        assert client_of(app, who).get(path, follow_redirects=True).status_code == 200
    if verb == "lock":
        sent = client_of(app, scene.author).post(f"{path}/replies", data={"body": "More.", "key": "k1"})
        assert 400 <= sent.status_code < 500


def test_a_held_text_is_read_by_others_once_it_is_kept(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        newcomer = factories.viewer()
        texts.reply(newcomer, scene.topic, body="Look at https://example.org/shop")
        case = scenes.open_cases()[0].public_id
    path = f"/topics/{scene.topic}"
    assert "example.org/shop" not in client_of(app, scene.other).get(path, follow_redirects=True).text
    assert "example.org/shop" in client_of(app, newcomer).get(path, follow_redirects=True).text
    decide_on_pages(app, scene, case, "keep")
    assert "example.org/shop" in client_of(app, scene.other).get(path, follow_redirects=True).text
