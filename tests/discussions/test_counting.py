"""Stored counters and last-post pointers equal a recount, whatever happened before."""

import random  # noqa: TID251 - seeded: the same steps in every run
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select, update

from forum import clock
from forum.accounts.aliases import suggested_alias
from forum.accounts.models import Voice
from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import change, db, transaction
from forum.discussions import operations, ports
from forum.discussions.models import Post, Topic
from forum.discussions.queries import find_post
from forum.errors import Refused
from forum.viewers import Viewer
from tests import factories
from tests.discussions.texts import new_topic, reply, topic_called

STEPS = 40
AUDIENCES = ("everyone", "members")


@pytest.fixture(autouse=True)
def context(app: Forum) -> Iterator[None]:
    with app.app_context():
        yield


class Moody:
    """A screening that holds some texts."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def screen(self, viewer: Viewer, written: ports.Written) -> ports.Verdict:  # noqa: ARG002 - the protocol's
        return ports.Verdict(held=self.chance.random() < 0.2, reason="mood")

    def nudged(self, nudges: Sequence[ports.Nudge]) -> None: ...

    def text_screened(self, post: Post, *, verdict: ports.Verdict) -> None: ...

    def text_changed(self, post: Post) -> None: ...

    def text_gone(self, post: Post) -> None: ...


@pytest.fixture
def screening() -> Iterator[Callable[[ports.Screening], None]]:
    before = ports.screening()
    yield ports.bind
    ports.bind(before)


def told_anew() -> dict[str, Any]:
    """Every stored value, told from the rows without SQL's help."""
    voices = {voice.id: voice for voice in db.session.scalars(select(Voice))}
    values: dict[str, Any] = {}
    counts: dict[tuple[int, str], int] = {}
    for topic in db.session.scalars(select(Topic)):
        posts = db.session.scalars(select(Post).where(Post.topic_id == topic.id).order_by(Post.number)).all()
        assert [post.number for post in posts] == list(range(1, topic.numbered + 1))
        assert (posts[0].state, posts[0].state_at) == (topic.state, topic.state_at)
        for audience in ("everyone", "members"):
            readers = ("everyone",) if audience == "everyone" else ("everyone", "members")
            open_ = [p for p in posts if p.state == "open" and p.audience in readers and not is_withheld(voices, p)]
            last = open_[-1] if open_ else None
            values[f"{topic.id} {audience}"] = (
                len([post for post in open_ if post.number > 1]),
                last.created_at if last else topic.created_at,
                last.number if last else 0,
                last.voice_id if last else None,
            )
            counts.setdefault((topic.condition_id, audience), 0)
            if topic.state == "open" and topic.audience in readers and voices[topic.voice_id].withheld_at is None:
                counts[topic.condition_id, audience] += 1
    return values | {f"condition {key} {audience}": number for (key, audience), number in counts.items()}


def is_withheld(voices: dict[int, Voice], post: Post) -> bool:
    return voices[post.voice_id].withheld_at is not None


def stored() -> dict[str, Any]:
    values: dict[str, Any] = {}
    for topic in db.session.scalars(select(Topic)):
        for audience in ("everyone", "members"):
            names = [f"replies_{audience}", f"last_at_{audience}", f"last_number_{audience}"]
            values[f"{topic.id} {audience}"] = tuple(
                getattr(topic, name) for name in [*names, f"last_voice_{audience}_id"]
            )
    for condition in db.session.scalars(select(Condition)):
        for audience in ("everyone", "members"):
            values[f"condition {condition.id} {audience}"] = getattr(condition, f"topics_{audience}")
    return values


def withhold(member_id: int) -> None:
    with transaction():
        voices = db.session.scalars(select(Voice).where(Voice.member_id == member_id)).all()
        withheld_at = clock.now() if voices[0].withheld_at is None else None
        for voice in voices:
            voice.withheld_at = withheld_at
        operations.recount_topics_of_member(member_id)


def is_silent(viewer: Viewer) -> bool:
    query = select(Voice.withheld_at).where(Voice.member_id == viewer.id, ~Voice.is_alias)
    return db.session.scalars(query).one() is not None


