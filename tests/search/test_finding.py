"""Finding texts, on both engines."""

import re

import pytest
from flask.testing import FlaskClient

from forum import clock
from forum.accounts.models import Block
from forum.accounts.queries import get_member_by_name, own_voice
from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import db
from forum.discussions.models import Post, Topic
from forum.search.language import parse
from forum.search.queries import found_page
from forum.viewers import VISITOR, Viewer
from tests import factories
from tests.discussions.texts import new_topic, reply
from tests.statements import counted

BODIES = {
    "sleep": "I started **sleeping** better after three weeks.",
    "fog": "The brain fog lifted; vivid dreams came instead.",
    "dose": "We went to 4.5 mg with my doctor. Low-dose only.",
    "cfs": "I have ME/CFS, and Sjögren’s too.",
}


@pytest.fixture
def topic(app: Forum) -> str:
    """A topic with one reply for each body; gives its public id."""
    with app.app_context():
        author = factories.viewer("quiet_heron")
        made = new_topic(author, title="Eight months, one false start", body="It was slow going.")
        for body in BODIES.values():
            reply(author, made, body=body)
        return made.public_id


def hits(text: str, viewer: Viewer = VISITOR) -> set[str]:
    """Which of the bodies (or "opening") a viewer finds."""
    page = found_page(viewer, parse(text))
    shown = {"".join(part.text for part in found.parts): found.number for found in page.items}
    names = ["opening", *BODIES]
    return {names[number - 1] for number in shown.values()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sleep", {"sleep"}),
        ("SLEEPING", {"sleep"}),
        ("sleep better", {"sleep"}),
        ("sleep fog", set()),
        ('"vivid dreams"', {"fog"}),
        ('"dreams vivid"', set()),
        ("vivid -dreams", set()),
        ("weeks -nausea", {"sleep"}),
        ("4.5", {"dose"}),
        ("low-dose", {"dose"}),
        ("ME/CFS", {"cfs"}),
        ("cfs", {"cfs"}),
        ("sjogren", {"cfs"}),
        ("Sjögren's", {"cfs"}),
        ("false start", {"opening"}),
        ("months slow", {"opening"}),
        ("the sleep", {"sleep"}),
        ("nothinglikeit", set()),
    ],
)
def test_both_engines_find_the_same(app: Forum, topic: str, text: str, expected: set[str]) -> None:
    with app.app_context():
        assert hits(text) == expected


@pytest.mark.parametrize(
    "text", ['foo"bar', "AND", "NEAR(a b)", "title:x*", "x' OR 1=1 --", "a\\b", "&|!():*<->", "%_"]
)
def test_no_query_breaks_an_engine(client: FlaskClient, text: str) -> None:
    assert client.get("/search", query_string={"q": text}).status_code == 200


def test_an_edit_changes_what_is_found(app: Forum, topic: str) -> None:
    with app.app_context():
        made = db.session.query(Topic).filter_by(public_id=topic).one()
        post = db.session.query(Post).filter_by(topic_id=made.id, number=2).one()
        post.body_markdown = "Now about appetite."
        made.title = "Renamed altogether"
        db.session.commit()
        assert hits("appetite") == {"sleep"}
        assert hits("sleep") == set()
        assert hits("renamed") == {"opening"}
        assert hits("false start") == set()


@pytest.mark.parametrize("state", ["held", "hidden", "removed", "taken_back"])
def test_a_text_that_is_not_open_is_gone_from_search(app: Forum, topic: str, state: str) -> None:
    with app.app_context():
        made = db.session.query(Topic).filter_by(public_id=topic).one()
        db.session.query(Post).filter_by(topic_id=made.id, number=2).one().state = state
        db.session.commit()
        assert hits("sleep") == set()
        assert hits("sleep", factories.viewer()) == set()
        assert (hits("sleep", factories.viewer(roles=("moderator",))) == set()) is (state == "taken_back")
        made.state = state
        db.session.commit()
        assert hits("dreams") == set()


def test_members_texts_blocked_and_withheld_voices_are_found_by_nobody_else(app: Forum, topic: str) -> None:
    with app.app_context():
        reader = factories.viewer("reader")
        made = db.session.query(Topic).filter_by(public_id=topic).one()
        made.audience = "members"
        db.session.commit()
        assert hits("dreams") == set()
        assert hits("dreams", reader) == {"fog"}
        voice = own_voice(get_member_by_name("quiet_heron").id)
        db.session.add(Block(blocker_id=voice.member_id, blocked_id=reader.id))
        db.session.commit()
        assert hits("dreams", reader) == set()
        assert hits("dreams", factories.viewer()) == {"fog"}
        voice.withheld_at = clock.now()
        db.session.commit()
        assert hits("dreams", factories.viewer()) == set()


def test_older_texts_follow_without_a_total(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        author = factories.viewer()
        made = new_topic(author, title="Counting")
        for number in range(45):
            reply(author, made, body=f"appetite number{number}")
    seen = []
    after = None
    for _page in range(3):
        shown = client.get("/search", query_string={"q": "appetite", "after": after or ""}).text
        seen += [int(number) for number in re.findall(r"number(\d+)", shown)]
        after = shown.split("after=", 1)[1].split('"')[0] if "after=" in shown else None
    assert sorted(seen) == list(range(45))
    assert after is None


def test_search_says_why_it_looked_for_nothing(client: FlaskClient) -> None:
    assert "at least two letters" in client.get("/search?q=a").text
    assert "200 characters at most" in client.get("/search?q=" + "a" * 201).text
    assert "less common" in client.get("/search?q=the+of").text
    assert "only leaves texts out" in client.get("/search?q=-fog").text
    assert "holds these words" in client.get("/search?q=fog").text


def test_a_condition_is_found_by_its_other_names(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        factories.condition("me-cfs", name="ME/CFS", synonyms=("myalgic encephalomyelitis",))
    assert '/conditions/me-cfs"' in client.get("/search?q=myalgic").text


def test_search_can_be_kept_to_one_condition(client: FlaskClient, app: Forum, topic: str) -> None:
    with app.app_context():
        factories.condition("elsewhere")
        here = db.session.query(Topic).filter_by(public_id=topic).one().condition_id
        slug = db.session.get_one(Condition, here).slug
    assert "<mark>" in client.get(f"/search?q=dreams&in={slug}").text
    assert "<mark>" not in client.get("/search?q=dreams&in=elsewhere").text


def test_markup_in_a_text_stays_text(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        new_topic(factories.viewer(), title="<b>bold</b> zebra", body="zebra <script>alert(1)</script>")
    shown = client.get("/search?q=zebra").text
    assert "<script>alert" not in shown
    assert "<b>bold" not in shown


def test_search_takes_as_many_statements_for_many_texts_as_for_one(client: FlaskClient, app: Forum) -> None:
    with app.app_context():
        reader = factories.member().id
        author = factories.viewer()
        made = new_topic(author, body="zebra").public_id
    factories.sign_in(client, reader)
    with counted() as few:
        assert client.get("/search?q=zebra").status_code == 200
    with app.app_context():
        for _each in range(30):
            reply(author, made, body="zebra")
    with counted() as many:
        assert client.get("/search?q=zebra").status_code == 200
    assert len(few) == len(many) <= 12
