"""After any sequence of flags, decisions, sanctions, appeals, edits and undoing the forum keeps its word."""

import random  # noqa: TID251 - seeded: the same steps in every run
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import func, select

from forum import clock
from forum.accounts.models import Limit
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.models import Post
from forum.discussions.operations import edit_post, put_back, recount_all, take_back
from forum.discussions.queries import find_post
from forum.errors import NotAllowed, NotFound, Refused
from forum.moderation import operations, queries
from forum.moderation.models import Action, Appeal, Batch, Case, Decision, Flag, Sanction
from forum.moderation.operations import Choice, Plan, instead_of
from forum.moderation.operations.choices import APPEAL_VERBS
from forum.moderation.queries import Wanted
from forum.notifications.models import Notice
from forum.viewers import VISITOR, Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.test_everybody import client_of

STEPS = 150
SEEDS = (0, 1, 2, 3, 4, 6)  # with the fifth the topic is taken back before anything was flagged
DECIDED = {"hide": "hidden", "remove": "removed", "auto_hide": "held", "hold": "held"} | dict.fromkeys(
    ("keep", "lock", "ask_edit", "content_note", "slow"), "open"
)


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.moment = clock.now()

    def __call__(self) -> datetime:
        self.moment += timedelta(milliseconds=1)
        return self.moment

    def go(self, seconds: float) -> None:
        """So much later."""
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def ticking() -> Iterator[Clock]:
    watch = Clock()
    with patch("forum.clock.now", watch):
        yield watch


