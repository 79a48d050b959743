"""Several cases of spam with one press: each by the one door, and what changed meanwhile is left."""

import threading
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from forum import clock
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import NotAllowed, Refused
from forum.moderation import operations, queries
from forum.moderation.models import Action, Decision
from forum.moderation.operations import Choice
from forum.moderation.queries import Wanted, soundness_of_log
from forum.viewers import Viewer
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.scenes import browser
from tests.statements import counted


@dataclass(frozen=True)
class Wave:
    """Spam by one author in one topic, flagged, with its cases."""

    scene: scenes.Scene
    posts: list[str]
    cases: list[str]


def a_wave(count: int, *, reason: str = "spam") -> Wave:
    scene = scenes.a_scene()
    posts = [texts.reply(scene.author, scene.topic, body=f"Buy number {n}.").public_id for n in range(count)]
    return Wave(scene, posts, [scenes.flag(scene.flagger, post, reason=reason) for post in posts])


def wanted(cases: list[str]) -> list[Wanted]:
    return [Wanted(case, scenes.case(case).version) for case in cases]


def together(viewer: Viewer, seen: list[Wanted], chosen: Choice) -> str:
    """The public id of the batch."""
    with transaction():
        return operations.decide_together(seen, viewer=viewer, choice=chosen).public_id


def left(viewer: Viewer, batch: str) -> dict[str, str]:
    db.session.expire_all()
    return dict(queries.batch_page(queries.get_batch(viewer, batch), at=clock.now()).left)


def removing(wave: Wave) -> Choice:
    return scenes.choice("remove", rule=wave.scene.rule, message="No selling here.", note="A wave.")


def test_each_is_decided_and_everybody_is_told_once(app: Forum) -> None:
    with app.app_context():
        wave = a_wave(3)
        together(wave.scene.moderator, wanted(wave.cases), removing(wave))
        assert {scenes.state(post) for post in wave.posts} == {"removed"}
        assert scenes.open_cases() == []
        assert sorted(scenes.notices(wave.scene.flagger)) == sorted(f"/flags/{case}" for case in wave.cases)
        assert len(scenes.notices(wave.scene.author, kind="decision")) == 3


def test_the_log_has_one_line_above_one_line_for_each(app: Forum) -> None:
    with app.app_context():
        wave = a_wave(3)
        batch = together(wave.scene.moderator, wanted(wave.cases), removing(wave))
        lines = list(db.session.scalars(select(Action).order_by(Action.id)))
        assert [line.verb for line in lines] == ["remove", "remove", "remove", "together"]
        assert {line.details["batch"] for line in lines} == {batch}
        assert lines[-1].details["decided"] == 3
        assert {line.reason for line in lines} == {"A wave."}
        page = queries.log_page(wave.scene.moderator, number=1)
        assert [line.is_part for line in page.items] == [False, True, True, True]
        assert soundness_of_log().broken is None


def test_what_changed_is_held_or_is_too_close_is_left_and_says_why(app: Forum) -> None:
    with app.app_context():
        wave = a_wave(6)
        scene, seen = wave.scene, wanted(wave.cases)
        fine, flagged, held, close, done, other = wave.cases
        scenes.flag(scene.other, wave.posts[1], reason="spam")
        with transaction():
            operations.claim_case(queries.get_case(held), viewer=scene.second)
        scenes.flag(scene.moderator, wave.posts[3], reason="spam")
        seen[3] = Wanted(close, scenes.case(close).version)
        scenes.decide(scene.second, done, scenes.choice("keep"))
        scenes.flag(scene.other, wave.posts[5], reason="sourcing")
        seen[5] = Wanted(other, scenes.case(other).version)
        batch = together(scene.moderator, [*seen, Wanted("nosuchcase", 1)], removing(wave))
        whys = left(scene.moderator, batch)
        assert set(whys) == {flagged, held, close, done, other, "nosuchcase"}
        assert "Something changed" in whys[flagged]
        assert "sven has this case" in whys[held]
        assert "too close" in whys[close]
        assert "sven was faster" in whys[done]
        assert "by itself" in whys[other]
        assert scenes.state(wave.posts[0]) == "removed"
        assert scenes.case(fine).closed_at is not None
        assert {scenes.state(post) for post in wave.posts[1:]} == {"open"}
        assert len(scenes.decisions()) == 2


def test_where_nothing_could_be_decided_the_log_says_nothing(app: Forum) -> None:
    with app.app_context():
        wave = a_wave(1, reason="harassment")
        batch = together(wave.scene.moderator, wanted(wave.cases), removing(wave))
        assert set(left(wave.scene.moderator, batch)) == set(wave.cases)
        assert scenes.verbs() == []


