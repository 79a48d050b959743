"""Deciding, undoing, and who is told."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from forum import clock
from forum.accounts.models import Limit
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.operations import edit_post, put_back, take_back
from forum.errors import NotAllowed, Refused
from forum.mail import Letter
from forum.moderation import operations
from forum.moderation.models import Sanction
from forum.moderation.sanctions import Measure
from forum.viewers import VISITOR
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes


@pytest.mark.parametrize(("verb", "state"), [("keep", "open"), ("hide", "hidden"), ("remove", "removed")])
def test_a_decision_settles_text_letters_log_and_case_at_once(app: Forum, verb: str, state: str) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        made = scenes.decide(scene.moderator, case, scenes.choice(verb, rule=scene.rule, note="clear"))
        assert scenes.state(scene.post) == state
        assert scenes.case(case).closed_at is not None
        assert scenes.notices(scene.author, kind="decision") == [f"/decisions/{made}"]
        assert scenes.notices(scene.flagger, kind="flag_outcome") == [f"/flags/{case}"]
        assert scenes.verbs() == [verb]
        for who in (scene.author, scene.flagger):
            assert scenes.notices(who, at=clock.ahead(seconds=29)) == []


def test_keeping_without_a_word_tells_the_author_nothing(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        scenes.decide(scene.moderator, case, scenes.choice("keep", message=""))
        assert scenes.notices(scene.author) == []
        assert len(scenes.notices(scene.flagger)) == 1


def opening_of(topic: str) -> texts.Post:
    """The opening text of a topic."""
    query = select(texts.Post).join(texts.Topic).where(texts.Topic.public_id == topic, texts.Post.number == 1)
    return db.session.scalars(query).one()


@pytest.mark.parametrize(("verb", "state"), [("hide", "hidden"), ("remove", "removed"), ("lock", "open")])
def test_a_topic_is_decided_as_a_whole(app: Forum, verb: str, state: str) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, opening_of(scene.topic).public_id)
        scenes.decide(scene.moderator, case, scenes.choice(verb, rule=scene.rule))
        topic = texts.topic_called(scene.topic)
        assert topic.state == state
        assert topic.is_locked == (verb == "lock")
        assert len(scenes.notices(scene.other, kind="decision")) == 1


def test_a_suspension_ends_by_itself_and_says_why(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag_member(scene.flagger, scene.author.id)
        scenes.decide(scene.moderator, case, scenes.choice("suspend", rule=scene.rule, message="A rest."))
        assert factories.viewer_for(scene.author.id or 0).is_suspended
        sanction = db.session.scalars(select(Sanction)).one()
        assert (sanction.kind, sanction.member_id) == ("suspension", scene.author.id)
        with scenes.later(days=8):
            assert not factories.viewer_for(scene.author.id or 0).is_suspended


def test_an_admin_is_not_suspended_and_no_suspension_is_endless(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        admin = factories.viewer(roles=("admin",))
        chosen = scenes.choice("suspend", rule=scene.rule)
        with pytest.raises(Refused):
            scenes.decide(scene.moderator, scenes.flag_member(scene.flagger, admin.id), chosen)
        case = scenes.flag_member(scene.flagger, scene.author.id)
        for until in (None, clock.ago(days=1)):
            with pytest.raises(Refused):
                scenes.decide(scene.moderator, case, replace(chosen, sanction=Measure("suspension", until)))
        assert db.session.scalars(select(Limit)).all() == []


@pytest.mark.parametrize(
    ("verb", "rule", "message"),
    [("hide", False, "x"), ("hide", True, " "), ("remove", False, "x"), ("lock", True, "x"), ("suspend", True, "x")],
)
def test_an_incomplete_or_unfit_decision_is_refused(app: Forum, verb: str, rule: bool, message: str) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        with pytest.raises(Refused):
            scenes.decide(
                scene.moderator, case, scenes.choice(verb, rule=scene.rule if rule else None, message=message)
            )
        assert scenes.state(scene.post) == "open"


def test_the_second_of_two_learns_what_the_first_did(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        seen = scenes.case(case).version
        scenes.decide(scene.moderator, case, scenes.choice("keep", message=""))
        with pytest.raises(Refused) as refusal:
            scenes.decide(scene.second, case, scenes.choice("remove", rule=scene.rule), seen=seen)
        assert "mona" in refusal.value.reason
        assert "kept" in refusal.value.reason
        assert scenes.state(scene.post) == "open"


def test_two_moderators_at_once_make_one_decision(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        chosen = [scenes.choice("hide", rule=scene.rule), scenes.choice("keep", message="")]

    def decide(number: int) -> None:
        scenes.decide((scene.moderator, scene.second)[number], case, chosen[number], seen=1)

    failures = texts.run_at_once(app, decide, count=2)
    assert [type(failure) for failure in failures] == [Refused]
    with app.app_context():
        (decision,) = scenes.decisions()
        assert scenes.state(scene.post) == {"hide": "hidden", "keep": "open"}[decision.verb]
        assert len(scenes.notices(scene.flagger)) == 1
        assert len(scenes.verbs()) == 1


def test_an_edit_or_a_flag_in_between_stops_the_decision(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        seen = scenes.case(case).version
        with transaction():
            edit_post(scene.author, post=texts.post_called(scene.post), body="I went to 4.5.")
        with pytest.raises(Refused):
            scenes.decide(scene.moderator, case, scenes.choice("remove", rule=scene.rule), seen=seen)
        scenes.flag(scene.other, scene.post)
        with pytest.raises(Refused):
            scenes.decide(scene.moderator, case, scenes.choice("remove", rule=scene.rule), seen=seen + 1)


def test_nobody_decides_on_their_own_text_flag_or_case(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        own = texts.reply(scene.moderator, scene.topic)
        about_own = scenes.flag(scene.flagger, own.public_id)
        own_flag = scenes.flag(scene.moderator, scene.post)
        about_self = scenes.flag_member(scene.flagger, scene.moderator.id)
        for case in (about_own, own_flag, about_self):
            verb = "nothing" if case == about_self else "keep"
            with pytest.raises(NotAllowed):
                scenes.decide(scene.moderator, case, scenes.choice(verb, message=""))
            scenes.decide(scene.second, case, scenes.choice(verb, message=""))


def test_only_moderators_decide_from_the_next_request_on(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        demoted = replace(scene.moderator, roles=frozenset())
        for who in (demoted, scene.other, VISITOR, factories.viewer(roles=("admin",))):
            with pytest.raises(NotAllowed):
                scenes.decide(who, case, scenes.choice("keep", message=""))
        about = scenes.flag_member(scene.flagger, scene.moderator.id)
        scenes.decide(scene.second, about, scenes.choice("suspend", rule=scene.rule))
        with pytest.raises(NotAllowed):
            scenes.decide(factories.viewer_for(scene.moderator.id or 0), case, scenes.choice("keep", message=""))


@pytest.mark.parametrize("verb", ["keep", "hide", "remove", "lock"])
def test_undo_restores_everything_and_nobody_is_told(app: Forum, verb: str) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        post = opening_of(scene.topic).public_id if verb == "lock" else scene.post
        case = scenes.flag(scene.flagger, post)
        made = scenes.decide(scene.moderator, case, scenes.choice(verb, rule=scene.rule))
        scenes.undo(scene.moderator, made)
        assert scenes.state(post) == "open"
        assert not texts.topic_called(scene.topic).is_locked
        assert scenes.case(case).closed_at is None
        for who in (scene.author, scene.flagger, scene.other):
            assert [path for path in scenes.notices(who) if "/posts/" not in path] == []
        assert scenes.verbs() == [verb, "undo"]
        scenes.decide(scene.second, case, scenes.choice("keep", message=""))
        assert len(scenes.notices(scene.flagger)) == 1


def test_undo_lifts_a_suspension(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag_member(scene.flagger, scene.author.id)
        made = scenes.decide(scene.moderator, case, scenes.choice("suspend", rule=scene.rule))
        scenes.undo(scene.moderator, made)
        assert not factories.viewer_for(scene.author.id or 0).is_suspended
        assert db.session.scalars(select(Sanction)).one().lifted_at is not None


def test_undo_is_for_the_same_moderator_within_thirty_seconds(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        made = scenes.decide(scene.moderator, case, scenes.choice("hide", rule=scene.rule))
        with pytest.raises(NotAllowed):
            scenes.undo(scene.second, made)
        with scenes.later(seconds=30), pytest.raises(Refused):
            scenes.undo(scene.moderator, made)
        assert scenes.state(scene.post) == "hidden"


def test_undo_does_not_bring_back_what_the_author_took_back(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        made = scenes.decide(scene.moderator, case, scenes.choice("keep", message=""))
        with transaction():
            take_back(scene.author, post=texts.post_called(scene.post))
        with pytest.raises(Refused):
            scenes.undo(scene.moderator, made)
        assert scenes.state(scene.post) == "taken_back"
        assert len(scenes.notices(scene.flagger)) == 1


def test_a_new_case_in_between_stops_the_undo(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        made = scenes.decide(scene.moderator, scenes.flag(scene.flagger, scene.post), scenes.choice("keep", message=""))
        scenes.flag(scene.other, scene.post)
        with pytest.raises(Refused):
            scenes.undo(scene.moderator, made)
        assert len(scenes.open_cases()) == 1


def test_an_edit_of_a_hidden_text_asks_again(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        scenes.decide(scene.moderator, scenes.flag(scene.flagger, scene.post), scenes.choice("hide", rule=scene.rule))
        with transaction():
            edit_post(scene.author, post=texts.post_called(scene.post), body="I went to 4.5.")
        assert scenes.state(scene.post) == "hidden"
        (case,) = scenes.open_cases()
        assert case.reason == "asked_again"
        public_id = case.public_id
        with pytest.raises(Refused):
            scenes.decide(scene.moderator, public_id, scenes.choice("keep", message=""))
        scenes.decide(scene.moderator, public_id, scenes.choice("keep", message="Thank you."))
        assert scenes.state(scene.post) == "open"
        assert len(scenes.notices(scene.author, kind="decision")) == 2
        assert len(scenes.notices(scene.flagger, kind="flag_outcome")) == 1


def test_a_text_taken_back_closes_its_case_and_tells_who_flagged_it(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        with transaction():
            take_back(scene.author, post=texts.post_called(scene.post))
        assert scenes.case(case).closed_at is not None
        assert scenes.notices(scene.flagger) == [f"/flags/{case}"]
        assert scenes.notices(scene.author, kind="decision") == []
        assert scenes.verbs() == ["withdrawn"]
        with pytest.raises(Refused):
            scenes.decide(scene.moderator, case, scenes.choice("keep", message=""))


def test_taking_back_and_putting_back_does_not_shake_off_a_case(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        scenes.flag(scene.flagger, scene.post, reason="sourcing")
        for act in (take_back, put_back):
            with transaction():
                act(scene.author, post=texts.post_called(scene.post))
        (case,) = scenes.open_cases()
        assert case.reason == "sourcing"


def test_an_answer_waits_for_its_thirty_seconds_and_can_be_undone(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        with transaction():
            case = operations.write_to_team(
                VISITOR, about="Help", body="Hello", reply_to="a@example.org", address="192.0.2.1"
            ).public_id
        made = scenes.decide(scene.moderator, case, scenes.choice("answer", message="Here is how."))
        letter = db.session.scalars(select(Letter)).one()
        assert letter.recipient == "a@example.org"
        assert "Here is how." in letter.body
        assert "mona" not in letter.body
        assert letter.next_try_at > clock.ahead(seconds=25)
        scenes.undo(scene.moderator, made)
        assert db.session.scalars(select(Letter)).all() == []


def test_a_members_message_is_answered_in_the_forum(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        with transaction():
            case = operations.write_to_team(
                scene.other, about="Help", body="Hello", reply_to=None, address="192.0.2.1"
            ).public_id
        made = scenes.decide(scene.moderator, case, scenes.choice("answer", message="Here is how."))
        assert scenes.notices(scene.other, kind="decision") == [f"/decisions/{made}"]


def test_the_log_refuses_every_change(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        scenes.decide(scene.moderator, scenes.flag(scene.flagger, scene.post), scenes.choice("keep", message=""))
        for statement in ("UPDATE action SET reason = 'x'", "DELETE FROM action"):
            with pytest.raises(DBAPIError):
                db.session.execute(text(statement))
            db.session.rollback()
        assert scenes.verbs() == ["keep"]


def test_everyone_is_told_once_however_often_it_is_decided_and_undone(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        for verb in ("hide", "remove", "keep"):
            scenes.undo(scene.moderator, scenes.decide(scene.moderator, case, scenes.choice(verb, rule=scene.rule)))
        scenes.flag(scene.other, scene.post)
        scenes.decide(scene.second, case, scenes.choice("remove", rule=scene.rule))
        for who in (scene.flagger, scene.other):
            assert scenes.notices(who, kind="flag_outcome") == [f"/flags/{case}"]
        assert all(flag.told_by_id is not None for flag in scenes.flags())