class Crowd:
    """Authors with texts, members who flag, moderators; each step is one thing that one of them does."""

    def __init__(self, seed: int, watch: Clock) -> None:
        self.chance = random.Random(seed)
        self.watch = watch
        self.words = 0
        self.authors = [factories.viewer(f"author{number}") for number in range(3)]
        long_ago = clock.ago(days=30)
        self.flaggers = [factories.viewer(f"flagger{number}", joined_at=long_ago) for number in range(4)]
        for known in self.flaggers[:3]:  # their flags hide; those of the others do not
            for _number in range(3):
                texts.new_topic(known, title="Known", body=self.body())
        self.moderators = [factories.viewer(f"moderator{number}", roles=("moderator",)) for number in range(5)]
        self.carer = factories.viewer("carer", roles=("moderator",))  # flags nothing, so that somebody may
        topic = texts.new_topic(self.authors[0], title="Sleep", body=self.body())
        self.topic = topic.public_id
        for author in (*self.authors, *self.authors, self.moderators[0]):
            texts.reply(author, topic, body=self.body())
        self.posts = list(
            db.session.scalars(select(Post.public_id).where(Post.topic_id == topic.id).order_by(Post.number))
        )
        self.rule = scenes.a_rule().id

    def body(self) -> str:
        """A text that is like no other."""
        self.words += 1
        return f"Zebra{self.words}q slept well."

    def post(self) -> Post:
        """One of the texts."""
        found = find_post(self.chance.choice(self.posts))
        assert found is not None
        return found

    def author_of(self, post: Post) -> Viewer:
        """Who wrote it."""
        return next(each for each in (*self.authors, *self.moderators) if each.id == post.voice.member_id)

    def flag(self) -> None:
        """Somebody flags a text."""
        who = self.chance.choice([*self.flaggers, *self.authors, *self.moderators])
        reason = self.chance.choice(["unsafe_instruction", "spam", "harassment", "at_risk"])
        scenes.flag(who, self.post().public_id, reason=reason)

    def pile_on(self) -> None:
        """Two who are known flag the same text, which is then hidden until a moderator looks."""
        public_id = self.post().public_id
        for who in self.chance.sample(self.flaggers[:3], 2):
            scenes.flag(who, public_id, reason="harassment")

    def decide(self) -> None:
        """A moderator decides a case, perhaps in a version that has gone."""
        waiting = scenes.open_cases()
        if not waiting:
            return
        case = self.chance.choice(waiting)
        appeals = [each for each in waiting if each.is_appeal]
        case = self.chance.choice(appeals) if appeals and self.chance.random() < 0.5 else case
        chosen = self.on_appeal(case) if case.is_appeal else self.of_a_text(case)
        seen = case.version - self.chance.choice([0, 0, 0, 1])
        scenes.decide(self.chance.choice(self.moderators), case.public_id, chosen, seen=seen)

    def of_a_text(self, case: Case) -> Choice:
        """What is decided on what was flagged or asks again, sometimes with a sanction."""
        verbs = ["keep", "hide", "hide", "remove", "remove", "ask_edit", "content_note"]
        verb = self.chance.choice([*verbs, "lock", "slow"] if case.topic_id else verbs)
        kind = self.chance.choice([None, None, "warning", "silence"])
        chosen = scenes.choice(verb, rule=self.rule)
        return replace(chosen, sanction=scenes.a_measure(kind) if kind else None, plan=Plan(days=1, note="Sleep"))

    def on_appeal(self, case: Case) -> Choice:
        """What is decided on an appeal."""
        verb = self.chance.choice(APPEAL_VERBS)
        milder = self.chance.choice(["", *instead_of(queries.get_case(case.public_id))]) if verb == "change" else ""
        return replace(scenes.choice(verb, rule=self.rule), instead=milder)

    def claim(self) -> None:
        """A moderator claims a case, or takes it over."""
        waiting = scenes.open_cases()
        if waiting:
            act = self.chance.choice([operations.claim_case, operations.take_over])
            with transaction():
                act(queries.get_case(self.chance.choice(waiting).public_id), viewer=self.chance.choice(self.moderators))

    def appeal(self) -> None:
        """Somebody appeals against a decision, which is about them or not, in time or not."""
        made = scenes.decisions()
        if made:
            with transaction():
                found = queries.get_decision(self.chance.choice(made[-6:]).public_id)
                author = next((each for each in self.authors if each.id == found.case.author_id), self.authors[0])
                who = self.chance.choice([author, author, author, *self.authors])
                operations.appeal(found, viewer=who, words="Look again.")

    def undo(self) -> None:
        """A moderator undoes a decision of theirs or of another, in time or not."""
        made = scenes.decisions()[-2:]
        if made:
            decision = self.chance.choice(made)
            own = [each for each in self.moderators if each.id == decision.decided_by_id]
            scenes.undo(self.chance.choice(own * 10 + self.moderators), decision.public_id)

    def care(self) -> None:
        """A moderator takes on somebody at risk, gives it back, closes it, makes it ordinary, or tries to."""
        at_risk = [each.public_id for each in scenes.open_cases() if each.severity == 0]
        if not at_risk:
            return
        able = [*self.moderators, self.carer, self.carer, self.carer]
        case, who = queries.get_case(self.chance.choice(at_risk)), self.chance.choice(able)
        row = queries.find_risk(case.id)
        holder = row.holder_id if row else None
        # Mostly whoever has it goes on: otherwise little would ever come to an end.
        if holder is not None and self.chance.random() < 0.8:
            who = next(each for each in able if each.id == holder)
        acts: list[Callable[[], object]] = [
            lambda: operations.take_on(case, viewer=who),
            lambda: operations.take_on_from_another(case, viewer=who),
            lambda: operations.give_back(case, viewer=who, words="Look once more."),
            lambda: operations.close_risk(case, viewer=who, version=case.version, words="They are well."),
            lambda: operations.make_ordinary(case, viewer=who, version=case.version, words="A song."),
        ]
        with transaction():
            (self.chance.choice(acts) if holder else acts[0])()

    def edit(self) -> None:
        """An author changes a text."""
        post = self.post()
        with transaction():
            edit_post(self.author_of(post), post=post, body=self.body())

    def take_back(self) -> None:
        """An author takes a text back; seldom the opening text, with which everything would be gone."""
        post = self.post()
        if post.number == 1 and self.chance.random() < 0.8:
            return
        with transaction():
            take_back(self.author_of(post), post=post)

    def put_back(self) -> None:
        """An author puts a text back."""
        post = self.post()
        with transaction():
            put_back(self.author_of(post), post=post)

    def wait(self) -> None:
        """Time goes by, and the worker looks what was to be changed by now."""
        self.watch.go(self.chance.choice([5, 40, 3600, 90_000]))
        with transaction():
            operations.return_unedited()

    def decide_together(self) -> None:
        """A moderator removes or hides several at once, some of them in a version that has gone."""
        waiting = scenes.open_cases()
        ticked = self.chance.sample(waiting, k=min(len(waiting), 3))
        wanted = [Wanted(case.public_id, case.version - self.chance.choice([0, 0, 0, 1])) for case in ticked]
        chosen = scenes.choice(self.chance.choice(["remove", "hide"]), rule=self.rule)
        with transaction():
            operations.decide_together(wanted, viewer=self.chance.choice(self.moderators), choice=chosen)

    def undo_together(self) -> None:
        """A moderator takes back what they decided at once, if there still is time."""
        made = list(db.session.scalars(select(Batch).order_by(Batch.id)))
        if made:
            batch = self.chance.choice(made[-2:])
            with transaction():
                operations.undo_together(batch, viewer=self.chance.choice(self.moderators))

    def step(self) -> str | None:
        """One thing happens, or is refused; the name of what came to pass."""
        likely: list[Callable[[], None]] = [self.flag] * 4 + [self.pile_on] + [self.decide] * 4 + [self.undo] * 2
        likely += [self.appeal] * 4 + [self.claim, self.edit, self.take_back, self.put_back, self.wait, self.wait]
        likely += [self.care] * 3
        likely += [self.decide_together, self.decide_together, self.undo_together]
        chosen = self.chance.choice(likely)
        with suppress(Refused, NotAllowed, NotFound):
            chosen()
            return chosen.__name__
        db.session.rollback()
        return None


def told(flag: Flag, case: Case, kind: str = "flag_outcome") -> int:
    """How many notices tell whoever flagged what became of it."""
    query = select(func.count()).where(
        Notice.member_id == flag.flagger_id, Notice.path == f"/flags/{case.public_id}", Notice.kind == kind
    )
    return db.session.execute(query).scalar_one()


