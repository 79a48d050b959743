"""The ways in: home, conditions, one condition, the latest, a member."""

import pytest
from flask.testing import FlaskClient

from forum.accounts.models import Block
from forum.app import Forum
from forum.conditions.operations import load_conditions
from forum.database import db, transaction
from forum.discussions.models import Topic
from forum.viewers import Viewer
from tests import factories
from tests.discussions.texts import new_topic, reply
from tests.statements import counted

PAGES = (
    "/",
    "/conditions",
    "/conditions?q=x",
    "/conditions/here",
    "/conditions/here?kind=story&order=newest",
    "/latest",
)


@pytest.fixture
def conditions(app: Forum) -> None:
    """The conditions that the forum comes with."""
    with app.app_context(), transaction():
        load_conditions()


@pytest.fixture
def author(app: Forum) -> Viewer:
    with app.app_context():
        return factories.viewer("quiet_heron")


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("fibro", "fibromyalgia"),
        ("FM", "fibromyalgia"),
        ("RSD", "complex-regional-pain-syndrome"),
        ("ME", "me-cfs"),
        ("me/cfs", "me-cfs"),
        ("  Crohns ", "crohns-disease"),
        ("crohn’s disease", "crohns-disease"),
        ("SJOGREN", "sjogrens-syndrome"),
    ],
)
def test_any_name_leads_to_the_condition(client: FlaskClient, conditions: None, typed: str, slug: str) -> None:
    answer = client.get("/conditions", query_string={"q": typed})
    assert (answer.status_code, answer.location) == (302, f"/conditions/{slug}")


def test_a_word_that_several_share_lists_them(client: FlaskClient, conditions: None) -> None:
    shown = client.get("/conditions?q=pain").text
    assert "conditions go by that name" in shown
    assert "noindex" in shown


def test_a_name_that_nobody_knows_says_so(client: FlaskClient, conditions: None) -> None:
    assert "No condition here goes by that name" in client.get("/conditions?q=%3Cb%3Ezzz").text
    assert "<b>zzz" not in client.get("/conditions?q=%3Cb%3Ezzz").text


def test_home_shows_conditions_by_group_the_opioid_notice_and_stories(
    client: FlaskClient, conditions: None, app: Forum, author: Viewer
) -> None:
    with app.app_context():
        new_topic(author, title="A slow winter")
        new_topic(author, title="Members alone", kind="story").audience = "members"
        db.session.commit()
    shown = client.get("/").text
    assert "Do not take LDN as well" in shown
    assert "Pain and nerves" in shown
    assert "A slow winter" in shown
    assert "Members alone" not in shown


def test_a_condition_that_does_not_exist_is_not_found(client: FlaskClient) -> None:
    assert client.get("/conditions/no-such-thing").status_code == 404


def test_a_condition_shows_its_topics_by_kind(client: FlaskClient, app: Forum, author: Viewer) -> None:
    with app.app_context():
        here = factories.condition("here", name="Here", synonyms=("Hereabouts",))
        new_topic(author, condition=here, title="A story told")
        new_topic(author, condition=here, title="A question asked", kind="question")
    shown = client.get("/conditions/here").text
    assert "Hereabouts" in shown
    assert "A story told" in shown
    assert "A question asked" in shown
    shown = client.get("/conditions/here?kind=question").text
    assert "A story told" not in shown
    assert "A question asked" in shown
    assert "A story told" in client.get("/conditions/here?kind=nonsense&order=nonsense&page=nonsense").text


def test_following_is_a_button_for_members_and_a_way_in_for_visitors(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        factories.condition("here")
        key = factories.member().id
    shown = client.get("/conditions/here").text
    assert "csrf_token" not in shown
    assert "Set-Cookie" not in client.get("/conditions/here").headers
    factories.sign_in(client, key)
    assert client.post("/conditions/here/follow").status_code == 303
    assert 'aria-pressed="true"' in client.get("/conditions/here").text


@pytest.mark.parametrize(
    "path", ["/", "/conditions", "/latest", "/rules", "/safety", "/crisis", "/privacy", "/about", "/search?q=x"]
)
def test_a_visitors_page_holds_no_token_and_sets_no_cookie(client: FlaskClient, conditions: None, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "csrf_token" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_a_member_page_shows_what_this_viewer_may_read(client: FlaskClient, app: Forum, author: Viewer) -> None:
    with app.app_context():
        new_topic(author, title="Open to all")
        new_topic(author, title="Hidden from others").state = "hidden"
        db.session.commit()
        reader = factories.member("reader").id
    shown = client.get("/members/QUIET_heron").text
    assert "Open to all" in shown
    assert "Hidden from others" not in shown
    assert "Block" not in shown
    factories.sign_in(client, reader)
    assert "/members/quiet_heron/flag" in client.get("/members/quiet_heron").text
    with app.app_context():
        db.session.add(Block(blocker_id=reader, blocked_id=author.id))
        db.session.commit()
    shown = client.get("/members/quiet_heron").text
    assert "Unblock" in shown
    assert "Open to all" not in shown
    assert client.get("/members/nobody-here").status_code == 404


def test_a_members_own_page_shows_what_others_cannot_read(client: FlaskClient, app: Forum, author: Viewer) -> None:
    with app.app_context():
        new_topic(author, title="Hidden from others")
        hidden = db.session.query(Topic).one()
        hidden.state = "hidden"
        db.session.commit()
    assert author.id is not None
    shown = factories.sign_in(client, author.id).get("/members/quiet_heron").text
    assert "Hidden from others" in shown
    assert "This is what others can see of you" in shown


@pytest.mark.parametrize("path", [*PAGES, "/members/quiet_heron"])
def test_a_page_takes_as_many_statements_for_many_rows_as_for_one(
    client: FlaskClient, app: Forum, author: Viewer, path: str
) -> None:
    with app.app_context():
        here = factories.condition("here", synonyms=("there",))
        new_topic(author, condition=here)
        reader = factories.member().id
    factories.sign_in(client, reader)
    client.get(path)
    with counted() as few:
        assert client.get(path).status_code == 200
    with app.app_context():
        here = db.session.query(factories.Condition).filter_by(slug="here").one()
        for number in range(30):
            topic = new_topic(author, condition=here, title=f"Topic {number}")
            reply(author, topic)
            factories.condition(synonyms=("a", "b"))
    with counted() as many:
        assert client.get(path).status_code == 200
    assert len(few) == len(many) <= 12
