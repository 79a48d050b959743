"""Topics and replies made through the operations, each stored before the next."""

import secrets
import threading
from collections.abc import Callable

from sqlalchemy import select

from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import db, transaction
from forum.discussions.models import Post, Topic
from forum.discussions.operations import post_reply, start_topic
from forum.discussions.queries import find_post, find_topic, get_topic
from forum.notifications.models import Notice
from forum.viewers import Viewer
from tests import factories

WRITERS = 8


def new_topic(
    viewer: Viewer,
    *,
    condition: Condition | None = None,
    kind: str = "story",
    title: str = "Eight months",
    body: str = "It was slow.",
    key: str = "",
    gist: str = "",
    audience: str = "everyone",
    alias: str | None = None,
) -> Topic:
    """A topic by this member."""
    with transaction():
        public_id = start_topic(
            viewer,
            condition=condition or factories.condition(),
            kind=kind,
            title=title,
            body=body,
            key=key or secrets.token_hex(8),
            gist=gist,
            audience=audience,
            alias=alias,
        ).public_id
    return topic_called(public_id)


def reply(
    viewer: Viewer,
    topic: Topic | str,
    *,
    body: str = "Same here.",
    key: str = "",
    audience: str = "everyone",
    alias: str | None = None,
) -> Post:
    """A reply by this member."""
    public_id = topic if isinstance(topic, str) else topic.public_id
    with transaction():
        post = post_reply(
            viewer,
            topic=get_topic(viewer, public_id),
            body=body,
            key=key or secrets.token_hex(8),
            audience=audience,
            alias=alias,
        )
        made = post.public_id
    return post_called(made)


def topic_called(public_id: str) -> Topic:
    """The topic, read afresh."""
    topic = find_topic(public_id)
    assert topic is not None
    return topic


def post_called(public_id: str) -> Post:
    """The post, read afresh."""
    post = find_post(public_id)
    assert post is not None
    return post


def told(member_id: int | None) -> list[tuple[str, str]]:
    """What this member was told: kinds and paths, in order."""
    query = select(Notice.kind, Notice.path).where(Notice.member_id == member_id).order_by(Notice.id)
    return [(kind, path) for kind, path in db.session.execute(query)]


def run_at_once(app: Forum, work: Callable[[int], None], *, count: int = WRITERS) -> list[BaseException]:
    """What went wrong when `work` ran in so many threads at the same time."""
    failures: list[BaseException] = []
    barrier = threading.Barrier(count)

    def begin(number: int) -> None:
        barrier.wait()
        try:
            with app.app_context():
                work(number)
        except BaseException as failure:  # noqa: BLE001 - whatever it was, the test says it
            failures.append(failure)

    threads = [threading.Thread(target=begin, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures
