"""Two at the same moment: one of them wins, the other one learns of it, and nobody is told twice."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import delete

from forum.accounts import operations as accounts
from forum.accounts.models import member_role
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.operations import edit_post
from forum.errors import ForumError
from forum.moderation import operations, queries
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes

ROUNDS = 4


def outcome(act: Callable[[], object]) -> str:
    """What came of it: done, or the kind of refusal."""
    try:
        act()
    except ForumError as refusal:
        return type(refusal).__name__
    return "done"


def at_once(app: Forum, *acts: Callable[[], object]) -> list[str]:
    """Each in its own thread and its own transaction, at the same moment; what came of each."""
    came: dict[int, str] = {}

    def work(number: int) -> None:
        came[number] = outcome(acts[number])

    assert texts.run_at_once(app, work, count=len(acts)) == []
    return [came[number] for number in range(len(acts))]


def claims(viewer: Viewer, case: str) -> Callable[[], None]:
    def act() -> None:
        with transaction():
            operations.claim_case(queries.get_case(case), viewer=viewer)

    return act


def decides(viewer: Viewer, case: str, verb: str, *, rule: int, version: int) -> Callable[[], object]:
    return lambda: scenes.decide(viewer, case, scenes.choice(verb, rule=rule), seen=version)


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_who_claim_at_once_one_has_it(app: Forum, _round: int) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
    came = at_once(app, claims(scene.moderator, case), claims(scene.second, case))
    assert sorted(came) == ["Refused", "done"]
    with app.app_context():
        winner = (scene.moderator, scene.second)[came.index("done")]
        assert scenes.case(case).claimed_by_id == winner.id
        assert scenes.verbs() == ["claim"]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_who_decide_at_once_one_does_and_everybody_is_told_once(app: Forum, _round: int) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
    one = decides(scene.moderator, case, "hide", rule=scene.rule, version=1)
    two = decides(scene.second, case, "remove", rule=scene.rule, version=1)
    came = at_once(app, one, two)
    assert sorted(came) == ["Refused", "done"]
    with app.app_context():
        assert scenes.state(scene.post) == ("hidden", "removed")[came.index("done")]
        assert len(scenes.decisions()) == 1
        assert len(scenes.notices(scene.flagger, kind="flag_outcome")) == 1
        assert len(scenes.notices(scene.author, kind="decision")) == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_decision_and_the_authors_edit_at_once_do_not_miss_each_other(app: Forum, _round: int) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)

    def edits() -> None:
        with transaction():
            edit_post(scene.author, post=texts.post_called(scene.post), body="I went to 4.5 slowly.")

    came = at_once(app, decides(scene.moderator, case, "hide", rule=scene.rule, version=1), edits)
    assert came[1] == "done"
    with app.app_context():
        waiting = scenes.open_cases()
        # Either the edit came first and the decision was refused, or the hidden text was changed and asks again.
        assert [each.reason for each in waiting] == ["unsafe_instruction" if came[0] == "Refused" else "asked_again"]
        assert scenes.state(scene.post) == ("open" if came[0] == "Refused" else "hidden")


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_flag_on_what_is_being_removed_is_refused_or_answered(app: Forum, _round: int) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)

    def flags() -> None:
        scenes.flag(scene.other, scene.post)

    came = at_once(app, decides(scene.moderator, case, "remove", rule=scene.rule, version=1), flags)
    assert "done" in came
    with app.app_context():
        told = scenes.notices(scene.flagger, kind="flag_outcome")
        if came == ["done", "Refused"]:
            assert (len(told), scenes.open_cases()) == (1, [])
        else:
            assert came == ["Refused", "done"]
            assert (told, len(scenes.flags())) == ([], 2)


def test_who_is_no_moderator_any_more_decides_nothing_in_an_open_browser(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
    assert scene.moderator.id is not None
    client = factories.sign_in(app.test_client(), scene.moderator.id)
    assert client.get(f"/moderation/cases/{case}").status_code == 200
    with app.app_context(), transaction():
        db.session.execute(delete(member_role).where(member_role.c.member_id == scene.moderator.id))
    sent = {"version": "1", "act": "decide", "verb": "hide", "rule": str(scene.rule), "message": "Words.", "note": ""}
    for path in ("", "/claim", "/take-over", "/hand-over", "/second-opinion"):
        answer = client.post(f"/moderation/cases/{case}{path}", data=sent | {"question": "Why?"})
        assert answer.status_code == 404
    with app.app_context():
        assert scenes.state(scene.post) == "open"
        assert scenes.verbs() == []


def loses_the_role(viewer: Viewer, held: threading.Event) -> Callable[[], None]:
    """The role goes, and its transaction stays open until the other one waits for it."""

    def act() -> None:
        assert viewer.id is not None
        with transaction():
            accounts.revoke_role(get_member(viewer.id), role="moderator")
            held.set()
            time.sleep(0.3)

    return act


def is_suspended(viewer: Viewer, held: threading.Event) -> Callable[[], None]:
    def act() -> None:
        assert viewer.id is not None
        with transaction():
            accounts.add_limit(get_member(viewer.id), kind="suspended", reason="Rest.")
            held.set()
            time.sleep(0.3)

    return act


def asks(viewer: Viewer, case: str) -> Callable[[], None]:
    def act() -> None:
        with transaction():
            operations.ask_second_opinion(queries.get_case(case), viewer=viewer, question="What do you think?")

    return act


@pytest.mark.parametrize("ends", [loses_the_role, is_suspended])
@pytest.mark.parametrize("act", ["decides", "claims", "asks"])
def test_a_moderator_who_is_demoted_while_the_request_is_under_way_does_nothing(
    app: Forum, act: str, ends: Callable[[Viewer, threading.Event], Callable[[], None]]
) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
    acts = {
        "decides": decides(scene.moderator, case, "remove", rule=scene.rule, version=1),
        "claims": claims(scene.moderator, case),
        "asks": asks(scene.moderator, case),
    }
    held = threading.Event()

    def afterwards() -> None:
        held.wait()
        acts[act]()

    assert at_once(app, ends(scene.moderator, held), afterwards) == ["done", "NotAllowed"]
    with app.app_context():
        assert scenes.state(scene.post) == "open"
        assert scenes.verbs() == []
        assert scenes.case(case).claimed_by_id is None


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_moderators_who_sanction_each_other_at_once_do_not_wait_for_ever(app: Forum, _round: int) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        cases = [scenes.flag_member(scene.flagger, who.id) for who in (scene.moderator, scene.second)]
    sanction = scenes.choice("suspend", message="Rest.")

    def suspends(viewer: Viewer, case: str) -> Callable[[], object]:
        def act() -> object:
            return scenes.decide(viewer, case, replace(sanction, rule=scenes.rule_called(scene.rule)), seen=1)

        return act

    came = at_once(app, suspends(scene.second, cases[0]), suspends(scene.moderator, cases[1]))
    assert sorted(came) == ["NotAllowed", "done"]  # whoever is suspended first decides nothing any more
