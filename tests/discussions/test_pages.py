"""The topic page and the forms, through the browser."""

import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from forum import clock
from forum.accounts.models import Block, Consent, Limit, Voice
from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import db, transaction
from forum.discussions.models import Draft, Post, Reaction, ReadMark, Revision, Topic
from forum.discussions.operations import hide_post, hold_post, lock_topic, remove_post
from forum.viewers import Viewer
from tests import factories
from tests.discussions.texts import new_topic, post_called, reply, topic_called
from tests.statements import counted


@pytest.fixture
def author(app: Forum) -> Viewer:
    with app.app_context():
        return factories.viewer("marlow_fern")


@pytest.fixture
def other(app: Forum) -> Viewer:
    with app.app_context():
        return factories.viewer("pale_kettle")


@pytest.fixture
def moderator(app: Forum) -> Viewer:
    with app.app_context():
        return factories.viewer("birch", roles=("moderator",))


@dataclass
class People:
    author: Viewer
    other: Viewer
    moderator: Viewer


@pytest.fixture
def people(author: Viewer, other: Viewer, moderator: Viewer) -> People:
    return People(author, other, moderator)


@pytest.fixture
def topic(app: Forum, author: Viewer) -> str:
    with app.app_context():
        return new_topic(author, title="Eight months, slowly", condition=factories.condition("fibromyalgia")).public_id


def browser(app: Forum, viewer: Viewer) -> FlaskClient:
    assert viewer.id is not None
    return factories.sign_in(app.test_client(), viewer.id)


def replies(app: Forum, viewer: Viewer, topic: str, count: int) -> list[str]:
    with app.app_context():
        return [reply(viewer, topic, body=f"Word{n}word").public_id for n in range(count)]


def key_in(html: str) -> str:
    found = re.search(r'name="key"[^>]*value="([^"]+)"', html)
    assert found is not None
    return found[1]


def test_a_question_is_asked_and_seen(app: Forum, author: Viewer) -> None:
    with app.app_context():
        factories.condition("crohns-disease", name="Crohn's disease")
    client = browser(app, author)
    page = client.get("/conditions/crohns-disease/ask")
    assert page.status_code == 200
    sent = {"title": "A year", "body": "It was **slow**.", "key": key_in(page.text)}
    answer = client.post("/conditions/crohns-disease/ask", data=sent)
    assert answer.status_code == 303
    shown = app.test_client().get(answer.location)
    assert shown.status_code == 200
    assert "<strong>slow</strong>" in shown.text
    assert "marlow_fern" in shown.text
    assert client.post("/conditions/crohns-disease/ask", data=sent).location == answer.location


def test_a_form_that_fails_keeps_every_word(app: Forum, author: Viewer) -> None:
    with app.app_context():
        factories.condition("pots")
    client = browser(app, author)
    answer = client.post("/conditions/pots/ask", data={"title": "t" * 201, "body": "x" * 20_001})
    assert answer.status_code == 422
    assert "t" * 201 in answer.text
    assert "x" * 20_001 in answer.text
    assert "20,001" in answer.text
    answer = client.post("/conditions/pots/ask", data={"title": "Kept title", "body": " \r\n "})
    assert answer.status_code == 422
    assert "Kept title" in answer.text
    for bad in ("a\x00b", "a\x07b"):
        assert client.post("/conditions/pots/ask", data={"title": "T", "body": bad}).status_code == 422
        assert client.post("/conditions/pots/ask", data={"title": bad, "body": "B"}).status_code == 422


def test_the_same_key_with_another_text_is_a_conflict_with_the_text_kept(
    app: Forum, author: Viewer, topic: str
) -> None:
    client = browser(app, author)
    first = client.post(f"/topics/{topic}/replies", data={"body": "First words", "key": "k"})
    again = client.post(f"/topics/{topic}/replies", data={"body": "First words", "key": "k"})
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    clash = client.post(f"/topics/{topic}/replies", data={"body": "Second words", "key": "k"})
    assert clash.status_code == 409
    assert "Second words" in clash.text
    key = key_in(clash.text)
    assert key != "k"
    assert client.post(f"/topics/{topic}/replies", data={"body": "Second words", "key": key}).status_code == 303


