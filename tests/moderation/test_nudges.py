"""What an author is asked before a text is posted: never twice, never with a word lost, and never a silent block."""

import html
import re
import time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum import clock
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.models import Post
from forum.discussions.operations import post_reply
from forum.discussions.ports import Nudged, Written
from forum.discussions.queries import get_topic
from forum.experiences.identifying import Piece, findings
from forum.moderation import nudges, queries
from forum.moderation.models import ScreeningHit
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.test_everybody import client_of
from tests.moderation.test_rules import an_admin, make

DOSE = "You should take 4.5 mg at night."
HOSTILE = ["A’" * 15_000, "Aa " * 10_000, "a@" * 15_000, "take " * 6_000, "$1" * 15_000, "sell " * 6_000]
HOSTILE += ["My name is" + " " * 30_000, "at A" * 7_500, "+0((" * 7_500, "you can " * 4_000, "0" * 30_000]


def asked(text: str) -> list[str]:
    """Which of the forum's own nudges a text gets."""
    written = Written(1, "reply", None, text, "")
    return [each.key for each in nudges.built_in_nudges(text, written)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("take 4.5", ["dosing"]),
        (DOSE, ["dosing"]),
        ("I'd suggest 1.5 mg", ["dosing"]),
        ("That went well for me. Then increase to 3 mg after two weeks.", ["dosing"]),
        ("I took 4.5 mg and slept.", []),
        ("I could take 4.5 then", []),
        ("Has anyone tried to take 4.5 mg?", []),
        ("Take two weeks off.", []),
        ("Start at 9 pm and walk.", []),
        ("> You should take 4.5 mg\n\nI did.", []),
        ("I was on Tramadol then.", ["opioids"]),
        ("I sell LDN, $50 a bottle", ["sourcing"]),
        ("I got it without a prescription", ["sourcing"]),
        ("PM me", ["sourcing"]),
        ("I pay $30 a month at my pharmacy", []),
        ("My doctor would not give me a prescription", []),
        ("Write to wren@mail.example", ["identity"]),
        ("I saw Dr Barnaby Finch at St Mary Hospital", ["identity"]),
        ("My name is Wren Finch", ["identity"]),
        ("A slow month, nothing much to tell.", []),
    ],
)
def test_it_asks_about_what_it_should_and_about_nothing_else(app: Forum, text: str, keys: list[str]) -> None:
    with app.test_request_context():
        assert asked(text) == keys


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_makes_it_hang(app: Forum, text: str) -> None:
    began = time.monotonic()
    with app.test_request_context():
        asked(text)
    findings([Piece("story", text)])
    assert time.monotonic() - began < 2


def test_nothing_is_stored_when_somebody_is_asked_and_what_they_have_read_is_not_asked_again(app: Forum) -> None:
    with app.app_context():
        topic, author = texts.new_topic(factories.viewer()).public_id, factories.viewer()
        with pytest.raises(Nudged) as question, transaction():
            post_reply(author, topic=get_topic(author, topic), body=DOSE, key="k", seen=())
        assert [each.key for each in question.value.nudges] == ["dosing"]
        assert db.session.scalar(select(func.count()).select_from(Post)) == 1
        with transaction():
            post_reply(author, topic=get_topic(author, topic), body=DOSE, key="k", seen={"dosing"})
        assert db.session.scalar(select(func.count()).select_from(Post)) == 2


def reply_to(app: Forum) -> tuple[FlaskClient, str]:
    """A member's browser, and the address to which a reply is sent."""
    with app.app_context():
        topic = texts.new_topic(factories.viewer()).public_id
        return client_of(app, factories.viewer()), f"/topics/{topic}/replies"


def hidden(page: str, name: str) -> str:
    """What a hidden field of a page holds."""
    tag = re.findall(rf'<input[^>]*name="{name}"[^>]*>', page)[0]
    return html.unescape(re.findall(r'value="([^"]*)"', tag)[0])


def posts(app: Forum) -> list[str]:
    """The texts that are stored."""
    with app.app_context():
        return list(db.session.scalars(select(Post.body_markdown).order_by(Post.id)))


def test_who_was_asked_keeps_every_word_and_posts_it_as_it_is_with_a_second_press(app: Forum) -> None:
    client, address = reply_to(app)
    page = client.post(address, data={"body": DOSE, "key": "k" * 20, "audience": "members"})
    assert page.status_code == 422
    assert "Could you say what you did?" in page.text
    assert DOSE in page.text
    assert re.search(r'<input[^>]*value="members"[^>]*checked|<input[^>]*checked[^>]*value="members"', page.text)
    assert len(posts(app)) == 1
    again = {"body": DOSE, "key": hidden(page.text, "key"), "seen": hidden(page.text, "seen"), "audience": "members"}
    assert client.post(address, data=again).status_code == 303
    assert client.post(address, data=again).status_code == 303  # the button pressed twice
    assert posts(app)[1:] == [DOSE]


