"""What moderators arrange: topics that move, split, join and go slowly, and notes before texts."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from forum.app import Forum
from forum.database import db, transaction
from forum.discussions import operations
from forum.discussions.models import Post, Topic
from forum.discussions.queries import find_post, get_topic
from forum.errors import Refused
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes


def numbers(topic: str) -> list[int]:
    """The numbers of the posts that stand in a topic."""
    db.session.expire_all()
    query = select(Post.number).join(Topic, Post.topic_id == Topic.id).where(Topic.public_id == topic)
    return list(db.session.scalars(query.order_by(Post.number)))


def found_by(client: FlaskClient, word: str) -> str:
    return client.get(f"/search?q={word}").text


def post_of(public_id: str) -> Post:
    found = find_post(public_id)
    assert found is not None
    return found


def test_a_reply_becomes_a_topic_of_its_own_with_what_follows_and_comes_back(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        asker, other = factories.viewer("asker"), factories.viewer("other")
        topic = texts.new_topic(asker, title="Sleep", body="How do you sleep?").public_id
        ids = [texts.reply(other, texts.topic_called(topic), body=f"Reply {n} zebra{n}").public_id for n in range(4)]
        with transaction():
            new, moved = operations.split_off(post_of(ids[1]), title="Wombats at night", with_following=True)
            split = new.public_id
        assert (numbers(topic), numbers(split)) == ([1, 2], [1, 2, 3])
        assert [number for _key, number in moved] == [3, 4, 5]
        head = get_topic(other, split)
        assert (head.title, head.replies_everyone, head.state) == ("Wombats at night", 2, "open")
        assert get_topic(other, topic).replies_everyone == 1
    assert client.get(f"/posts/{ids[2]}").location.startswith(f"/topics/{split}")
    page = client.get(f"/topics/{topic}", follow_redirects=True).text
    assert page.count("A reply that cannot be read here.") == 3
    assert "Wombats at night" in found_by(client, "wombats")
    with app.app_context():
        with transaction():
            made = get_topic(other, split)
            posts = [(post_of(ids[n]), number) for n, (_key, number) in zip((1, 2, 3), moved, strict=True)]
            operations.return_replies(posts, origin=texts.topic_called(topic), out_of=made)
        assert numbers(topic) == [1, 2, 3, 4, 5]
        assert get_topic(other, topic).replies_everyone == 4
        assert db.session.scalars(select(Topic).where(Topic.public_id == split)).one_or_none() is None
        with transaction():
            assert operations.recount_all() == 0
    assert "Wombats at night" not in found_by(client, "wombats")
    assert "zebra1" in found_by(client, "zebra1")


def test_replies_follow_another_topic_but_what_stands_under_a_one_off_name_stays(
    app: Forum, client: FlaskClient
) -> None:
    with app.app_context():
        asker, other = factories.viewer("asker"), factories.viewer("other")
        here = texts.new_topic(asker, title="Sleep again").public_id
        there = texts.new_topic(asker, title="Sleep").public_id
        texts.reply(other, texts.topic_called(there), body="First")
        plain = texts.reply(other, texts.topic_called(here), body="Second").public_id
        texts.reply(asker, texts.topic_called(here), body="Third")
        texts.reply(factories.viewer("shy"), texts.topic_called(here), body="Fourth", alias="Quiet Heron 12")
        with transaction():
            moved = operations.gather_replies(texts.topic_called(here), into=texts.topic_called(there))
        assert (numbers(here), numbers(there)) == ([1, 4], [1, 2, 3, 4])
        assert [number for _key, number in moved] == [2, 3]
        assert get_topic(other, there).replies_everyone == 3
        with transaction():
            posts = [(db.session.get_one(Post, key), number) for key, number in moved]
            for post, _number in posts:
                post_of(post.public_id)
            operations.return_replies(posts, origin=texts.topic_called(here), out_of=texts.topic_called(there))
        assert (numbers(here), numbers(there)) == ([1, 2, 3, 4], [1, 2])
        with transaction():
            assert operations.recount_all() == 0
    assert client.get(f"/posts/{plain}").location.startswith(f"/topics/{here}")


def test_a_topic_moves_to_another_condition_with_its_counts(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        asker, elsewhere = factories.viewer("asker"), factories.condition("elsewhere")
        topic = texts.new_topic(asker, title="Where to")
        was, public_id = topic.condition.slug, topic.public_id
        with transaction():
            operations.move_topic(texts.topic_called(public_id), condition=db.session.merge(elsewhere))
        with transaction():
            assert operations.recount_all() == 0
    assert "Where to" in client.get("/conditions/elsewhere").text
    assert "Where to" not in client.get(f"/conditions/{was}").text


def test_a_slow_topic_waits_between_two_replies_of_one_member_and_longer_for_each_open_flag(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        third = factories.viewer("third")
        with transaction():
            operations.slow_topic(texts.topic_called(scene.topic), minutes=10)
        with pytest.raises(Refused, match=r"reply again in \d+ minutes"):
            texts.reply(scene.author, texts.topic_called(scene.topic), body="Again.")
        db.session.rollback()
        texts.reply(third, texts.topic_called(scene.topic), body="My first.")  # nobody waits for others
        with scenes.later(minutes=11):
            texts.reply(scene.author, texts.topic_called(scene.topic), body="Again.")
        scenes.flag(scene.flagger, scene.post)
        with scenes.later(minutes=15), pytest.raises(Refused):
            texts.reply(third, texts.topic_called(scene.topic), body="Too soon.")
        db.session.rollback()
        with scenes.later(minutes=21):
            texts.reply(third, texts.topic_called(scene.topic), body="My second.")


def test_a_note_stands_before_a_text_which_opens_without_javascript(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        with transaction():
            operations.note_content(post_of(scene.post), note="It tells of <death>")
    page = client.get(f"/topics/{scene.topic}", follow_redirects=True).text
    assert "note: It tells of &lt;death&gt;</summary>" in page


def test_where_a_topic_goes_on_is_said_above_it(app: Forum, client: FlaskClient) -> None:
    with app.app_context():
        asker = factories.viewer("asker")
        here, there = (texts.new_topic(asker, title=title).public_id for title in ("Sleep again", "Sleep"))
        with transaction():
            operations.send_on(texts.topic_called(here), to=there)
    assert f'href="/topics/{there}"' in client.get(f"/topics/{here}", follow_redirects=True).text
