"""Sanctions: what each forbids, who can get one, and what its letter says."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import clock
from forum.accounts.models import Limit
from forum.app import Forum
from forum.conditions.models import Condition
from forum.database import db, transaction
from forum.errors import NotAllowed, Refused
from forum.moderation.models import Action, Sanction
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.scenes import browser
from tests.statements import counted

KINDS = {"warning": None, "limit": "held", "silence": "silenced", "suspension": "suspended"}


def sanctioned(scene: scenes.Scene, kind: str, *, verb: str = "remove", condition: Condition | None = None) -> str:
    """The author's post is decided on with a sanction; the public id of the decision."""
    case = scenes.flag(scene.flagger, scene.post)
    chosen = scenes.choice(verb, rule=scene.rule, message="A rest.")
    return scenes.decide(scene.moderator, case, replace(chosen, sanction=scenes.a_measure(kind, condition=condition)))


def limits() -> list[Limit]:
    """All limits, as they are."""
    db.session.expire_all()
    return list(db.session.scalars(select(Limit)))


@pytest.mark.parametrize("kind", KINDS)
def test_text_and_sanction_are_decided_together_and_it_ends_by_itself(app: Forum, kind: str) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        sanctioned(scene, kind)
        assert scenes.state(scene.post) == "removed"
        assert scenes.verbs() == ["remove", kind]
        given = db.session.scalars(select(Sanction)).one()
        assert (given.kind, given.member_id, given.reason) == (kind, scene.author.id, "A rest.")
        assert [limit.kind for limit in limits()] == ([KINDS[kind]] if KINDS[kind] else [])
        with scenes.later(days=8):
            assert factories.viewer_for(scene.author.id or 0).limits == ()


@pytest.mark.parametrize("kind", KINDS)
def test_undo_lifts_the_sanction_and_nobody_is_told(app: Forum, kind: str) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        scenes.undo(scene.moderator, sanctioned(scene, kind))
        assert scenes.state(scene.post) == "open"
        assert factories.viewer_for(scene.author.id or 0).limits == ()
        assert db.session.scalars(select(Sanction)).one().lifted_at is not None
        assert scenes.notices(scene.author, kind="decision") == []