def act(chance: random.Random, viewers: list[Viewer], conditions: list[Condition], moderator: Viewer) -> None:
    """One step of anything that can happen to a text."""
    posts = db.session.scalars(select(Post.public_id).order_by(Post.id)).all()
    verb = chance.choice(["topic", "reply", "reply", "reply", "withhold", *["standing"] * 6])
    viewer = chance.choice(viewers)
    if verb == "withhold" and chance.random() < 0.5:
        withhold(viewer.id or 0)
    elif verb == "topic" and not is_silent(viewer):
        readers, alias = chance.choice(AUDIENCES), chance.choice([None, suggested_alias()])
        condition, title = chance.choice(conditions), str(chance.random())
        new_topic(viewer, condition=condition, title=title, audience=readers, alias=alias)
    elif verb == "reply" and posts and not is_silent(viewer):
        post = find_post(chance.choice(posts))
        assert post is not None
        if post.topic.state == "open" and post.topic.voice.withheld_at is None:
            with suppress(Refused):
                answer(viewer, post.topic.public_id, chance)
    elif verb == "standing" and posts:
        change_standing(chance, chance.choice(posts), viewer, moderator)


def answer(viewer: Viewer, topic: str, chance: random.Random) -> None:
    alias = chance.choice([None, suggested_alias()])
    reply(viewer, topic, body=str(chance.random()), audience=chance.choice(AUDIENCES), alias=alias)


def change_standing(chance: random.Random, public_id: str, viewer: Viewer, moderator: Viewer) -> None:
    verbs: list[Callable[[Post], None]] = [
        lambda post: operations.hide_post(post, by=moderator, reason="r"),
        lambda post: operations.remove_post(post, by=moderator, reason="r"),
        lambda post: operations.restore_post(post, by=moderator),
        lambda post: operations.hold_post(post, by=moderator, reason="r"),
        lambda post: operations.release_post(post, by=moderator),
        lambda post: operations.take_back(viewer, post=post),
        lambda post: operations.put_back(viewer, post=post),
        lambda post: operations.hide_topic(post.topic, by=moderator, reason="r"),
        lambda post: operations.restore_topic(post.topic, by=moderator),
        lambda post: operations.return_post(post, standing=operations.Standing("removed", clock.now(), None, "")),
        lambda post: operations.recount_topic(post.topic),
        lambda post: edit(viewer, post, chance),
        lambda post: operations.change_post_audience(post, audience=chance.choice(AUDIENCES)),
        lambda post: operations.change_topic_audience(post.topic, audience=chance.choice(AUDIENCES)),
    ]
    try:
        with transaction():
            post = find_post(public_id)
            assert post is not None
            chance.choice(verbs)(post)
    except Refused:
        pass


def edit(viewer: Viewer, post: Post, chance: random.Random) -> None:
    operations.edit_post(
        viewer,
        post=post,
        body=str(chance.random()),
        title=str(chance.random()),
        audience=chance.choice([None, *AUDIENCES]),
    )


@pytest.mark.parametrize("seed", range(6))
def test_what_is_stored_equals_a_recount_after_anything(
    seed: int, screening: Callable[[ports.Screening], None]
) -> None:
    chance = random.Random(seed)
    viewers = [factories.viewer() for _ in range(3)]
    moderator = factories.viewer(roles=("moderator",))
    conditions = [factories.condition(), factories.condition()]
    screening(Moody(chance))
    new_topic(viewers[0], condition=conditions[0])
    for step in range(STEPS):
        act(chance, viewers, conditions, moderator)
        assert stored() | told_anew() == stored(), f"step {step}"
        db.session.rollback()
    with transaction():
        assert operations.recount_all() == 0


def test_a_recount_mends_what_is_wrong() -> None:
    viewer = factories.viewer()
    public_id = new_topic(viewer).public_id
    reply(viewer, public_id)
    right = stored()
    with transaction():
        change(update(Topic).values(replies_members=9, last_number_everyone=7, last_voice_members_id=None))
        change(update(Condition).values(topics_everyone=5))
        assert operations.recount_all() == 2
    assert stored() == right
    with transaction():
        topic = topic_called(public_id)
        topic.condition.topics_members = 8
        operations.recount_condition(topic.condition)
        assert topic.condition.topics_members == 1