def test_a_locked_topic_refuses_with_the_words_kept(app: Forum, author: Viewer, topic: str) -> None:
    with app.app_context(), transaction():
        lock_topic(topic_called(topic), reason="Going in circles.")
    client = browser(app, author)
    page = client.get(f"/topics/{topic}", follow_redirects=True)
    assert "Going in circles." in page.text
    assert 'name="body"' not in page.text
    answer = client.post(f"/topics/{topic}/replies", data={"body": "My long words"})
    assert answer.status_code == 409
    assert "My long words" in answer.text


def test_who_may_not_write(app: Forum, author: Viewer, topic: str) -> None:
    with app.app_context():
        silenced, without = factories.viewer(), factories.viewer()
        elsewhere = factories.viewer()
        assert silenced.id is not None
        assert elsewhere.id is not None
        condition_id = topic_called(topic).condition_id
        other_condition = factories.condition().id
        with transaction():
            db.session.add(Limit(member_id=silenced.id, kind="silenced", reason="r", condition_id=condition_id))
            db.session.add(Limit(member_id=elsewhere.id, kind="silenced", reason="r", condition_id=other_condition))
            for consent in db.session.scalars(select(Consent).where(Consent.member_id == without.id)):
                consent.withdrawn_at = clock.now()
    for viewer, status in ((silenced, 403), (without, 403), (elsewhere, 303)):
        answer = browser(app, viewer).post(f"/topics/{topic}/replies", data={"body": "Words"})
        assert answer.status_code == status
        page = browser(app, viewer).get(f"/topics/{topic}", follow_redirects=True)
        assert ('name="body"' in page.text) == (status == 303)
    visitor = app.test_client()
    assert visitor.post(f"/topics/{topic}/replies", data={"body": "W"}).status_code == 303
    assert visitor.get("/conditions/fibromyalgia/ask").location.startswith("/account")
    assert browser(app, author).get("/conditions/fibromyalgia/ask?kind=announcement").status_code == 403
    assert browser(app, author).get("/conditions/fibromyalgia/ask?kind=nonsense").status_code == 404
    assert browser(app, author).get("/conditions/nowhere/ask").status_code == 404


def test_a_wrong_slug_redirects_to_the_right_address(app: Forum, topic: str) -> None:
    client = app.test_client()
    for wrong in (topic, f"{topic}-wrong-words"):
        answer = client.get(f"/topics/{wrong}?page=1")
        assert answer.status_code == 301
        assert answer.location == f"/topics/{topic}-eight-months-slowly?page=1"
    assert client.get(f"/topics/{topic}-eight-months-slowly").status_code == 200
    assert client.get(f"/topics/{topic}-eight-months-slowly?page=2").status_code == 404


def test_pages_hold_twenty_numbers_and_posts_are_found_on_them(app: Forum, other: Viewer, topic: str) -> None:
    ids = replies(app, other, topic, 24)
    client = app.test_client()
    answer = client.get(f"/posts/{ids[-1]}")
    assert answer.location == f"/topics/{topic}-eight-months-slowly?page=2#post-25"
    first, second = (client.get(f"/topics/{topic}-eight-months-slowly?page={n}").text for n in (1, 2))
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert "Word18word" in first
    assert "Word19word" not in first
    assert 'id="post-25"' in second
    assert "It was slow." not in second


def test_reading_moves_the_mark_forward_only(app: Forum, author: Viewer, other: Viewer, topic: str) -> None:
    replies(app, other, topic, 24)
    client, path = browser(app, author), f"/topics/{topic}-eight-months-slowly"

    def mark() -> int | None:
        with app.app_context():
            return db.session.scalar(select(ReadMark.number).where(ReadMark.member_id == author.id))

    client.head(path)
    client.get(path, headers={"Sec-Purpose": "prefetch"})
    assert mark() is None
    assert client.get(f"{path}?unread=1").location == f"{path}#post-1"
    client.get(path)
    assert mark() == 20
    assert client.get(f"{path}?unread=1").location == f"{path}?page=2#post-21"
    assert "New since your last visit" in client.get(f"{path}?page=2").text
    assert mark() == 25
    client.get(path)
    assert mark() == 25
    assert "New since your last visit" not in client.get(f"{path}?page=2").text
    assert client.get(f"{path}?unread=1").location == f"{path}?page=2#post-25"