def test_a_sanction_for_one_condition_leaves_the_others_alone(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        condition = texts.topic_called(scene.topic).condition_id
        sanctioned(scene, "silence", condition=db.session.get(Condition, condition))
        after = factories.viewer_for(scene.author.id or 0)
        assert after.is_limited("silenced", condition_id=condition)
        assert not after.is_limited("silenced", condition_id=condition + 1)


@pytest.mark.parametrize("days", [None, -1, 400])
def test_no_end_a_past_end_and_more_than_a_year_are_refused(app: Forum, days: float | None) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        measure = scenes.a_measure("silence", days=days or 1)
        measure = replace(measure, until=None) if days is None else measure
        with pytest.raises(Refused):
            scenes.decide(scene.moderator, case, replace(scenes.choice("hide", rule=scene.rule), sanction=measure))
        assert scenes.state(scene.post) == "open"
        assert limits() == []


def test_an_admin_oneself_and_whoever_left_get_no_sanction(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        admin, gone = factories.viewer(roles=("admin",)), factories.member()
        chosen = replace(scenes.choice("message", rule=scene.rule), sanction=scenes.a_measure("warning"))
        with pytest.raises(Refused):
            scenes.decide(scene.moderator, scenes.flag_member(scene.flagger, admin.id), chosen)
        about_gone = scenes.flag_member(scene.flagger, gone.id)
        with transaction():
            gone.deleted_at = clock.now()
        with pytest.raises(Refused):
            scenes.decide(scene.moderator, about_gone, chosen)
        with pytest.raises(NotAllowed):
            scenes.decide(scene.moderator, scenes.flag_member(scene.flagger, scene.moderator.id), chosen)
        assert db.session.scalars(select(Sanction)).all() == []


def test_somebody_at_risk_gets_no_sanction(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post, reason="at_risk")
        chosen = replace(scenes.choice("hide", rule=scene.rule), sanction=scenes.a_measure("silence"))
        with pytest.raises(Refused, match="at risk"):
            scenes.decide(scene.moderator, case, chosen)
        assert limits() == []
    page = browser(app, scene.moderator).get(f"/moderation/cases/{case}").text
    assert 'name="sanction"' not in page


def test_a_sanction_needs_a_rule_words_and_a_fitting_decision(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        measure = scenes.a_measure("silence")
        other = Condition(slug="other", name="Other", position=9)
        for chosen in (
            replace(scenes.choice("keep", message="x"), sanction=measure),
            replace(scenes.choice("keep", rule=scene.rule, message=""), sanction=measure),
            replace(scenes.choice("hide", rule=scene.rule), sanction=replace(measure, kind="exile")),
            replace(scenes.choice("hide", rule=scene.rule), sanction=replace(measure, condition=other)),
            replace(scenes.choice("hide", rule=scene.rule), sanction=scenes.a_measure("suspension", condition=other)),
        ):
            with pytest.raises(Refused):
                scenes.decide(scene.moderator, case, chosen)
            db.session.rollback()


def test_a_silenced_member_reads_flags_asks_changes_and_takes_back_but_writes_nothing_new(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        made = sanctioned(scene, "silence", verb="keep")
        case = scenes.flags()[0].case_id
        assert case
    client = browser(app, scene.author)
    post = f"/posts/{scene.post}"
    assert client.get(f"/topics/{scene.topic}-x", follow_redirects=True).status_code == 200
    assert client.post(f"/topics/{scene.topic}/replies", data={"body": "More words."}).status_code == 403
    assert client.get(f"{post}/edit").status_code == 200
    assert client.post(f"{post}/edit", data={"body": "Other words of mine."}).status_code == 303
    assert client.post(f"/topics/{scene.topic}/flag", data={"reason": "spam"}).status_code == 303
    assert client.post("/contact", data={"body": "Please look again."}).status_code == 303
    assert client.post(f"{post}/take-back").status_code == 303
    with scenes.later(seconds=31):
        assert client.get(f"/decisions/{made}").status_code == 200
    with app.app_context():
        assert scenes.state(scene.post) == "taken_back"


def test_what_a_limited_member_writes_waits_for_a_moderator(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        sanctioned(scene, "limit", verb="keep")
    client = browser(app, scene.author)
    assert (
        client.post(f"/topics/{scene.topic}/replies", data={"body": "More words.", "key": "k" * 32}).status_code == 303
    )
    with app.app_context():
        assert db.session.scalars(select(texts.Post.state).order_by(texts.Post.id.desc())).first() == "held"


def test_the_letter_says_what_where_why_on_whose_call_and_until_when_as_the_preview_did(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
    day = (clock.now() + timedelta(days=9)).date()
    sent = {
        "verb": "remove",
        "rule": str(scene.rule),
        "sanction": "silence",
        "until": day.isoformat(),
        "message": "A rest.",
        "version": "1",
    }
    moderator = browser(app, scene.moderator)
    shown = moderator.post(f"/moderation/cases/{case}", data={**sent, "act": "show"}).text
    assert moderator.post(f"/moderation/cases/{case}", data={**sent, "act": "decide"}).status_code == 303
    with app.app_context():
        made = scenes.decisions()[0].public_id
    with scenes.later(seconds=31):
        letter = browser(app, scene.author).get(f"/decisions/{made}").text
    for words in (
        "We have removed your post in “Sleep”",
        f"Until {day.day} ",
        "you cannot write anything new in the forum",
        "Rule 3, Say what you did",
        "It was flagged to us. We do not say who did.",
        "A rest.",
        "we got this wrong",
    ):
        assert words in shown
        assert words in letter
    assert "flora" not in letter
    assert "mona" not in letter


@pytest.mark.parametrize(
    "fields",
    [
        {"until": ""},
        {"until": "2020-01-01"},
        {"until": "2999-01-01"},
        {"rule": ""},
        {"message": ""},
        {"sanction": "exile"},
    ],
)
def test_an_incomplete_sanction_comes_back_with_its_words(app: Forum, fields: dict[str, str]) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    sent = {"verb": "keep", "rule": str(scene.rule), "sanction": "silence", "until": day, "message": "A rest."}
    answer = browser(app, scene.moderator).post(
        f"/moderation/cases/{case}", data={**sent, "version": "1", "note": "kept words", **fields}
    )
    assert answer.status_code == 422
    assert "kept words" in answer.text


def test_a_sanction_behind_a_one_off_name_does_not_tell_whose_it_is(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        hidden = texts.reply(scene.author, texts.new_topic(scene.other, title="Else"), alias="Amber Teasel 27")
        case = scenes.flag(scene.flagger, hidden.public_id)
        chosen = replace(scenes.choice("remove", rule=scene.rule), sanction=scenes.a_measure("suspension"))
        scenes.decide(scene.moderator, case, chosen)
        assert factories.viewer_for(scene.author.id or 0).is_suspended
        actions = db.session.scalars(select(Action)).all()
        assert all("ada" not in f"{action.target} {action.details}" for action in actions)
        assert all(str(action.target) == f"post:{hidden.public_id}" for action in actions)
    client = browser(app, scene.second)
    assert not re.search(r"\bada\b", client.get(f"/moderation/cases/{case}").text)
    assert not re.search(r"\bada\b", client.get("/moderation/log").text)
    assert "<dd>no</dd>" in client.get("/moderation/members/ada").text


def test_two_decisions_with_a_sanction_at_once_give_one(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        chosen = replace(scenes.choice("hide", rule=scene.rule), sanction=scenes.a_measure("silence"))

    def decide(number: int) -> None:
        scenes.decide((scene.moderator, scene.second)[number], case, chosen, seen=1)

    assert [type(failure) for failure in texts.run_at_once(app, decide, count=2)] == [Refused]
    with app.app_context():
        assert len(limits()) == 1


def test_the_standing_page_says_what_holds_why_and_until_when(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        condition = db.session.get(Condition, texts.topic_called(scene.topic).condition_id)
        assert condition is not None
        name = condition.name
        made = sanctioned(scene, "silence", condition=condition)
    client = browser(app, scene.author)
    at_once = client.get("/account/standing").text
    assert f"You can read about {name}, but write nothing new there." in at_once
    assert "A rest." in at_once
    assert "It ends by itself" in at_once
    assert f"/decisions/{made}" not in at_once
    with scenes.later(seconds=31):
        assert f"/decisions/{made}" in client.get("/account/standing").text
        assert "/account/standing" in client.get(f"/decisions/{made}").text
    with scenes.later(days=8):
        after = client.get("/account/standing").text
    assert "No limits" in after
    assert f"/decisions/{made}" in after
    assert "No limits" in browser(app, scene.other).get("/account/standing").text


def test_a_warning_stands_there_once_it_is_told_and_until_it_ends(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        sanctioned(scene, "warning")
    client = browser(app, scene.author)
    words = "You have a warning. It limits nothing."
    assert words not in client.get("/account/standing").text
    with scenes.later(seconds=31):
        assert words in client.get("/account/standing").text
    with scenes.later(days=8):
        assert words not in client.get("/account/standing").text


def test_a_suspended_member_reads_their_standing(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        sanctioned(scene, "suspension")
    client = browser(app, scene.author)
    assert "Your account is suspended." in client.get("/account/standing").text
    assert client.get("/latest").status_code == 403


def test_the_standing_page_costs_the_same_with_one_decision_and_with_many(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        sanctioned(scene, "silence")
    client = browser(app, scene.author)
    with scenes.later(minutes=5):
        client.get("/account/standing")
        with counted() as one:
            client.get("/account/standing")
    with app.app_context():
        for _turn in range(12):
            case = scenes.flag_member(scene.flagger, scene.author.id)
            chosen = scenes.choice("message", rule=scene.rule, message="A rest.")
            scenes.decide(scene.moderator, case, replace(chosen, sanction=scenes.a_measure("warning")))
    with scenes.later(minutes=5), counted() as many:
        client.get("/account/standing")
    assert len(one) == len(many) <= 12


def test_the_export_holds_a_sanction_once_it_is_told(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        sanctioned(scene, "warning")
    client = browser(app, scene.author)
    before = client.get("/account/data/export").get_json(force=True)
    assert before["sanctions"] == []
    with scenes.later(seconds=31):
        (found,) = client.get("/account/data/export").get_json(force=True)["sanctions"]
    assert (found["kind"], found["reason"]) == ("warning", "A rest.")