def test_all_is_undone_within_thirty_seconds_and_nobody_was_told(app: Forum) -> None:
    with app.app_context():
        wave = a_wave(3)
        batch = together(wave.scene.moderator, wanted(wave.cases), removing(wave))
        with pytest.raises(NotAllowed), transaction():
            operations.undo_together(queries.get_batch(wave.scene.moderator, batch), viewer=wave.scene.second)
        with transaction():
            assert not operations.undo_together(
                queries.get_batch(wave.scene.moderator, batch), viewer=wave.scene.moderator
            )
        assert {scenes.state(post) for post in wave.posts} == {"open"}
        assert len(scenes.open_cases()) == 3
        assert scenes.notices(wave.scene.author, kind="decision") == []
        assert scenes.verbs()[-3:] == ["undo"] * 3


def test_after_thirty_seconds_it_is_too_late(app: Forum) -> None:
    with app.app_context():
        wave = a_wave(2)
        batch = together(wave.scene.moderator, wanted(wave.cases), removing(wave))
        with scenes.later(seconds=31), transaction():
            stays = operations.undo_together(
                queries.get_batch(wave.scene.moderator, batch), viewer=wave.scene.moderator
            )
        assert len(stays) == 2
        assert {scenes.state(post) for post in wave.posts} == {"removed"}


def test_only_removing_and_hiding_and_no_more_than_a_page(app: Forum) -> None:
    with app.app_context():
        wave = a_wave(1)
        with pytest.raises(Refused), transaction():
            operations.decide_together(wanted(wave.cases), viewer=wave.scene.moderator, choice=scenes.choice("keep"))
        with pytest.raises(Refused), transaction():
            operations.decide_together(wanted(wave.cases) * 31, viewer=wave.scene.moderator, choice=removing(wave))
        with pytest.raises(NotAllowed), transaction():
            operations.decide_together(wanted(wave.cases), viewer=wave.scene.author, choice=removing(wave))


def test_two_at_once_decide_each_case_once(app: Forum) -> None:
    with app.app_context():
        wave = a_wave(8)
        seen, chosen = wanted(wave.cases), removing(wave)
        rule = wave.scene.rule
    gate, failed = threading.Barrier(2), []

    def press(viewer: Viewer, order: list[Wanted]) -> None:
        with app.app_context():
            try:
                gate.wait()
                together(viewer, order, scenes.choice("remove", rule=rule, message="No selling here."))
            except Exception as error:  # noqa: BLE001 - whatever it is, the test says so
                failed.append(error)

    threads = [
        threading.Thread(target=press, args=(wave.scene.moderator, seen)),
        threading.Thread(target=press, args=(wave.scene.second, list(reversed(seen)))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert failed == []
        assert chosen.verb == "remove"
        assert len(list(db.session.scalars(select(Decision)))) == 8
        assert len(scenes.notices(wave.scene.flagger)) == 8
        assert scenes.verbs().count("remove") == 8


def test_the_pages_show_what_would_happen_and_what_did(app: Forum) -> None:
    with app.app_context():
        wave = a_wave(2)
        other = scenes.flag(wave.scene.other, wave.scene.post, reason="harassment")
    mona, query = browser(app, wave.scene.moderator), "&".join(f"case={case}" for case in wave.cases)
    queue = mona.get("/moderation").text
    assert queue.count("data-key-tick") == 2
    page = mona.get(f"/moderation/together?{query}&case={other}&case=nosuchcase").text
    assert "2 cases, decided with one press" in page
    assert "Buy number 0." in page
    assert "Hello ada," in page
    assert "This is about something else than spam." in page
    assert "One has been decided in the meantime" in page
    sent = {"case": [f"{case}:1" for case in wave.cases], "verb": "remove", "message": "No selling.", "note": ""}
    missing = mona.post("/moderation/together", data=sent | {"rule": ""})
    assert missing.status_code == 422
    assert "No selling." in missing.text
    assert "Choose the rule" in missing.text
    done = mona.post("/moderation/together", data=sent | {"rule": str(wave.scene.rule)})
    assert done.status_code == 303
    assert "2 cases decided" in mona.get(done.location).text
    assert browser(app, wave.scene.second).get(done.location).status_code == 404
    log = mona.get("/moderation/log").text
    assert log.index("several decided together") < log.index("together with others:")
    undone = mona.post(f"{done.location}/undo", follow_redirects=True).text
    assert undone.count("(undone)") == 2


def test_the_page_takes_no_more_statements_for_thirty_than_for_two(app: Forum) -> None:
    with app.app_context():
        wave = a_wave(12)
    mona, takes = browser(app, wave.scene.moderator), []
    for count in (2, 12):
        query = "&".join(f"case={case}" for case in wave.cases[:count])
        with counted() as statements:
            assert mona.get(f"/moderation/together?{query}").status_code == 200
        takes.append(len(statements))
    assert takes[0] == takes[1] <= 12


def test_a_text_under_a_one_off_name_is_shown_under_that_name(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        post = texts.reply(scene.flagger, scene.topic, body="Buy here.", alias="Amber Teasel 27")
        case = scenes.flag(scene.author, post.public_id, reason="spam")
    page = browser(app, scene.moderator).get(f"/moderation/together?case={case}").text
    assert "Amber Teasel 27" in page
    assert "flora" not in page
