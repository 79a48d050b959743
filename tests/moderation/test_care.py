"""Care for moderators: what one does not want to see, covered words, enough for a day, heavy cases, stepping back."""

from collections.abc import Iterable

import pytest

from forum import clock
from forum.accounts import operations as accounts
from forum.accounts.models import Member
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import NotAllowed
from forum.moderation import operations, queries
from forum.moderation.models import ModeratorCare, SparedTopic
from forum.moderation.queries import Narrowing
from forum.privacy.operations import erase
from forum.privacy.queries import export_of
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.scenes import browser


def spare(
    viewer: Viewer,
    *reasons: str,
    conditions: Iterable[int] = (),
    covers: bool = False,
    cap: int | None = None,
) -> None:
    with transaction():
        operations.set_care(viewer, reasons=reasons, conditions=list(conditions), covers_words=covers, daily_cap=cap)


def step_back(viewer: Viewer) -> Viewer:
    """The moderator as they are then."""
    with transaction():
        operations.step_back(viewer)
    return factories.viewer_for(viewer.id or 0)


def seen(viewer: Viewer) -> set[str]:
    page = queries.queue_page(viewer, Narrowing(), at=clock.now(), number=1)
    assert page.counts["all"] == page.page.total == len(page.page.items)
    return {row.public_id for row in page.page.items}


@pytest.mark.parametrize("by", ["reason", "condition"])
def test_what_one_does_not_want_to_see_goes_to_others(app: Forum, by: str) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post, reason="harassment")
        place = scenes.case(case).condition_id or 0
        spare(
            scene.moderator, *(["harassment"] if by == "reason" else []), conditions=[place] if by != "reason" else []
        )
        assert seen(scene.moderator) == set()
        assert queries.find_next_case(scene.moderator, at=clock.now()) is None
        assert seen(scene.second) == {case}
        assert queries.moderators_for(scenes.case(case)) == [scene.second.id]


def test_it_is_shown_with_a_warning_where_nobody_else_remains(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post, reason="harassment")
        spare(scene.moderator, "harassment")
        spare(scene.second, "harassment")
        assert seen(scene.moderator) == seen(scene.second) == {case}
        assert set(queries.moderators_for(scenes.case(case))) == {scene.moderator.id, scene.second.id}
    mona = browser(app, scene.moderator)
    queue = mona.get("/moderation").text
    assert "nobody else can take this one" in queue
    assert queue.index("<summary>Show what was written</summary>") < queue.index("Go straight to 4.5")
    page = mona.get(f"/moderation/cases/{case}").text
    assert "You asked not to see such cases" in page
    assert page.index("<summary>Show what was written</summary>") < page.index("Go straight to 4.5")


def test_others_who_are_too_close_or_away_or_elsewhere_do_not_remain(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post, reason="harassment")
        spare(scene.moderator, "harassment")
        assert seen(scene.moderator) == set()
        back = step_back(scene.second)
        assert seen(scene.moderator) == {case}
        with transaction():
            operations.come_back(back)
        assert seen(scene.moderator) == set()
        scenes.flag(scene.second, scene.post, reason="harassment")
        assert seen(scene.moderator) == {case}


