"""Who works on a case: one at a time, for half an hour, and nobody has to say why not."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from forum import clock
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import NotAllowed, Refused
from forum.moderation import operations, queries
from forum.moderation.models import Action
from forum.viewers import Viewer
from tests.moderation import scenes
from tests.moderation.scenes import browser


@pytest.fixture
def case_of(app: Forum) -> Callable[[], tuple[scenes.Scene, str]]:
    """A scene whose post was flagged, and the case."""

    def make() -> tuple[scenes.Scene, str]:
        scene = scenes.a_scene()
        return scene, scenes.flag(scene.flagger, scene.post)

    return make


def claim(viewer: Viewer, case: str) -> None:
    with transaction():
        operations.claim_case(queries.get_case(case), viewer=viewer)


def hand_over(viewer: Viewer, case: str) -> None:
    with transaction():
        operations.hand_over(queries.get_case(case), viewer=viewer)


def take_over(viewer: Viewer, case: str) -> None:
    with transaction():
        operations.take_over(queries.get_case(case), viewer=viewer)


def ask(viewer: Viewer, case: str, question: str = "Is this advice?") -> None:
    with transaction():
        operations.ask_second_opinion(queries.get_case(case), viewer=viewer, question=question)


def withdraw(viewer: Viewer, case: str) -> None:
    with transaction():
        operations.withdraw_question(queries.get_case(case), viewer=viewer)


def holder(case: str) -> int | None:
    return scenes.case(case).holder_id(clock.now())


Made = Callable[[], tuple[scenes.Scene, str]]


def test_a_claim_is_one_moderators_and_returns_by_itself(app: Forum, case_of: Made) -> None:
    with app.app_context():
        scene, case = case_of()
        claim(scene.moderator, case)
        assert holder(case) == scene.moderator.id
        with pytest.raises(Refused, match="mona has this case until"):
            claim(scene.second, case)
        with scenes.later(minutes=29):
            assert holder(case) == scene.moderator.id
        with scenes.later(minutes=31):
            assert holder(case) is None
            claim(scene.second, case)
            assert holder(case) == scene.second.id


def test_claiming_again_begins_the_half_hour_anew_and_is_one_line_in_the_log(app: Forum, case_of: Made) -> None:
    with app.app_context():
        scene, case = case_of()
        claim(scene.moderator, case)
        with scenes.later(minutes=20):
            claim(scene.moderator, case)
        with scenes.later(minutes=45):
            assert holder(case) == scene.moderator.id
        assert scenes.verbs() == ["claim"]


def test_a_case_is_handed_over_without_a_reason(app: Forum, case_of: Made) -> None:
    with app.app_context():
        scene, case = case_of()
        claim(scene.moderator, case)
        hand_over(scene.second, case)
        assert holder(case) == scene.moderator.id
        hand_over(scene.moderator, case)
        hand_over(scene.moderator, case)
        assert holder(case) is None
        assert scenes.verbs() == ["claim", "hand_over"]
        assert set(db.session.scalars(select(Action.reason))) == {""}


def test_whoever_loses_a_case_is_told(app: Forum, case_of: Made) -> None:
    with app.app_context():
        scene, case = case_of()
        claim(scene.moderator, case)
        take_over(scene.second, case)
        take_over(scene.second, case)
        assert holder(case) == scene.second.id
        assert scenes.notices(scene.moderator, kind="taken_over") == [f"/moderation/cases/{case}"]
        assert scenes.verbs() == ["claim", "take_over"]


def test_what_somebody_else_has_is_not_decided_but_taken_over(app: Forum, case_of: Made) -> None:
    with app.app_context():
        scene, case = case_of()
        claim(scene.moderator, case)
        chosen = scenes.choice("hide", rule=scene.rule)
        with pytest.raises(Refused, match="mona has this case"):
            scenes.decide(scene.second, case, chosen)
        assert scenes.state(scene.post) == "open"
        take_over(scene.second, case)
        scenes.decide(scene.second, case, chosen)
        assert scenes.state(scene.post) == "hidden"


def test_an_undone_decision_leaves_the_case_with_whoever_had_claimed_it(app: Forum, case_of: Made) -> None:
    with app.app_context():
        scene, case = case_of()
        claim(scene.moderator, case)
        made = scenes.decide(scene.moderator, case, scenes.choice("keep"))
        scenes.undo(scene.moderator, made)
        assert holder(case) == scene.moderator.id


def test_a_second_opinion_asks_the_others_and_binds_whoever_asked(app: Forum, case_of: Made) -> None:
    with app.app_context():
        scene, case = case_of()
        claim(scene.moderator, case)
        ask(scene.moderator, case)
        assert holder(case) is None
        assert scenes.notices(scene.second, kind="case") == [f"/moderation/cases/{case}"]
        assert scenes.notices(scene.moderator) == []
        with pytest.raises(Refused, match="You asked for a second opinion"):
            scenes.decide(scene.moderator, case, scenes.choice("keep"))
        with pytest.raises(Refused, match="already"):
            ask(scene.second, case)
        scenes.decide(scene.second, case, scenes.choice("keep"))
        assert scenes.verbs() == ["claim", "second_opinion", "keep"]


def test_a_question_that_is_taken_back_binds_nobody(app: Forum, case_of: Made) -> None:
    with app.app_context():
        scene, case = case_of()
        ask(scene.moderator, case)
        withdraw(scene.second, case)
        assert scenes.case(case).second_opinion_by_id == scene.moderator.id
        withdraw(scene.moderator, case)
        withdraw(scene.moderator, case)
        scenes.decide(scene.moderator, case, scenes.choice("keep"))
        assert scenes.verbs() == ["second_opinion", "question_back", "keep"]


def test_nobody_is_asked_where_nobody_else_may_decide(app: Forum, case_of: Made) -> None:
    with app.app_context():
        scene, case = case_of()
        scenes.flag(scene.second, scene.post)
        with pytest.raises(Refused, match="Nobody else may decide"):
            ask(scene.moderator, case)


@pytest.mark.parametrize("act", [claim, take_over, ask])
def test_a_closed_case_is_nobodys(app: Forum, case_of: Made, act: Callable[[Viewer, str], None]) -> None:
    with app.app_context():
        scene, case = case_of()
        scenes.decide(scene.moderator, case, scenes.choice("keep"))
        with pytest.raises(Refused, match="closed"):
            act(scene.second, case)


@pytest.mark.parametrize("act", [claim, take_over, ask])
def test_who_flagged_it_or_moderates_no_more_claims_nothing(
    app: Forum, case_of: Made, act: Callable[[Viewer, str], None]
) -> None:
    with app.app_context():
        scene, case = case_of()
        scenes.flag(scene.second, scene.post)
        for who in (scene.second, scene.other):
            with pytest.raises(NotAllowed):
                act(who, case)


def test_the_page_says_who_has_the_case_and_offers_the_ways_on(app: Forum, case_of: Made) -> None:
    with app.app_context():
        scene, case = case_of()
    mona, sven = browser(app, scene.moderator), browser(app, scene.second)
    path = f"/moderation/cases/{case}"
    assert "Nobody has claimed it." in mona.get(path).text
    assert mona.post(f"{path}/claim").status_code == 303
    own, other = mona.get(path).text, sven.get(path).text
    assert "You have this case." in own
    assert "Hand it over" in own
    assert "mona has this case." in other
    assert "Take it over" in other
    refused = sven.post(f"{path}/claim")
    assert refused.status_code == 409
    assert "You can take it over, or leave it." in refused.text
    assert sven.post(f"{path}/take-over").status_code == 303
    assert mona.post(f"{path}/hand-over").status_code == 303
    assert "You have this case." in sven.get(path).text


def test_deciding_what_somebody_else_has_keeps_the_words_and_offers_to_take_over(app: Forum, case_of: Made) -> None:
    with app.app_context():
        scene, case = case_of()
        claim(scene.moderator, case)
    sent = {"version": "1", "act": "decide", "verb": "keep", "message": "All is well.", "note": "", "rule": ""}
    answer = browser(app, scene.second).post(f"/moderation/cases/{case}", data=sent)
    assert answer.status_code == 409
    assert "All is well." in answer.text
    assert "send it once more" not in answer.text
    assert 'form="decide" name="act" value="take_over"' in answer.text
    taken = browser(app, scene.second).post(f"/moderation/cases/{case}", data=sent | {"act": "take_over"})
    assert taken.status_code == 200
    assert "You have this case." in taken.text
    assert "All is well." in taken.text
    assert browser(app, scene.second).post(f"/moderation/cases/{case}", data=sent).status_code == 303


def test_whoever_asked_the_others_does_not_claim_it_meanwhile(app: Forum, case_of: Made) -> None:
    with app.app_context():
        scene, case = case_of()
        ask(scene.moderator, case)
        for act in (claim, take_over):
            with pytest.raises(Refused, match="Take your question back"):
                act(scene.moderator, case)
        claim(scene.second, case)
        with pytest.raises(Refused, match="Take your question back"):
            take_over(scene.moderator, case)
        assert holder(case) == scene.second.id


def test_a_question_needs_words_and_shows_on_the_page(app: Forum, case_of: Made) -> None:
    with app.app_context():
        scene, case = case_of()
    mona, path = browser(app, scene.moderator), f"/moderation/cases/{case}"
    empty = mona.post(f"{path}/second-opinion", data={"question": "  "})
    assert empty.status_code == 422
    assert "Write what you would like to hear." in empty.text
    assert mona.post(f"{path}/second-opinion", data={"question": "Is it <advice>?"}).status_code == 303
    assert "You asked for a second opinion" in mona.get(path).text
    page = browser(app, scene.second).get(path).text
    assert "mona asks for a second opinion" in page
    assert "Is it &lt;advice&gt;?" in page
    assert mona.post(f"{path}/second-opinion/withdraw").status_code == 303
    assert "Nobody has claimed it." in mona.get(path).text
