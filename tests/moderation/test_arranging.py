"""Decisions that let a text stay: a day to change it, a note, a pace, another place; and all of it undone."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from forum import clock
from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import db, transaction
from forum.discussions.models import Post, Topic
from forum.discussions.operations import edit_post, recount_all
from forum.discussions.queries import find_opening, find_post
from forum.errors import Refused
from forum.experiences.models import Experience
from forum.moderation import operations
from forum.moderation.models import Case, Decision
from forum.moderation.operations import Plan
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes


def browser(app: Forum, scene: scenes.Scene) -> FlaskClient:
    assert scene.moderator.id is not None
    return factories.sign_in(app.test_client(), scene.moderator.id)


def arranged(scene: scenes.Scene, verb: str, *, case: str, seen: int | None = None, **plan: object) -> str:
    """A decision that arranges something; its public id."""
    chosen = scenes.choice(verb, rule=scene.rule, message="Our words.")
    return scenes.decide(scene.moderator, case, replace(chosen, plan=Plan(**plan)), seen=seen)  # type: ignore[arg-type]  # fields


def flagged_topic(scene: scenes.Scene) -> str:
    """The scene's topic, flagged; the case."""
    opening = find_opening(texts.topic_called(scene.topic))
    assert opening is not None
    return scenes.flag(scene.flagger, opening.public_id)


def settle(**past: float) -> None:
    """Everything was decided so long ago, and was to be changed by a minute ago."""
    moment = clock.ago(**past)
    db.session.execute(update(Decision).values(decided_at=moment, final_at=moment + timedelta(seconds=30)))
    db.session.commit()


def topic_of(scene: scenes.Scene) -> Topic:
    db.session.expire_all()
    return texts.topic_called(scene.topic)


def reasons() -> list[str]:
    """Why each open case waits."""
    db.session.expire_all()
    return [case.reason for case in scenes.open_cases()]


def sweep() -> int:
    with transaction():
        return operations.return_unedited()