def test_words_are_covered_by_a_setting_and_only_ones_own(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        spare(scene.moderator, covers=True)
    for path in ("/moderation", f"/moderation/cases/{case}"):
        page = browser(app, scene.moderator).get(path).text
        assert page.index("<summary>Show what was written</summary>") < page.index("Go straight to 4.5")
        assert "You asked not to see" not in page
        assert "Show what was written</summary>" not in browser(app, scene.second).get(path).text


def test_after_enough_for_a_day_the_queue_says_so_and_can_be_passed(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        first = scenes.flag(scene.flagger, scene.post)
        second = scenes.flag(scene.flagger, texts.reply(scene.author, scene.topic, body="More.").public_id)
        spare(scene.moderator, cap=1)
    mona = browser(app, scene.moderator)
    assert "Cases waiting: 2" in mona.get("/moderation").text
    with app.app_context():
        made = scenes.decide(scene.moderator, first, scenes.choice("keep"))
    assert "That is enough for today" in mona.get("/moderation").text
    assert mona.get("/moderation/next").location.endswith("/moderation")
    assert mona.get(f"/moderation/cases/{second}").status_code == 200
    assert "Cases waiting: 1" in browser(app, scene.second).get("/moderation").text
    assert mona.post("/moderation/care/go-on").status_code == 303
    assert "Cases waiting: 1" in mona.get("/moderation").text
    assert mona.get("/moderation/next").location.endswith(second)
    with app.app_context():
        moment = clock.now()
        assert queries.bearing_of(scene.moderator, at=moment).went_on
        with scenes.later(days=1):
            tomorrow = queries.bearing_of(scene.moderator, at=clock.now())
        assert (tomorrow.decided_today, tomorrow.went_on, tomorrow.is_enough) == (0, False, False)
        scenes.undo(scene.moderator, made)
        assert queries.bearing_of(scene.moderator, at=clock.now()).decided_today == 0


def test_heavy_cases_are_counted_for_oneself(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        heavy = scenes.flag(scene.flagger, scene.post, reason="harassment")
        light = scenes.flag(scene.flagger, texts.reply(scene.author, scene.topic, body="Buy.").public_id, reason="spam")
        for case in (heavy, light):
            scenes.decide(scene.moderator, case, scenes.choice("keep"))
        assert queries.heavy_counts(scene.moderator, at=clock.now()) == {1: 1, 7: 1, 30: 1}
        assert queries.heavy_counts(scene.second, at=clock.now()) == {1: 0, 7: 0, 30: 0}
        with scenes.later(days=8):
            assert queries.heavy_counts(scene.moderator, at=clock.now()) == {1: 0, 7: 0, 30: 1}
    page = browser(app, scene.moderator).get("/moderation/care").text
    assert "Heavy cases that you decided" in page


def test_who_steps_back_has_no_queue_no_calls_and_no_claims(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        with transaction():
            operations.claim_case(queries.get_case(case), viewer=scene.moderator)
        away = step_back(scene.moderator)
        assert not away.is_moderator
        assert scenes.case(case).holder_id(clock.now()) is None
        assert scenes.verbs() == ["claim", "hand_over"]
        assert queries.moderators_for(scenes.case(case)) == [scene.second.id]
        assert queries.moderators_at_work() == 1
        with pytest.raises(NotAllowed):
            scenes.decide(away, case, scenes.choice("keep"))
        scenes.flag(scene.other, scene.post, reason="at_risk")
        assert scenes.notices(away) == []
        assert scenes.notices(scene.second, kind="case") == [f"/moderation/cases/{case}"]


def test_they_come_back_with_one_press_and_find_the_way(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
    mona = browser(app, scene.moderator)
    assert mona.post("/moderation/care/step-back").status_code == 303
    assert 'href="/moderation"' in mona.get("/").text
    assert mona.get("/moderation").location.endswith("/moderation/care")
    assert mona.get(f"/moderation/cases/{case}").status_code == 404
    assert mona.get("/moderation/log").status_code == 403
    page = mona.get("/moderation/care").text
    assert "You have stepped back" in page
    assert "Come back" in page
    assert mona.post("/moderation/care/step-back").status_code == 303
    assert mona.post("/moderation/care/come-back").status_code == 303
    assert mona.get(f"/moderation/cases/{case}").status_code == 200


def test_where_the_last_one_steps_back_the_admins_hear_that_cases_wait_and_not_why(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        admin = factories.viewer("alda", roles=("admin",))
        scenes.flag(scene.flagger, scene.post)
        step_back(scene.moderator)
        assert scenes.notices(admin) == []
        step_back(scene.second)
        assert scenes.notices(admin) == ["/moderation/waiting"]
    alda = browser(app, admin)
    page = alda.get("/moderation/waiting").text
    assert "Moderators at work now: 0." in page
    for path in ("/moderation/waiting", "/moderation/log"):
        assert "mona" not in alda.get(path).text
    assert "stepped" not in alda.get("/admin/members?name=mona").text


def test_a_role_that_is_taken_away_ends_the_pause(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        step_back(scene.moderator)
        with transaction():
            accounts.revoke_role(get_member(scene.moderator.id or 0), role="moderator")
        assert not factories.viewer_for(scene.moderator.id or 0).is_away
        with pytest.raises(NotAllowed):
            operations.come_back(factories.viewer_for(scene.moderator.id or 0))


def test_settings_are_kept_changed_and_refused(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        factories.condition("gout", name="Gout")
    mona = browser(app, scene.moderator)
    wrong = mona.post("/moderation/care", data={"daily_cap": "0", "reasons": "spam"})
    assert wrong.status_code == 422
    assert "Write a number from 1 to 200" in wrong.text
    assert mona.post("/moderation/care", data={"reasons": "nonsense"}).status_code == 422
    sent = {"reasons": ["at_risk", "spam"], "conditions": ["gout"], "covers_words": "y", "daily_cap": "12"}
    assert mona.post("/moderation/care", data=sent).status_code == 303
    assert mona.post("/moderation/care", data=sent | {"reasons": ["spam"]}).status_code == 303
    with app.app_context():
        found = queries.spared_topics(scene.moderator.id)
        assert [topic.reason for topic in found if topic.reason] == ["spam"]
        assert len([topic for topic in found if topic.condition_id]) == 1
        bearing = queries.bearing_of(scene.moderator, at=clock.now())
        assert (bearing.covers_words, bearing.daily_cap) == (True, 12)
    assert mona.post("/moderation/care", data={}).status_code == 303
    with app.app_context():
        assert queries.spared_topics(scene.moderator.id) == []
        assert queries.bearing_of(scene.moderator, at=clock.now()).daily_cap is None


def test_it_is_exported_and_erased_with_the_member(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        spare(scene.moderator, "at_risk", cap=5)
        step_back(scene.moderator)
        member = get_member(scene.moderator.id or 0)
        export = export_of(member, at=clock.now())
        assert export["left_to_other_moderators"] == [{"reason": "at_risk", "condition": None}]
        assert export["work_as_moderator"][0]["daily_cap"] == 5  # type: ignore[index]
        assert export["account"]["stepped_back_from_moderating_at"] is not None  # type: ignore[call-overload]
        with transaction():
            erase(member)
        assert db.session.query(ModeratorCare).count() == db.session.query(SparedTopic).count() == 0
        assert db.session.get_one(Member, scene.moderator.id).away_since is None
