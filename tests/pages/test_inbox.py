"""A member's notices."""

from flask.testing import FlaskClient

from forum import clock
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.models import Post
from forum.notifications.operations import notify
from tests import factories
from tests.discussions.texts import new_topic, reply
from tests.statements import counted


def tell(member_id: int, **notice: object) -> None:
    with transaction():
        notify(member_id, **notice)  # type: ignore[arg-type]


def test_a_visitor_is_sent_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/notifications").status_code == 303


def test_a_reply_is_told_with_the_title_while_it_may_be_read(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        reader, author = factories.viewer(), factories.viewer()
        topic = new_topic(reader, title="Eight months")
        post_id = reply(author, topic).public_id
        key = reader.id or 0
    factories.sign_in(client, key)
    shown = client.get("/notifications").text
    assert f'<a href="/posts/{post_id}">Eight months</a>' in shown
    assert "(1<span" in shown
    with app.app_context():
        db.session.query(Post).filter_by(public_id=post_id).one().state = "removed"
        db.session.commit()
    shown = client.get("/notifications").text
    assert "Eight months" not in shown
    assert "that you cannot read now" in shown
    assert post_id not in shown


def test_nothing_is_shown_before_its_time(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        key = factories.member().id
        tell(key, kind="decision", path="/decisions/abc", visible_from=clock.ahead(seconds=30))
    shown = factories.sign_in(client, key).get("/notifications").text
    assert "Nothing yet" in shown
    assert "(1<span" not in shown


def test_every_kind_has_a_sentence_and_leads_somewhere(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        key = factories.member().id
        for kind in ("decision", "message", "flag_outcome", "account", "case"):
            tell(key, kind=kind, path=f"/to/{kind}")
    shown = factories.sign_in(client, key).get("/notifications").text
    for kind in ("decision", "message", "flag_outcome", "account", "case"):
        assert f'<a href="/to/{kind}">' in shown


def test_what_came_after_the_page_stays_unread(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        key = factories.member().id
        tell(key, kind="account", path="/account")
    factories.sign_in(client, key)
    seen = clock.now().isoformat()
    with app.app_context():
        tell(key, kind="account", path="/account")
    assert client.post("/notifications/read", data={"until": seen}).status_code == 303
    assert "(1<span" in client.get("/notifications").text
    assert client.post("/notifications/read", data={"until": "nonsense"}).status_code == 303
    assert "(1<span" not in client.get("/notifications").text


def test_the_inbox_has_pages_and_a_fixed_number_of_statements(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        reader, author = factories.viewer(), factories.viewer()
        topic = new_topic(reader)
        reply(author, topic)
        key = reader.id or 0
    factories.sign_in(client, key)
    client.get("/notifications")
    with counted() as few:
        client.get("/notifications")
    with app.app_context():
        for _each in range(40):
            reply(author, topic)
    with counted() as many:
        shown = client.get("/notifications").text
    assert len(few) == len(many) <= 12
    assert "Page 1 of 2" in shown
    assert "Page 2 of 2" in client.get("/notifications?page=2").text
    assert "Page 2 of 2" in client.get("/notifications?page=999999").text
