"""Starting topics and answering in them."""

from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import func, select

from forum.accounts.models import Block
from forum.app import Forum
from forum.conditions.models import Condition, Follow
from forum.database import db, transaction
from forum.discussions import ports
from forum.discussions.models import Draft, Post, Submission, Topic
from forum.discussions.queries import get_post, get_topic
from forum.errors import NotAllowed, NotFound, Refused
from forum.viewers import VISITOR, Viewer
from tests import factories
from tests.discussions.texts import WRITERS, new_topic, reply, run_at_once, told, topic_called


@pytest.fixture
def context(app: Forum) -> Iterator[None]:
    with app.app_context():
        yield


class Hold:
    """A screening that holds everything, and remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def screen(self, viewer: Viewer, written: ports.Written) -> ports.Verdict:  # noqa: ARG002 - the protocol's
        return ports.Verdict(held=True, reason="link")

    def nudged(self, nudges: Sequence[ports.Nudge]) -> None: ...

    def text_screened(self, post: Post, *, verdict: ports.Verdict) -> None:
        self.told.append(f"held {post.number} {verdict.reason} {post.topic.condition.slug}")

    def text_changed(self, post: Post) -> None:
        self.told.append(f"changed {post.number}")

    def text_gone(self, post: Post) -> None:
        self.told.append(f"gone {post.number}")


@pytest.fixture
def hold() -> Iterator[Hold]:
    before = ports.screening()
    ports.bind(holding := Hold())
    yield holding
    ports.bind(before)


@pytest.mark.usefixtures("context")
def test_a_topic_starts_with_post_number_one_and_is_counted() -> None:
    topic = new_topic(factories.viewer())
    post = db.session.scalars(select(Post)).one()
    assert (post.number, post.topic_id, post.body_html) == (1, topic.id, "<p>It was slow.</p>\n")
    assert (topic.numbered, topic.replies_everyone, topic.last_number_everyone) == (1, 0, 1)
    condition = db.session.scalars(select(Condition)).one()
    assert (condition.topics_everyone, condition.topics_members) == (1, 1)


@pytest.mark.usefixtures("context")
def test_replies_are_numbered_and_counted() -> None:
    author, other = factories.viewer(), factories.viewer()
    topic = new_topic(author)
    numbers = [reply(other, topic).number, reply(author, topic).number]
    assert numbers == [2, 3]
    assert (topic.replies_everyone, topic.replies_members, topic.last_number_members) == (2, 2, 3)


@pytest.mark.usefixtures("context")
def test_text_is_stored_as_typed_with_line_feeds() -> None:
    topic = new_topic(factories.viewer(), body="  one\r\ntwo\rthree \n")
    assert db.session.scalars(select(Post.body_markdown).where(Post.topic_id == topic.id)).one() == (
        "  one\ntwo\nthree \n"
    )


@pytest.mark.usefixtures("context")
def test_the_same_form_twice_makes_one_post() -> None:
    viewer = factories.viewer()
    topic = new_topic(viewer)
    first, second = (reply(viewer, topic, key="k1").id for _ in range(2))
    assert first == second
    assert db.session.scalar(select(func.count()).select_from(Post)) == 2
    with pytest.raises(Refused):
        reply(viewer, topic, body="Another text.", key="k1")
    other_topic = new_topic(viewer)
    with pytest.raises(Refused):
        reply(viewer, other_topic, key="k1")


@pytest.mark.usefixtures("context")
def test_the_same_new_topic_twice_makes_one_topic() -> None:
    viewer, condition = factories.viewer(), factories.condition()
    first, second = (new_topic(viewer, condition=condition, key="k").public_id for _ in range(2))
    assert first == second


@pytest.mark.usefixtures("context")
def test_a_locked_or_hidden_topic_takes_no_reply() -> None:
    viewer, moderator = factories.viewer(), factories.viewer(roles=("moderator",))
    topic = new_topic(viewer)
    with transaction():
        topic.locked_at = topic.created_at
    with pytest.raises(Refused):
        reply(moderator, topic)
    with transaction():
        topic.locked_at, topic.state = None, "hidden"
    with pytest.raises(Refused):
        reply(moderator, topic)
    assert db.session.scalar(select(func.count()).select_from(Post)) == 1


@pytest.mark.usefixtures("context")
def test_a_withheld_voice_says_nothing_new() -> None:
    viewer = factories.viewer()
    topic = new_topic(viewer)
    with transaction():
        topic.voice.withheld_at = topic.created_at
    with pytest.raises(NotAllowed):
        reply(viewer, topic)
    with pytest.raises(NotAllowed):
        new_topic(VISITOR)


@pytest.mark.usefixtures("context")
def test_the_draft_goes_when_the_text_is_posted() -> None:
    viewer = factories.viewer()
    topic = new_topic(viewer)
    assert viewer.id is not None
    with transaction():
        for place in (f"topic/{topic.public_id}", "topic/other"):
            db.session.add(Draft(member_id=viewer.id, place=place, body_markdown="half"))
    reply(viewer, topic)
    assert db.session.scalars(select(Draft.place)).all() == ["topic/other"]


@pytest.mark.usefixtures("context")
def test_the_author_of_the_topic_and_who_is_quoted_are_told_once() -> None:
    author, quoted, writer = factories.viewer(), factories.viewer("odd_name*x"), factories.viewer()
    topic = new_topic(author)
    reply(quoted, topic, body="I slept.")
    body = f"> I slept.\n>\n> – odd\\_name\\*x\n\n> x\n>\n> – {author.name}\n\nMe too."
    answer = reply(writer, topic, body=body)
    assert told(author.id)[1:] == [("reply", f"/posts/{answer.public_id}")]
    assert told(quoted.id) == [("quote", f"/posts/{answer.public_id}")]
    reply(author, topic, body=body)
    assert len(told(author.id)) == 2
    assert told(writer.id) == []


@pytest.mark.usefixtures("context")
def test_nobody_hears_of_a_member_with_whom_there_is_a_block() -> None:
    author, writer, follower = factories.viewer(), factories.viewer(), factories.viewer()
    topic = new_topic(author)
    assert author.id is not None
    assert writer.id is not None
    assert follower.id is not None
    with transaction():
        db.session.add(Follow(member_id=follower.id, condition_id=topic.condition_id))
        db.session.add(Block(blocker_id=follower.id, blocked_id=writer.id))
    new_topic(writer, condition=topic_called(topic.public_id).condition)
    assert told(follower.id) == []
    made = new_topic(author, condition=topic_called(topic.public_id).condition)
    assert told(follower.id) == [("new_topic", f"/topics/{made.public_id}")]
    reply(writer, topic)
    with transaction():
        db.session.add(Block(blocker_id=writer.id, blocked_id=author.id))
    assert len(told(author.id)) == 1


@pytest.mark.usefixtures("context")
def test_a_held_text_is_stored_uncounted_and_nobody_is_told(hold: Hold) -> None:
    ports.bind(ports.NoScreening())
    author, writer = factories.viewer(), factories.viewer()
    topic = new_topic(author)
    ports.bind(hold)
    held = reply(writer, topic)
    assert (held.state, topic.numbered, topic.replies_members) == ("held", 2, 0)
    assert told(author.id) == []
    assert hold.told == [f"held 2 link {topic.condition.slug}"]
    started = new_topic(writer)
    assert started.state == "held"
    assert started.condition.topics_members == 0
    with pytest.raises(NotFound):
        get_topic(author, started.public_id)
    assert get_topic(writer, started.public_id).id == started.id
    assert get_post(writer, held.public_id).id == held.id


def test_eight_replies_at_once_are_numbered_densely(app: Forum) -> None:
    with app.app_context():
        topic = new_topic(factories.viewer()).public_id
        viewers = [factories.viewer() for _ in range(WRITERS)]

    def work(number: int) -> None:
        for _ in range(3):
            reply(viewers[number], topic)

    assert run_at_once(app, work) == []
    with app.app_context():
        numbers = db.session.scalars(select(Post.number).order_by(Post.number)).all()
        assert numbers == list(range(1, 2 + 3 * WRITERS))
        stored = db.session.scalars(select(Topic)).one()
        assert (stored.replies_everyone, stored.last_number_members) == (3 * WRITERS, 1 + 3 * WRITERS)


def test_the_same_form_sent_twice_at_once_makes_one_post(app: Forum) -> None:
    with app.app_context():
        viewer = factories.viewer()
        topic = new_topic(viewer).public_id

    def work(_number: int) -> None:
        reply(viewer, topic, key="same")

    assert run_at_once(app, work) == []
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Post)) == 2
        assert db.session.scalar(select(func.count()).select_from(Submission)) == 2