@pytest.mark.parametrize("verb", [hide_post, remove_post, hold_post])
def test_what_moderators_hide_is_a_placeholder_for_others(app: Forum, people: People, topic: str, verb: object) -> None:
    (public_id,) = replies(app, people.other, topic, 1)
    with app.app_context(), transaction():
        verb(post_called(public_id), by=people.moderator, reason="Because of rule 3")  # type: ignore[operator]
    path = f"/topics/{topic}-eight-months-slowly"
    for client in (app.test_client(), browser(app, people.author)):
        text = client.get(path).text
        assert "Word0word" not in text
        assert "pale_kettle" not in text
        assert "rule 3" not in text
        assert 'id="post-2"' in text
        assert "0 replies" in text
        assert client.get(f"/posts/{public_id}").status_code == 404
        assert client.get(f"/posts/{public_id}/history").status_code == 404
    for client in (browser(app, people.other), browser(app, people.moderator)):
        text = client.get(path).text
        assert "Word0word" in text
        assert "rule 3" in text


def test_a_topic_goes_with_its_opening_text(app: Forum, author: Viewer, other: Viewer, topic: str) -> None:
    replies(app, other, topic, 1)
    with app.app_context():
        opening = db.session.scalars(select(Post.public_id).where(Post.number == 1)).one()
    client = browser(app, author)
    assert "whole topic" in client.get(f"/posts/{opening}/take-back").text
    assert client.post(f"/posts/{opening}/take-back").status_code == 303
    for who in (app.test_client(), browser(app, other)):
        assert who.get(f"/topics/{topic}").status_code == 404
        assert who.get(f"/posts/{opening}").status_code == 404
    assert "You have taken this back" in client.get(f"/topics/{topic}", follow_redirects=True).text
    with app.app_context():
        assert db.session.scalars(select(Condition.topics_everyone)).one() == 0
    client.post(f"/posts/{opening}/put-back")
    assert app.test_client().get(f"/topics/{topic}", follow_redirects=True).status_code == 200
    with app.app_context():
        assert db.session.scalars(select(Condition.topics_everyone)).one() == 1


def test_a_block_hides_texts_both_ways_but_no_number(app: Forum, author: Viewer, other: Viewer, topic: str) -> None:
    replies(app, other, topic, 1)
    path = f"/topics/{topic}-eight-months-slowly"
    with app.app_context(), transaction():
        db.session.add(Block(blocker_id=author.id, blocked_id=other.id))
    text = browser(app, author).get(path).text
    assert "Word0word" not in text
    assert "1 reply" in text
    assert browser(app, other).get(path).status_code == 404
    assert browser(app, other).post(f"/topics/{topic}/replies", data={"body": "W"}).status_code == 404
    assert "Word0word" in app.test_client().get(path).text


def test_a_withheld_voice_is_read_by_nobody_else(app: Forum, author: Viewer, other: Viewer, topic: str) -> None:
    replies(app, other, topic, 1)
    with app.app_context(), transaction():
        db.session.scalars(select(Voice).where(Voice.member_id == other.id)).one().withheld_at = clock.now()
    path = f"/topics/{topic}-eight-months-slowly"
    assert "Word0word" not in browser(app, author).get(path).text
    assert "Word0word" in browser(app, other).get(path).text


def test_editing_keeps_a_history_with_its_reason(app: Forum, author: Viewer, topic: str) -> None:
    with app.app_context():
        opening = db.session.scalars(select(Post.public_id).where(Post.number == 1)).one()
    client = browser(app, author)
    assert "It was slow." in client.get(f"/posts/{opening}/edit").text
    answer = client.post(
        f"/posts/{opening}/edit", data={"title": "Nine months", "body": "It was quick.", "reason": "Looked it up"}
    )
    assert answer.status_code == 303
    text = app.test_client().get(f"/posts/{opening}/history").text
    assert "<del>slow.</del><ins>quick.</ins>" in text
    assert "Looked it up" in text
    assert "changed this text once" in text
    assert "Nine" in text
    client.post(f"/posts/{opening}/edit", data={"title": "Nine months", "body": "It was quick."})
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Revision)) == 1
    assert client.post(f"/posts/{opening}/edit", data={"title": "", "body": "Kept words"}).status_code == 422