def assert_everybody_was_told_once() -> None:
    """Whoever flagged something that was settled was told, once; nobody else was.

    That somebody looks after it is told once, too, and is the outcome where nothing else was decided.
    """
    cared_for = set(db.session.scalars(select(Decision.id).where(Decision.verb == "look_after")))
    for flag, case in db.session.execute(select(Flag, Case).join(Case, Flag.case_id == Case.id)):
        settled = case.closed_at is not None
        by_care = flag.told_by_id in cared_for
        assert (told(flag, case), flag.told_by_id is not None) == (int(settled and not by_care), settled)
        assert told(flag, case, "looked_after") == int(flag.looked_after_at is not None)
        assert flag.looked_after_at is not None or not by_care


def assert_who_is_at_risk_is_known() -> None:
    """Every open case of severity 0 says who looks after it or since when nobody does, and no other one does."""
    for case in scenes.open_cases():
        assert (queries.find_risk(case.id) is not None) == (case.severity == 0)


def standing_by_the_log() -> dict[str, str]:
    """How each text should stand, told from the lines of the log alone."""
    stands: dict[str, str] = {}
    query = select(Action, Decision).outerjoin(Decision, Action.decision_id == Decision.id).order_by(Action.id)
    for action, decision in db.session.execute(query):
        if action.verb in DECIDED:
            stands[action.target] = DECIDED[action.verb]
        elif action.verb in APPEAL_VERBS and "after" in decision.before:
            stands[action.target] = decision.before["after"]
        elif action.verb == "undo" and "state" in decision.before:
            stands[action.target] = decision.before["state"]
        elif action.verb == "withdrawn":
            stands.pop(action.target, None)
    return stands


def topic_of(post: Post) -> str:
    """The public id of the topic that a text stands in."""
    found = find_post(post.public_id)
    assert found is not None
    return found.topic.public_id


def assert_the_log_explains_what_stands() -> None:
    """No text is away from its readers, and none came back, without a line that says so."""
    stands = standing_by_the_log()
    for post in db.session.scalars(select(Post)).all():
        topic = texts.topic_called(topic_of(post))
        target = f"topic:{topic.public_id}" if post.number == 1 else f"post:{post.public_id}"
        expected = stands.get(target, "open")
        if expected in {"held", "hidden", "removed"} or post.state in {"held", "hidden", "removed"}:
            assert post.state == expected
    lines = {(a.verb, a.decision_id) for a in db.session.scalars(select(Action)) if a.decision_id is not None}
    for decision in scenes.decisions():
        assert (decision.verb, decision.id) in lines
        assert (("undo", decision.id) in lines) == (decision.undone_at is not None)


def assert_sanctions_hold_as_decided() -> None:
    """A sanction, and the limit that it made, hold unless its decision was undone, or an appeal ended them."""
    query = (
        select(Appeal.decision_id)
        .join(Decision, Decision.case_id == Appeal.case_id)
        .where(Decision.verb.in_(["change", "reverse"]), Decision.undone_at.is_(None))
    )
    ended = set(db.session.scalars(query))
    rows = select(Sanction, Limit, Decision).join(Decision).outerjoin(Limit, Limit.id == Sanction.limit_id)
    for sanction, limit, decision in db.session.execute(rows):
        is_over = decision.undone_at is not None or decision.id in ended
        assert (sanction.lifted_at is not None) == is_over
        assert limit is None or (limit.lifted_at is not None) == is_over


def assert_hidden_words_stay_hidden(app: Forum, topic: str, strangers: list[Viewer]) -> None:
    """Nobody reads on the page or finds by search what is not open."""
    with app.app_context():
        rows = db.session.execute(select(Post.body_markdown, Post.state)).tuples().all()
    for who in strangers:
        client = client_of(app, who)
        page = client.get(f"/topics/{topic}", follow_redirects=True).text
        for body, state in rows:
            word = body.split()[0]
            found = client.get(f"/search?q={word}").text.count(f"{word} slept")
            if state != "open":
                assert word not in page
                assert found == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_several_people_do_nobody_is_told_twice_and_nothing_hidden_shows(
    app: Forum, ticking: Clock, seed: int
) -> None:
    with app.app_context():
        crowd = Crowd(seed, ticking)
        done = [crowd.step() for _number in range(STEPS)]
        assert {"pile_on", "decide"} <= set(done), "the steps came to nothing"
        assert "auto_hide" in scenes.verbs()
        ticking.go(3600)
        db.session.expire_all()
        assert_everybody_was_told_once()
        assert_who_is_at_risk_is_known()
        assert_the_log_explains_what_stands()
        assert_sanctions_hold_as_decided()
        assert queries.soundness_of_log().broken is None
        with transaction():
            assert recount_all() == 0
        topic, strangers = crowd.topic, [VISITOR, factories.viewer("stranger")]
    assert_hidden_words_stay_hidden(app, topic, strangers)
