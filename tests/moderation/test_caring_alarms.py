"""Nobody who may be at risk waits unseen: alarms, reminders, and somebody who goes on for whoever cannot."""

import pytest
from sqlalchemy import select

from forum import clock
from forum.accounts import operations as accounts
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.cli.retention import forget_what_is_past
from forum.cli.risk import watch_over
from forum.database import db, transaction
from forum.errors import NotAllowed, Refused
from forum.moderation import operations, queries
from forum.moderation.models import RiskStep
from forum.privacy.operations import erase
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.caring import close, give_back, moved, note, row, take, worry, write
from tests.moderation.scenes import browser


def test_the_alarm_is_raised_once_and_after_half_an_hour(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        admin = factories.viewer("alma", roles=("admin",))
        case = worry(scene)
        with moved(minutes=29):
            assert watch_over() == 0
        with moved(minutes=31):
            assert watch_over() == 1
            assert watch_over() == 0
            assert scenes.notices(scene.moderator, kind="alarm") == [f"/moderation/cases/{case}"]
            assert scenes.notices(admin, kind="alarm") == ["/moderation/waiting"]
            assert scenes.notices(scene.author, kind="alarm") == []
            [place] = [
                each.place
                for each in queries.queue_page(
                    scene.moderator, queries.Narrowing(), at=clock.now(), number=1
                ).page.items
            ]
            assert "Overdue: meant to be looked at within 30 minutes" in place
            take(scene.moderator, case)
            give_back(scene.moderator, case)
        with moved(minutes=62):
            assert watch_over() == 1


def test_a_worry_about_a_claimed_case_calls_everybody(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = scenes.flag(scene.other, scene.post, reason="spam")
        with transaction():
            operations.claim_case(queries.get_case(case), viewer=scene.moderator)
        assert queries.find_next_case(scene.second, at=clock.now()) is None
        worry(scene)
        assert queries.find_next_case(scene.second, at=clock.now()) == case
        take(scene.second, case)


def test_whom_nobody_looks_after_comes_first_and_who_has_it_is_counted(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        first = worry(scene)
        topic = texts.topic_called(scene.topic)
        later = texts.reply(scene.author, topic, body="No way.").public_id
        second = scenes.flag(scene.flagger, later, reason="at_risk")
        take(scene.moderator, first)
        with moved(minutes=45):
            found = queries.queue_page(scene.moderator, queries.Narrowing(), at=clock.now(), number=1)
            assert [each.public_id for each in found.page.items] == [second, first]
            views = ("at_risk", "overdue", "unclaimed", "mine")
            assert [found.counts[view] for view in views] == [2, 1, 1, 1]


def test_what_somebody_looks_after_raises_no_alarm_but_reminds_them_once_the_next_day(
    app: Forum, scene: scenes.Scene
) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        with moved(hours=23):
            assert watch_over() == 0
        with moved(hours=25):
            assert watch_over() == 1
            assert watch_over() == 0
            assert scenes.notices(scene.moderator, kind="look_again") == [f"/moderation/cases/{case}"]
            assert scenes.notices(scene.second, kind="look_again") == []
            assert queries.find_next_case(scene.second, at=clock.now()) is None
            assert queries.find_next_case(scene.moderator, at=clock.now()) == case


def test_an_admin_about_whom_it_is_hears_no_alarm(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        admin = factories.viewer("alma", roles=("admin",))
        post = texts.reply(admin, texts.topic_called(scene.topic), body="I cannot go on.")
        case = scenes.flag(scene.flagger, post.public_id, reason="at_risk")
        with moved(minutes=31):
            watch_over()
            assert scenes.notices(admin, kind="alarm") == []
            assert queries.risks_waiting(admin, at=clock.now()) == []
            assert [each.public_id for each in queries.risks_waiting(scene.moderator, at=clock.now())] == [case]


def test_the_page_of_what_waits_says_since_when_and_not_about_whom(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        admin = factories.viewer("alma", roles=("admin",))
        case = worry(scene)
    page = browser(app, admin).get("/moderation/waiting").text
    assert "nobody looks after it yet" in page
    assert case not in page
    assert "ada" not in page.lower().split()
    assert case in browser(app, scene.moderator).get("/moderation/waiting").text
    with app.app_context():
        take(scene.moderator, case)
    assert "mona looks after it" in browser(app, admin).get("/moderation/waiting").text


@pytest.mark.parametrize("how", ["demoted", "suspended", "leaves"])
def test_who_can_look_after_nobody_any_more_is_replaced(app: Forum, scene: scenes.Scene, how: str) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        assert scene.moderator.id is not None
        member = get_member(scene.moderator.id)
        with transaction():
            if how == "demoted":
                accounts.revoke_role(member, role="moderator")
            elif how == "suspended":
                accounts.add_limit(member, kind="suspended", reason="A reason.", until=clock.ahead(days=3))
            else:
                erase(member)
        gone = factories.viewer_for(scene.moderator.id) if how != "leaves" else scene.moderator
        with pytest.raises(NotAllowed):
            note(gone, case)
        before = len(scenes.notices(scene.second, kind="case"))
        assert watch_over() == 1
        assert watch_over() == 0
        assert row(case).holder_id is None
        assert scenes.case(case).holder_id(clock.now()) is None
        assert len(scenes.notices(scene.second, kind="case")) == before + 1
        take(scene.second, case)


def test_nobody_needs_the_worker_to_go_on_for_somebody_who_is_gone(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        assert scene.moderator.id is not None
        with transaction():
            accounts.revoke_role(get_member(scene.moderator.id), role="moderator")
        take(scene.second, case)
        assert row(case).holder_id == scene.second.id


def test_whoever_leaves_is_written_to_no_more_and_their_steps_are_forgotten(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        write(scene.moderator, case)
        assert scene.author.id is not None
        with transaction():
            erase(get_member(scene.author.id))
        assert [each.public_id for each in scenes.open_cases()] == [case]
        with pytest.raises(Refused, match="deleted"):
            write(scene.moderator, case)
        forget_what_is_past()
        assert db.session.scalars(select(RiskStep.words).where(RiskStep.kind == "message")).one() != ""
        close(scene.moderator, case)
        forget_what_is_past()
        assert set(db.session.scalars(select(RiskStep.words))) == {""}
        assert scenes.notices(scene.author) == []


def test_the_words_about_somebody_who_stays_are_kept(app: Forum, scene: scenes.Scene) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)
        close(scene.moderator, case)
        forget_what_is_past()
        assert "They are with their sister." in set(db.session.scalars(select(RiskStep.words)))