def test_who_changes_the_text_posts_it_and_is_asked_about_what_is_new(app: Forum) -> None:
    client, address = reply_to(app)
    seen = hidden(client.post(address, data={"body": DOSE}).text, "seen")
    other = client.post(address, data={"body": "I take tramadol.", "seen": seen})
    assert other.status_code == 422
    assert "Taking an opioid? Do not take LDN as well." in other.text
    assert client.post(address, data={"body": "I took 4.5 mg.", "seen": seen}).status_code == 303


def test_a_change_is_asked_about_new_words_only(app: Forum) -> None:
    with app.app_context():
        topic, author = texts.new_topic(factories.viewer()), factories.viewer()
        post = texts.reply(author, topic, body="I take tramadol.").public_id
        client = client_of(app, author)
    address = f"/posts/{post}/edit"
    assert client.post(address, data={"body": "I take tramadol. It helps."}).status_code == 303
    page = client.post(address, data={"body": "I take tramadol. " + DOSE})
    assert page.status_code == 422
    assert "mentions an opioid" not in page.text
    sent = {"body": "I take tramadol. " + DOSE, "seen": hidden(page.text, "seen")}
    assert client.post(address, data=sent).status_code == 303


def test_a_new_topic_is_asked_about_its_title_too(app: Forum) -> None:
    with app.app_context():
        slug, client = factories.condition().slug, client_of(app, factories.viewer())
    sent = {"title": "PM me", "body": "A word.", "kind": "question"}
    page = client.post(f"/conditions/{slug}/ask?kind=question", data=sent)
    assert page.status_code == 422
    assert "Is this about where to get LDN?" in page.text
    assert client.post(f"/conditions/{slug}/ask?kind=question", data=sent | {"seen": "sourcing"}).status_code == 303


def test_it_is_counted_that_somebody_was_asked_and_not_who(app: Forum) -> None:
    client, address = reply_to(app)
    with app.app_context():
        key = make(an_admin(), words="sunshine", sentence="Is it?")
    body = "sunshine and tramadol"
    page = client.post(address, data={"body": body})
    assert "Is it?" in page.text
    with app.app_context():
        assert [each.post_id for each in db.session.scalars(select(ScreeningHit))] == [None, None]
        assert queries.counts_of_rule(key) == queries.Counts(hits=0, shown=1, false=0)
    client.post(address, data={"body": body, "seen": hidden(page.text, "seen")})
    with app.app_context():
        assert queries.counts_of_rule(key) == queries.Counts(hits=1, shown=1, false=0)
        found = queries.rules_page(today=clock.now().date()).built_in
        assert found["opioids"] == queries.Counts(hits=1, shown=1, false=0)
        assert scenes.open_cases() == []


def test_a_story_is_asked_about_at_the_last_look(app: Forum) -> None:
    with app.app_context():
        slug, author = factories.condition().slug, factories.viewer()
        client = client_of(app, author)
    base = f"/conditions/{slug}/share"
    story = {"title": "Eight months", "body": "Go up to 4.5 mg. My name is Wren Finch.", "gist": ""}
    client.post(f"{base}/story", data=story)
    look = client.get(f"{base}/look").text
    assert "Wren Finch" in look
    page = client.post(f"{base}/look", data={"key": "k" * 20})
    assert page.status_code == 422
    assert "Could you say what you did?" in page.text
    assert "This may tell readers who somebody is." not in page.text  # the look says it, and more
    sent = {"key": hidden(page.text, "key"), "seen": hidden(page.text, "seen")}
    assert client.post(f"{base}/look", data=sent).status_code == 303
    assert len(posts(app)) == 1


def test_staff_are_asked_like_anybody(app: Forum) -> None:
    with app.app_context():
        topic, staff = texts.new_topic(factories.viewer()), factories.viewer(roles=("moderator",))
        with pytest.raises(Nudged), transaction():
            post_reply(staff, topic=get_topic(staff, topic.public_id), body=DOSE, key="k", seen=())


def test_a_rule_that_was_changed_asks_anew(app: Forum) -> None:
    with app.app_context():
        admin, author, topic = an_admin(), factories.viewer(), texts.new_topic(factories.viewer()).public_id
        key = make(admin, words="sunshine")
        with pytest.raises(Nudged) as question, transaction():
            post_reply(author, topic=get_topic(author, topic), body="sunshine", key="k", seen=[f"{key}-0"])
        assert [each.key for each in question.value.nudges] == [f"{key}-1"]


def test_a_rule_for_newcomers_leaves_others_alone(app: Forum) -> None:
    with app.app_context():
        make(an_admin(), words="sunshine", scope="newcomers", action="hold")
        author = factories.viewer()
        assert texts.new_topic(author, body="sunshine").state == "held"
        for _number in range(2):
            texts.new_topic(author)
        assert texts.new_topic(author, body="sunshine").state == "open"
