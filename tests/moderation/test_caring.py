"""Somebody who may be at risk: a named moderator looks after them, and nothing is ever taken from them for it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from forum import clock
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.operations import put_back, take_back
from forum.discussions.ports import Verdict
from forum.discussions.queries import get_post
from forum.errors import NotAllowed, Refused
from forum.experiences.operations.sharing import unshare_experience
from forum.experiences.queries import get_experience
from forum.moderation import operations, queries
from forum.moderation.models import Action, Sanction
from forum.viewers import Viewer
from tests.discussions import texts
from tests.experiences import lives
from tests.moderation import scenes
from tests.moderation.caring import close, give_back, instead, kinds, note, ordinary, row, take, worry, write
from tests.moderation.scenes import browser


def test_from_the_flag_to_the_closing_note(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        assert scenes.notices(scene.moderator, kind="case") == [f"/moderation/cases/{case}"]
        take(scene.moderator, case)
        note(scene.moderator, case)
        write(scene.moderator, case)
        give_back(scene.moderator, case)
        take(scene.second, case)
        close(scene.second, case)
        assert kinds() == ["taken", "note", "message", "handed_over", "taken", "closed"]
        assert scenes.verbs() == ["take_on", "write", "hand_over", "take_on", "look_after"]
        assert scenes.open_cases() == []
        assert scenes.state(scene.post) == "open"
        assert scenes.notices(scene.flagger, kind="looked_after") == [f"/flags/{case}"]
        assert scenes.notices(scene.flagger, kind="flag_outcome") == []
        assert scenes.notices(scene.author, kind="decision") == []
        assert len(scenes.notices(scene.author, kind="message")) == 1


def test_taking_it_on_claims_it_and_names_who_has_it(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        take(scene.moderator, case)  # twice changes nothing
        assert scenes.case(case).holder_id(clock.now()) == scene.moderator.id
        assert row(case).holder_id == scene.moderator.id
        with pytest.raises(Refused, match="mona looks after this"):
            take(scene.second, case)
        assert kinds() == ["taken"]
    assert "mona looks after it" in browser(app, scene.second).get("/moderation").text
    page = browser(app, scene.second).get(f"/moderation/cases/{case}").text
    assert "mona looks after this" in page
    assert "Go on in their place" in page
    assert "Closing note" not in page


@pytest.mark.parametrize("act", [note, write, give_back, close, ordinary])
def test_only_who_looks_after_it_acts(app: Forum, scene: scenes.Scene, act: Callable[[Viewer, str], object]) -> None:
    with app.app_context():
        case = worry(scene)
        with pytest.raises(Refused, match="Nobody looks after"):
            act(scene.second, case)
        take(scene.moderator, case)
        with pytest.raises(Refused, match="mona looks after"):
            act(scene.second, case)
        with pytest.raises(NotAllowed):
            act(scene.other, case)
        act(scene.moderator, case)


def test_another_goes_on_in_their_place_and_they_are_told(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        instead(scene.second, case)
        assert row(case).holder_id == scene.second.id
        assert scenes.notices(scene.moderator, kind="taken_over") == [f"/moderation/cases/{case}"]
        assert len(scenes.notices(scene.flagger, kind="looked_after")) == 1
        with pytest.raises(Refused, match="sven looks after"):
            note(scene.moderator, case)


def test_who_is_too_close_does_not_take_it_on(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        scenes.flag(scene.second, scene.post, reason="at_risk")
        for act in (take, instead):
            with pytest.raises(NotAllowed, match="too close"):
                act(scene.second, case)
            with pytest.raises(NotAllowed):
                act(scene.other, case)


def test_who_looks_after_it_may_answer_in_the_topic_and_still_goes_on(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        texts.reply(scene.moderator, texts.topic_called(scene.topic), body="We are here.")
        assert queries.is_recused(scene.moderator.id, scenes.case(case))
        note(scene.moderator, case)
        close(scene.moderator, case)


@pytest.mark.parametrize("verb", ["keep", "hide", "remove"])
def test_nothing_can_be_decided_about_the_text_or_its_author(app: Forum, scene: scenes.Scene, verb: str) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        with pytest.raises(Refused, match="at risk"):
            scenes.decide(scene.moderator, case, scenes.choice(verb, rule=scene.rule))
        for claim in (operations.claim_case, operations.take_over):
            with pytest.raises(Refused, match="at risk"), transaction():
                claim(queries.get_case(case), viewer=scene.second)
        assert scenes.state(scene.post) == "open"
        assert (scenes.decisions(), db.session.scalars(select(Sanction)).all()) == ([], [])
    client = browser(app, scene.moderator)
    page = client.get(f"/moderation/cases/{case}").text
    assert 'name="verb"' not in page
    assert 'name="sanction"' not in page
    words = "Words that took me ten minutes."
    sent = client.post(
        f"/moderation/cases/{case}",
        data={"act": "decide", "verb": verb, "version": "1", "rule": str(scene.rule), "message": words},
    )
    assert sent.status_code == 409
    assert words in sent.text


def test_an_ordinary_case_again_can_be_decided_with_the_reason_in_the_log(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = scenes.flag(scene.other, scene.post, reason="unsafe_instruction")
        worry(scene)
        take(scene.moderator, case)
        ordinary(scene.moderator, case)
        found = scenes.case(case)
        assert (found.reason, found.severity) == ("unsafe_instruction", 2)
        assert queries.find_risk(found.id) is None
        reasons = db.session.scalars(select(Action.reason).where(Action.verb == "make_ordinary")).all()
        assert reasons == ["It is a song text."]
        scenes.decide(scene.moderator, case, scenes.choice("hide", rule=scene.rule))
        assert len(scenes.notices(scene.flagger, kind="flag_outcome")) == 1


def test_a_new_worry_begins_anew(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        ordinary(scene.moderator, case)
        assert scenes.case(case).reason == "other"
        scenes.flag(scene.other, scene.post, reason="at_risk")
        assert row(case).holder_id is None
        assert len(scenes.notices(scene.second, kind="case")) == 2


def test_a_held_text_is_decided_before_its_case_closes(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        with transaction():
            operations.text_screened(get_post(scene.author, scene.post), verdict=Verdict(held=True, reason="held"))
            get_post(scene.author, scene.post).state = "held"
        with transaction():
            case = operations.flag_text(
                texts.post_called(scene.post), viewer=scene.flagger, reason="at_risk", note=""
            ).public_id
        take(scene.moderator, case)
        with pytest.raises(Refused, match="still held"):
            close(scene.moderator, case)
        ordinary(scene.moderator, case)
        assert scenes.case(case).reason == "held"
        scenes.decide(scene.moderator, case, scenes.choice("keep"))
        assert scenes.state(scene.post) == "open"


def test_closing_can_be_undone_and_nobody_hears_of_it_twice(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        made = close(scene.moderator, case)
        assert [flag.told_by_id for flag in scenes.flags()] != [None]
        scenes.undo(scene.moderator, made)
        assert row(case).holder_id == scene.moderator.id
        assert kinds()[-1] == "reopened"
        close(scene.moderator, case)
        assert len(scenes.notices(scene.flagger, kind="looked_after")) == 1
        assert scenes.notices(scene.flagger, kind="flag_outcome") == []


def test_the_closing_says_which_version_it_saw(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        seen = scenes.case(case).version
        scenes.flag(scene.other, scene.post, reason="at_risk")
        with pytest.raises(Refused, match="flagged again"):
            close(scene.moderator, case, version=seen)


def test_who_flags_what_is_looked_after_learns_that_at_once(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        scenes.flag(scene.other, scene.post, reason="spam")
        assert scenes.notices(scene.other, kind="looked_after") == [f"/flags/{case}"]
        assert scenes.notices(scene.moderator, kind="case_news") == [f"/moderation/cases/{case}"]
    page = browser(app, scene.other).get(f"/flags/{case}").text
    assert "Somebody looks after it" in page
    assert "mona" not in page


def test_taking_the_text_back_leaves_the_case_open(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        with transaction():
            take_back(scene.author, post=texts.post_called(scene.post))
        assert [each.public_id for each in scenes.open_cases()] == [case]
        assert kinds() == ["taken", "taken_back"]
        assert scenes.notices(scene.moderator, kind="case_news") == [f"/moderation/cases/{case}"]
        assert scenes.notices(scene.flagger, kind="flag_outcome") == []
        write(scene.moderator, case)
        close(scene.moderator, case)
        with transaction():
            put_back(scene.author, post=texts.post_called(scene.post))
        assert scenes.open_cases() == []


def test_an_ordinary_case_about_a_text_that_is_gone_closes(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        with transaction():
            take_back(scene.author, post=texts.post_called(scene.post))
        ordinary(scene.moderator, case)
        assert scenes.open_cases() == []
        assert scenes.verbs()[-2:] == ["make_ordinary", "withdrawn"]
        assert len(scenes.notices(scene.flagger, kind="flag_outcome")) == 1


def test_having_been_at_risk_is_no_earlier_decision(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        close(scene.moderator, case)
        later = scenes.flag(scene.other, scene.post, reason="spam")
        assert scene.author.id is not None
        history = queries.history_of(get_member(scene.author.id), viewer=scene.moderator, at=clock.now(), number=1)
        assert history.decisions.total == 0
        page = queries.case_page(scene.moderator, queries.get_case(later), at=clock.now())
        assert page.earlier == []


def test_a_member_whom_somebody_worries_about_without_a_text(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = scenes.flag_member(scene.flagger, scene.author.id, reason="at_risk")
        take(scene.moderator, case)
        write(scene.moderator, case)
        close(scene.moderator, case)
    page = browser(app, scene.moderator).get(f"/moderation/cases/{case}").text
    assert "They are with their sister." in page


def test_an_experience_that_is_taken_back_leaves_its_case_open(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        assert scene.author.id is not None
        told = lives.experience(scene.author.id).public_id
        with transaction():
            found = get_experience(scene.flagger, told)
            made = operations.flag_experience(found, viewer=scene.flagger, reason="at_risk", note="")
            case = made.public_id
        take(scene.moderator, case)
        with transaction():
            unshare_experience(get_experience(scene.author, told))
        assert [each.public_id for each in scenes.open_cases()] == [case]
        ordinary(scene.moderator, case)
        assert scenes.open_cases() == []


def test_the_words_to_begin_with_are_not_enough(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
    client = browser(app, scene.moderator)
    offered = client.get(f"/moderation/cases/{case}/message?opening=how").text
    begun = "Hello ada,\n\nI am one of the people who look after this forum. I wanted to ask how you are today."
    assert "I wanted to ask how you are today." in offered
    sent = client.post(f"/moderation/cases/{case}/message", data={"words": begun})
    assert sent.status_code == 422
    assert "a sentence of your own" in sent.text
    more = begun + "\n\nYou wrote that you do not sleep."
    assert client.post(f"/moderation/cases/{case}/message", data={"words": more}).status_code == 303


def test_the_forms_keep_what_was_typed(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
    client = browser(app, scene.moderator)
    assert client.post(f"/moderation/cases/{case}/steps", data={"step": " "}).status_code == 422
    assert client.post(f"/moderation/cases/{case}/close", data={"closing": "x"}).status_code == 422
    with app.app_context():
        instead(scene.second, case)
    sent = client.post(f"/moderation/cases/{case}/steps", data={"step": "They live with a friend."})
    assert sent.status_code == 409
    assert "sven looks after this now" in sent.text
    assert "They live with a friend." in sent.text


def test_the_claim_of_the_queue_takes_it_on(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
    client = browser(app, scene.moderator)
    assert "I look after it" in client.get("/moderation").text
    assert client.post(f"/moderation/cases/{case}/claim").status_code == 303
    with app.app_context():
        assert row(case).holder_id == scene.moderator.id
    assert client.post(f"/moderation/cases/{case}/hand-over").status_code == 409