def test_what_the_author_changes_in_time_comes_back_to_the_queue_once(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        arranged(scene, "ask_edit", case=scenes.flag(scene.flagger, scene.post), days=3)
        assert (scenes.state(scene.post), reasons()) == ("open", [])
        with transaction():
            edit_post(scene.author, post=texts.post_called(scene.post), body="I went to 4.5 slowly.")
        assert reasons() == ["asked_again"]
        with scenes.later(days=4):
            assert sweep() == 0
        scenes.decide(scene.second, scenes.open_cases()[0].public_id, scenes.choice("keep"))
        with transaction():
            edit_post(scene.author, post=texts.post_called(scene.post), body="I went to 4.5 slowly, then stopped.")
        assert reasons() == []


def test_what_was_not_changed_in_time_comes_back_once_also_with_two_workers(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        arranged(scene, "ask_edit", case=scenes.flag(scene.flagger, scene.post), days=3)
        assert sweep() == 0
        db.session.execute(update(Decision).values(due_at=clock.ago(minutes=1)))
        db.session.commit()
    came: list[int] = []
    assert texts.run_at_once(app, lambda _number: came.append(sweep()), count=3) == []
    assert sorted(came) == [0, 0, 1]
    with app.app_context():
        assert reasons() == ["not_edited"]
        assert scenes.verbs()[-1] == "not_edited"
        assert (
            app.test_cli_runner()
            .invoke(args=["moderation", "return-unedited"])
            .output.startswith("Back in the queue: 0")
        )


@pytest.mark.parametrize("then", ["undo", "remove", "take_back"])
def test_a_day_that_does_not_matter_any_more_brings_nothing_back(app: Forum, then: str) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        made = arranged(scene, "ask_edit", case=case, days=1)
        if then == "undo":
            scenes.undo(scene.moderator, made)
        elif then == "remove":
            again = scenes.flag(scene.other, scene.post)
            scenes.decide(scene.second, again, scenes.choice("remove", rule=scene.rule))
        else:
            db.session.execute(update(Post).where(Post.public_id == scene.post).values(state="taken_back"))
            db.session.commit()
        with scenes.later(days=2):
            assert sweep() == 0


def test_a_note_is_put_before_the_text_and_taken_away_by_undoing(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        with pytest.raises(Refused, match="Write the note"):
            arranged(scene, "content_note", case=case)
        made = arranged(scene, "content_note", case=case, note="Tells of dying")
        found = find_post(scene.post)
        assert found is not None
        assert (found.content_note, found.state) == ("Tells of dying", "open")
        scenes.undo(scene.moderator, made)
        db.session.expire_all()
        assert texts.post_called(scene.post).content_note == ""


def test_a_topic_is_slowed_and_goes_as_before_after_undoing(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        made = arranged(scene, "slow", case=flagged_topic(scene), minutes=30)
        assert topic_of(scene).slow_minutes == 30
        scenes.undo(scene.moderator, made)
        assert topic_of(scene).slow_minutes == 0


def test_a_topic_moves_and_comes_back_and_a_story_with_an_experience_stays(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        there = factories.condition("elsewhere").id
        was = topic_of(scene).condition_id
        case = flagged_topic(scene)
        with pytest.raises(Refused, match="Choose the condition"):
            arranged(scene, "move", case=case)
        made = arranged(scene, "move", case=case, condition=db.session.get(Condition, there))
        assert topic_of(scene).condition_id == there
        scenes.undo(scene.moderator, made)
        assert topic_of(scene).condition_id == was
        told = Experience(member_id=scene.other.id, condition_id=was, topic_id=topic_of(scene).id)
        db.session.add(told)
        db.session.commit()
        with pytest.raises(Refused, match="belongs to an experience"):
            arranged(scene, "move", case=case, condition=db.session.get(Condition, there))


@pytest.mark.parametrize("verb", ["duplicate", "merge"])
def test_a_topic_goes_on_in_another_one_and_is_itself_again_after_undoing(app: Forum, verb: str) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        other = texts.new_topic(scene.author, title="Sleep, the first").public_id
        case = flagged_topic(scene)
        for wrong in ("", scene.topic, "zzzzzzzzzzzz"):
            with pytest.raises(Refused, match="Choose another topic"):
                arranged(scene, verb, case=case, other=wrong)
        made = arranged(scene, verb, case=case, other=other)
        topic = topic_of(scene)
        assert (topic.is_locked, topic.goes_on_in) == (True, other)
        assert texts.topic_called(other).replies_everyone == (1 if verb == "merge" else 0)
        scenes.undo(scene.moderator, made)
        topic = topic_of(scene)
        assert (topic.is_locked, topic.goes_on_in, topic.replies_everyone) == (False, "", 1)
        with transaction():
            assert recount_all() == 0


def test_a_reply_gets_a_topic_of_its_own_and_comes_back(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        with pytest.raises(Refused, match="Write the title"):
            arranged(scene, "split", case=case)
        made = arranged(scene, "split", case=case, title="Going slowly")
        found = find_post(scene.post)
        assert found is not None
        assert (found.number, found.topic.title) == (1, "Going slowly")
        assert topic_of(scene).replies_everyone == 0
        scenes.undo(scene.moderator, made)
        db.session.expire_all()
        found = find_post(scene.post)
        assert found is not None
        assert (found.number, found.topic.public_id) == (2, scene.topic)
        with transaction():
            assert recount_all() == 0


def test_a_topic_that_was_split_off_stays_once_somebody_has_answered_in_it(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        made = arranged(scene, "split", case=scenes.flag(scene.flagger, scene.post), title="Going slowly")
        found = find_post(scene.post)
        assert found is not None
        texts.reply(scene.other, found.topic, body="Me too.")
        with pytest.raises(Refused, match="replied in the new topic"):
            scenes.undo(scene.moderator, made)


def test_what_stands_under_a_one_off_name_stays_in_its_topic(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        reply = texts.reply(factories.viewer("shy"), texts.topic_called(scene.topic), alias="Quiet Heron 12").public_id
        case = scenes.flag(scene.flagger, reply)
        with pytest.raises(Refused, match="under its member's own name"):
            arranged(scene, "split", case=case, title="Going slowly")


@pytest.mark.parametrize(
    ("verb", "fields", "told"),
    [
        ("ask_edit", {"days": "7"}, ("please change it until", "asked its author to change it")),
        ("content_note", {"content_note": "Tells of dying"}, ("a note before your post", "put a note before it")),
        ("split", {"new_title": "Going slowly"}, ("the beginning of a topic of its own", "given it a topic")),
    ],
)
def test_the_page_shows_and_sends_the_words_and_asks_for_what_is_missing(
    app: Forum, verb: str, fields: dict[str, str], told: tuple[str, str]
) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
    client, path = browser(app, scene), f"/moderation/cases/{case}"
    sent = {"version": "1", "verb": verb, "rule": str(scene.rule), "message": "Our words.", "note": "", **fields}
    shown = client.post(path, data=sent | {"act": "show"}).text
    assert told[0] in shown
    assert told[1] in shown
    if verb != "ask_edit":
        missing = client.post(path, data=sent | dict.fromkeys(fields, "") | {"act": "decide"})
        assert missing.status_code == 422
        assert "<details open>" in missing.text
    assert client.post(path, data=sent | {"act": "decide"}).status_code == 303
    with app.app_context():
        settle(minutes=1)
        letters = scenes.notices(scene.author, kind="decision")
    assert scene.author.id is not None
    author = factories.sign_in(app.test_client(), scene.author.id)
    assert told[0] in author.get(letters[0]).text


def test_the_page_of_a_topic_moves_it_by_what_is_typed(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        there = factories.condition("elsewhere").slug
        other = texts.new_topic(scene.author, title="Sleep, the first").public_id
        case = flagged_topic(scene)
    client, path = browser(app, scene), f"/moderation/cases/{case}"
    sent = {"version": "1", "act": "decide", "rule": "", "message": "Our words.", "note": ""}
    assert client.post(path, data=sent | {"verb": "move"}).status_code == 422
    assert client.post(path, data=sent | {"verb": "move", "move_to": "no-such"}).status_code == 422
    assert client.post(path, data=sent | {"verb": "merge", "other": "not an address!"}).status_code == 422
    there_too = f"https://forum.example/topics/{other}-sleep-the-first"
    assert client.post(path, data=sent | {"verb": "merge", "other": there_too}).status_code == 303
    with app.app_context():
        assert topic_of(scene).goes_on_in == other
        assert db.session.scalars(select(Case.closed_at)).one() is not None
        assert there == "elsewhere"