def test_only_the_author_changes_a_text(app: Forum, other: Viewer, moderator: Viewer, topic: str) -> None:
    with app.app_context():
        opening = db.session.scalars(select(Post.public_id).where(Post.number == 1)).one()
    for viewer in (other, moderator):
        client = browser(app, viewer)
        for path in ("edit", "take-back"):
            assert client.get(f"/posts/{opening}/{path}").status_code == 403
        for path in ("edit", "take-back", "put-back"):
            answer = client.post(f"/posts/{opening}/{path}", data={"title": "T", "body": "B"})
            assert answer.status_code == 403


def test_what_was_replaced_while_hidden_stays_hidden(app: Forum, people: People, topic: str) -> None:
    (public_id,) = replies(app, people.other, topic, 1)
    with app.app_context(), transaction():
        hide_post(post_called(public_id), by=people.moderator, reason="r")
    assert "asked to look again" in browser(app, people.other).get(f"/posts/{public_id}/edit").text
    browser(app, people.other).post(f"/posts/{public_id}/edit", data={"body": "Better said"})
    with app.app_context():
        assert post_called(public_id).state == "hidden"
        with transaction():
            post_called(public_id).state = "open"
    text = browser(app, people.author).get(f"/posts/{public_id}/history").text
    assert "Word0word" not in text
    assert "One earlier version is not shown" in text
    assert "Word0word" in browser(app, people.other).get(f"/posts/{public_id}/history").text


def test_reactions_come_and_go_and_only_the_opening_text_tells_a_total(
    app: Forum, author: Viewer, other: Viewer, topic: str
) -> None:
    (public_id,) = replies(app, author, topic, 1)
    with app.app_context():
        opening = db.session.scalars(select(Post.public_id).where(Post.number == 1)).one()
    client, path = browser(app, other), f"/topics/{topic}-eight-months-slowly"
    for post in (opening, public_id):
        for _ in range(2):
            assert client.post(f"/posts/{post}/reactions", data={"add": "same_here"}).status_code == 303
    text = client.get(path).text
    assert text.count('aria-pressed="true"') == 2
    assert text.count("Same here · 1") == 1
    assert app.test_client().get(path).text.count("Same here · 1") == 1
    client.post(f"/posts/{opening}/reactions", data={"drop": "same_here"})
    assert "Same here · 1" not in client.get(path).text
    assert client.post(f"/posts/{opening}/reactions", data={"add": "dislike"}).status_code == 422
    assert browser(app, author).post(f"/posts/{opening}/reactions", data={"add": "same_here"}).status_code == 403
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Reaction)) == 1


def test_a_quotation_is_in_the_reply_box(app: Forum, author: Viewer, other: Viewer, topic: str) -> None:
    (public_id,) = replies(app, other, topic, 1)
    path = f"/topics/{topic}-eight-months-slowly"
    text = browser(app, author).get(f"{path}?quote={public_id}").text
    assert "&gt; Word0word\n&gt;\n&gt; – pale\\_kettle" in text
    with app.app_context(), transaction():
        db.session.add(Block(blocker_id=author.id, blocked_id=other.id))
    assert "pale" not in browser(app, author).get(f"{path}?quote={public_id}").text
    assert browser(app, author).get(f"{path}?quote=nonsense").status_code == 200


