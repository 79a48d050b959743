"""Lists of topics and of a member's texts."""

from collections.abc import Callable, Iterator

import pytest

from forum.accounts.models import Block
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.differences import differences
from forum.discussions.models import Topic
from forum.discussions.operations import hide_post, hide_topic, mark_read
from forum.discussions.queries import latest_stories, posts_of_member, topics_page
from forum.viewers import VISITOR
from tests import factories
from tests.discussions.texts import new_topic, post_called, reply, topic_called
from tests.statements import counted


@pytest.fixture(autouse=True)
def context(app: Forum) -> Iterator[None]:
    with app.app_context():
        yield


def test_topics_come_by_last_activity_or_age() -> None:
    viewer = factories.viewer()
    first, second = (new_topic(viewer, title=title).public_id for title in ("One", "Two"))
    reply(viewer, first)
    assert [row.public_id for row in topics_page(VISITOR).items] == [first, second]
    assert [row.public_id for row in topics_page(VISITOR, order="newest").items] == [second, first]
    assert [row.title for row in latest_stories(VISITOR, count=1)] == ["Two"]
    assert topics_page(VISITOR, kind="question").items == []
    condition_id = topic_called(first).condition_id
    assert [row.condition_name for row in topics_page(VISITOR, condition_id=condition_id).items] == [None]


def test_what_is_unread_counts_only_what_can_be_read() -> None:
    author, reader = factories.viewer(), factories.viewer()
    moderator = factories.viewer(roles=("moderator",))
    topic = new_topic(author)
    public_id, topic_id = topic.public_id, topic.id
    assert [row.unread for row in topics_page(reader).items] == [None]
    with transaction():
        mark_read(reader.id or 0, topic_id=topic_id, number=1)
    assert [row.unread for row in topics_page(reader).items] == [0]
    posts = [reply(author, public_id).public_id for _ in range(3)]
    with transaction():
        hide_post(post_called(posts[0]), by=moderator, reason="r")
    assert [row.unread for row in topics_page(reader).items] == [2]
    assert [row.unread for row in topics_page(VISITOR).items] == [None]


def test_lists_show_what_each_may_see() -> None:
    author, other = factories.viewer(), factories.viewer()
    moderator = factories.viewer(roles=("moderator",))
    shown, hidden = (new_topic(author, title=title).public_id for title in ("Shown", "Hidden"))
    reply(author, shown, body="Some words")
    with transaction():
        hide_topic(topic_called(hidden), by=moderator, reason="r")
    assert {row.title for row in topics_page(other).items} == {"Shown"}
    assert {(row.title, row.state) for row in topics_page(author).items} == {("Shown", None), ("Hidden", "hidden")}
    assert len(topics_page(moderator).items) == 2
    assert [row.excerpt for row in posts_of_member(other, author.id or 0, number=1).items] == [
        "Some words",
        "It was slow.",
    ]
    with transaction():
        db.session.add(Block(blocker_id=author.id, blocked_id=other.id))
    assert topics_page(other).items == []
    assert posts_of_member(other, author.id or 0, number=1).items == []
    assert topics_page(other).total == topics_page(VISITOR).total == 1


@pytest.mark.parametrize("ask", [topics_page, lambda who: latest_stories(who, count=5)])
def test_a_list_takes_the_same_few_statements_however_long(ask: Callable[..., object]) -> None:
    viewer = factories.viewer()
    topic = new_topic(viewer)
    with counted() as few:
        ask(viewer)
    with transaction():
        db.session.add_all(
            Topic(condition_id=topic.condition_id, voice_id=topic.voice_id, kind="story", title=str(n), numbered=1)
            for n in range(60)
        )
    with counted() as many:
        ask(viewer)
    assert len(few) == len(many) <= 2


def test_pages_go_on_as_long_as_there_are_rows() -> None:
    viewer = factories.viewer()
    topic = new_topic(viewer)
    with transaction():  # not counted: the rows have the last word
        db.session.add_all(
            Topic(condition_id=topic.condition_id, voice_id=topic.voice_id, kind="story", title=str(n), numbered=1)
            for n in range(50)
        )
    first, second, third = (topics_page(VISITOR, number=number) for number in (1, 2, 3))
    assert [len(page.items) for page in (first, second, third)] == [25, 25, 1]
    assert (first.next, second.next, third.next) == (2, 3, None)


@pytest.mark.parametrize(
    ("old", "new"),
    [("", "a"), ("a b c", "a x c"), ("one\ntwo\n", "one\n2\nthree\n"), ("w " * 900, "v " * 900), ("é—x", "e-x")],
)
def test_both_texts_can_be_put_together_from_their_differences(old: str, new: str) -> None:
    pieces = differences(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new
