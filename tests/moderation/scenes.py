"""People, texts, flags and decisions, each stored before the next."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from unittest.mock import patch

from flask.testing import FlaskClient
from sqlalchemy import select

from forum import clock
from forum.accounts.models import Rule
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import db, transaction
from forum.discussions.models import Post
from forum.discussions.queries import get_post
from forum.moderation import operations, queries
from forum.moderation.models import Action, Case, Decision, Flag
from forum.moderation.operations import Choice
from forum.moderation.sanctions import Measure
from forum.notifications.models import Notice
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts


@dataclass(frozen=True)
class Scene:
    """An author with a reply in somebody's topic, one who flags it, another member, and two moderators."""

    author: Viewer
    flagger: Viewer
    other: Viewer
    moderator: Viewer
    second: Viewer
    topic: str
    post: str
    rule: int


def a_scene() -> Scene:
    """Everybody needed for a case, and the texts."""
    author, other = factories.viewer("ada"), factories.viewer("otto")
    topic = texts.new_topic(other, title="Sleep", body="How do you sleep?")
    post = texts.reply(author, topic, body="Go straight to 4.5 at night.")
    return Scene(
        author=author,
        flagger=factories.viewer("flora"),
        other=other,
        moderator=factories.viewer("mona", roles=("moderator",)),
        second=factories.viewer("sven", roles=("moderator",)),
        topic=topic.public_id,
        post=post.public_id,
        rule=a_rule().id,
    )


def a_rule() -> Rule:
    """A rule in force."""
    rule = Rule(number=3, version=1, title="Say what you did", body="Share your own dose.", is_current=True)
    db.session.add(rule)
    db.session.commit()
    return rule


def flag(viewer: Viewer, post: str, *, reason: str = "unsafe_instruction", note: str = "a note") -> str:
    """A flag on a post; the public id of its case."""
    with transaction():
        made = operations.flag_text(get_post(viewer, post), viewer=viewer, reason=reason, note=note)
        public_id = made.public_id
    return public_id


def flag_member(viewer: Viewer, member_id: int | None, *, reason: str = "harassment", note: str = "") -> str:
    """A flag on a member; the public id of its case."""
    assert member_id is not None
    with transaction():
        made = operations.flag_member(get_member(member_id), viewer=viewer, reason=reason, note=note)
        public_id = made.public_id
    return public_id


def case(public_id: str) -> Case:
    """The case, read afresh."""
    db.session.expire_all()
    return queries.get_case(public_id)


def a_measure(kind: str, *, days: float = 7, condition: Condition | None = None) -> Measure:
    """A sanction for a week."""
    return Measure(kind, clock.now() + timedelta(days=days), condition)


def choice(verb: str, *, rule: int | None = None, message: str = "Please.", note: str = "", version: int = 1) -> Choice:
    """What a moderator might send; "suspend" is a letter with a suspension."""
    measure = a_measure("suspension") if verb == "suspend" else None
    verb = "message" if measure else verb
    found = db.session.get(Rule, rule) if rule else None
    return Choice(verb=verb, version=version, rule=found, message=message, note=note, sanction=measure)


def rule_called(key: int) -> Rule:
    """The rule with this key, in this session."""
    return db.session.get_one(Rule, key)


def browser(app: Forum, viewer: Viewer) -> FlaskClient:
    """A browser in which this member is signed in."""
    assert viewer.id is not None
    return factories.sign_in(app.test_client(), viewer.id)


def decide(viewer: Viewer, public_id: str, chosen: Choice, *, seen: int | None = None) -> str:
    """Decide a case in the version that it has (or that was `seen`); the decision's public id."""
    with transaction():
        found = queries.get_case(public_id)
        version = found.version if seen is None else seen
        decision = operations.decide(found, viewer=viewer, choice=replace(chosen, version=version))
        made = decision.public_id
    return made


def undo(viewer: Viewer, decision: str) -> None:
    """Undo a decision."""
    with transaction():
        operations.undo(queries.get_decision(decision), viewer=viewer)


def notices(viewer: Viewer, *, kind: str | None = None, at: datetime | None = None) -> list[str]:
    """The addresses that stand in somebody's box at this moment, in a minute if none is given."""
    moment = at or clock.ahead(minutes=1)
    query = select(Notice).where(Notice.member_id == viewer.id, Notice.visible_from <= moment)
    return [n.path for n in db.session.scalars(query.order_by(Notice.id)) if kind is None or n.kind == kind]


def verbs() -> list[str]:
    """The log, oldest first."""
    return list(db.session.scalars(select(Action.verb).order_by(Action.id)))


def open_cases() -> list[Case]:
    """What waits."""
    return list(db.session.scalars(select(Case).where(Case.closed_at.is_(None))))


def decisions() -> list[Decision]:
    """All that was decided."""
    return list(db.session.scalars(select(Decision).order_by(Decision.id)))


def flags() -> list[Flag]:
    """All flags."""
    return list(db.session.scalars(select(Flag).order_by(Flag.id)))


def state(post: str) -> str:
    """How a text stands, read afresh."""
    db.session.expire_all()
    return db.session.scalars(select(Post.state).where(Post.public_id == post)).one()


@contextmanager
def later(**span: float) -> Iterator[None]:
    """So much later."""
    moment = clock.now() + timedelta(**span)
    with patch("forum.clock.now", return_value=moment):
        yield