def test_a_draft_is_kept_shown_again_and_gone_when_posted(app: Forum, other: Viewer, topic: str) -> None:
    client, path = browser(app, other), f"/topics/{topic}-eight-months-slowly"
    place = f"topic/{topic}"
    assert client.post("/drafts", data={"place": place, "body": "Half a thought"}).status_code == 204
    assert client.post("/drafts", data={"place": place, "body": "Half a thought more"}).status_code == 204
    assert "Half a thought more" in browser(app, other).get(path).text
    listed = browser(app, other).get("/drafts").text
    assert "Half a thought more" in listed
    assert f"/topics/{topic}/replies" in listed
    assert "Half a thought more" in client.get(f"/topics/{topic}/replies").text
    kept = client.post("/drafts", data={"place": place, "body": "Kept", "act": "keep"})
    assert (kept.status_code, kept.location) == (303, "/drafts")
    client.post(f"/topics/{topic}/replies", data={"body": "Whole"})
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_a_draft_is_private_and_can_be_discarded(app: Forum, author: Viewer, other: Viewer, topic: str) -> None:
    client, place = browser(app, other), "condition/fibromyalgia/story"
    client.post("/drafts", data={"place": place, "title": "Secret title", "body": "Secret body"})
    assert "Secret title" in client.get("/conditions/fibromyalgia/share/story").text
    for who in (author,):
        assert "Secret" not in browser(app, who).get("/drafts").text
        assert "Secret" not in browser(app, who).get("/conditions/fibromyalgia/share/story").text
        browser(app, who).post("/drafts/discard", data={"place": place})
    assert "Secret body" in client.get("/drafts").text
    client.post("/drafts/discard", data={"place": place})
    assert "Secret body" not in client.get("/drafts").text
    assert client.post("/drafts", data={"place": "nowhere", "body": "x"}).status_code == 404
    assert client.post("/drafts", data={"place": place, "body": "x" * 100_001}).status_code == 422
    assert app.test_client().get("/drafts").status_code == 303


def test_a_draft_for_a_topic_that_went_away_shows_its_words_and_no_title(
    app: Forum, author: Viewer, other: Viewer, topic: str
) -> None:
    client = browser(app, other)
    client.post("/drafts", data={"place": f"topic/{topic}", "body": "My words"})
    with app.app_context(), transaction():
        db.session.add(Block(blocker_id=author.id, blocked_id=other.id))
    text = client.get("/drafts").text
    assert "My words" in text
    assert "Eight months" not in text


def test_preview_shows_the_text_and_posts_nothing(app: Forum, other: Viewer, topic: str) -> None:
    client = browser(app, other)
    sent = {"place": f"topic/{topic}", "body": "So **bold**", "key": "k"}
    page = client.post("/preview", data=sent)
    assert page.status_code == 200
    assert "<strong>bold</strong>" in page.text
    assert "So **bold**" in page.text
    fragment = client.post("/preview", data=sent, headers={"HX-Request": "true"})
    assert "<strong>bold</strong>" in fragment.text
    assert "<html" not in fragment.text
    assert client.post("/preview", data=sent | {"body": "x" * 20_001}).status_code == 422
    title = {"place": "condition/fibromyalgia/story", "title": "T", "body": "<script>alert(1)</script>"}
    assert "<script>alert" not in client.post("/preview", data=title).text
    assert client.post("/preview", data={"place": "topic/unknown", "body": "x"}).status_code == 404
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Post)) == 1


def test_a_topic_page_takes_the_same_few_statements_however_much_there_is(
    app: Forum, people: People, topic: str
) -> None:
    path = f"/topics/{topic}-eight-months-slowly"
    clients = [app.test_client(), browser(app, people.author), browser(app, people.moderator)]

    def statements() -> list[int]:
        taken = []
        for client in clients:
            client.get(path)
            with counted() as seen:
                assert client.get(path).status_code == 200
            taken.append(len(seen))
        return taken

    few = statements()
    (first, *_) = replies(app, people.other, topic, 45)
    with app.app_context(), transaction():
        stored = topic_called(topic)
        db.session.add_all(
            Post(
                topic_id=stored.id,
                voice_id=stored.voice_id,
                number=46 + n,
                body_markdown="B",
                body_html="<p>B</p>",
                markup_version=1,
            )
            for n in range(1, 955)
        )
        stored.numbered = 1000
    clients[1].post(f"/posts/{first}/reactions", data={"add": "thank_you"})
    assert statements() == few
    assert max(few) <= 8


def test_a_deleted_topic_is_no_server_error(app: Forum) -> None:
    client = app.test_client()
    for path in ("/topics/0000", "/posts/0000", "/posts/0000/history", "/topics/%00", "/posts/../x", "/topics/-"):
        assert client.get(path).status_code in (400, 404)
    with app.app_context():
        assert db.session.scalars(select(Topic)).all() == []
