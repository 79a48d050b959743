"""Calling for a moderator."""

import pytest
from sqlalchemy import func, select

from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.operations import take_back
from forum.discussions.queries import get_post
from forum.errors import NotAllowed, NotFound, Refused, TooMany
from forum.moderation import operations
from forum.moderation.models import Case, Flag
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes


def test_a_flag_opens_a_case_that_holds_the_text(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.case(scenes.flag(scene.flagger, scene.post))
        assert (case.kind, case.reason, case.author_id) == ("post", "unsafe_instruction", scene.author.id)
        assert case.snapshot_markdown == "Go straight to 4.5 at night."
        assert case.snapshot_html == "<p>Go straight to 4.5 at night.</p>\n"
        assert case.snapshot_title == "Sleep"
        assert scenes.flags()[0].seen_markdown == case.snapshot_markdown


def test_flagging_twice_is_harmless(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        first = scenes.flag(scene.flagger, scene.post)
        version = scenes.case(first).version
        assert scenes.flag(scene.flagger, scene.post, reason="spam") == first
        assert len(scenes.flags()) == 1
        assert scenes.flags()[0].reason == "unsafe_instruction"
        assert scenes.case(first).version == version


def test_two_members_flags_make_one_case_with_the_most_urgent_reason(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        first = scenes.flag(scene.flagger, scene.post, reason="spam")
        assert scenes.flag(scene.other, scene.post, reason="sourcing") == first
        assert scenes.case(first).reason == "sourcing"
        assert scenes.case(first).version == 2
        assert len(scenes.flags()) == 2


def test_two_flags_at_once_make_one_case(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        flaggers = [factories.viewer() for _ in range(6)]

    def flag(number: int) -> None:
        scenes.flag(flaggers[number], scene.post)

    assert texts.run_at_once(app, flag, count=6) == []
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == 1
        assert db.session.scalar(select(func.count()).select_from(Flag)) == 6
        assert scenes.open_cases()[0].version == 6


def test_two_flags_on_a_member_at_once_make_one_case(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        flaggers = [factories.viewer() for _ in range(6)]

    def flag(number: int) -> None:
        scenes.flag_member(flaggers[number], scene.author.id)

    assert texts.run_at_once(app, flag, count=6) == []
    with app.app_context():
        assert len(scenes.open_cases()) == 1
        assert len(scenes.flags()) == 6


def test_the_opening_text_and_its_topic_are_one_target(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        opening = scenes.queries.text_of
        topic = texts.topic_called(scene.topic)
        found = db.session.scalars(
            select(texts.Post).where(texts.Post.topic_id == topic.id, texts.Post.number == 1)
        ).one()
        case = scenes.case(scenes.flag(scene.flagger, found.public_id))
        assert case.kind == "topic"
        assert opening(case) is not None


def test_nobody_flags_their_own_text(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        with pytest.raises(NotAllowed):
            scenes.flag(scene.author, scene.post)
        with pytest.raises(NotAllowed):
            scenes.flag_member(scene.author, scene.author.id)
        assert scenes.open_cases() == []


def test_what_cannot_be_seen_cannot_be_flagged(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.other, scene.post)
        scenes.decide(scene.moderator, case, scenes.choice("hide", rule=scene.rule))
        with pytest.raises(NotFound):
            scenes.flag(scene.flagger, scene.post)


def test_a_flag_on_what_was_just_removed_is_refused(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        seen = get_post(scene.flagger, scene.post)

        def take_it_back(_number: int) -> None:
            with transaction():
                take_back(scene.author, post=texts.post_called(scene.post))

        assert texts.run_at_once(app, take_it_back, count=1) == []
        with pytest.raises(Refused), transaction():
            operations.flag_text(seen, viewer=scene.flagger, reason="spam", note="")
        assert scenes.flags() == []


def test_there_is_a_daily_limit_on_flags(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        for _ in range(operations.FLAGS_PER_DAY):
            scenes.flag_member(scene.flagger, factories.member().id)
        with pytest.raises(TooMany) as refusal:
            scenes.flag(scene.flagger, scene.post)
        assert refusal.value.retry_after > 0
        with scenes.later(days=1, minutes=1):
            scenes.flag(scene.flagger, scene.post)


def test_somebody_at_risk_calls_every_moderator_and_comes_first(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post, reason="spam")
        assert scenes.notices(scene.moderator, kind="case") == []
        scenes.flag(scene.other, scene.post, reason="at_risk")
        assert scenes.case(case).severity == 0
        for moderator in (scene.moderator, scene.second):
            assert scenes.notices(moderator, kind="case") == [f"/moderation/cases/{case}"]
        scenes.flag(factories.viewer(), scene.post, reason="at_risk")
        assert len(scenes.notices(scene.moderator, kind="case")) == 1


def test_a_moderator_at_risk_is_not_shown_who_worries(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        post = texts.reply(scene.moderator, scene.topic, body="I do not see the point.")
        scenes.flag(scene.flagger, post.public_id, reason="at_risk")
        assert scenes.notices(scene.moderator, kind="case") == []
        assert len(scenes.notices(scene.second, kind="case")) == 1


def test_where_no_other_moderator_is_the_admins_hear_of_it(app: Forum) -> None:
    with app.app_context():
        admin, alone = factories.viewer(roles=("admin",)), factories.viewer(roles=("moderator",))
        author = factories.viewer()
        topic = texts.new_topic(author)
        post = texts.reply(alone, topic)
        scenes.flag(author, post.public_id)
        assert scenes.notices(admin, kind="case") == ["/moderation/waiting"]
        assert scenes.queries.cases_without_moderator() == 1
        own = texts.reply(author, topic)
        scenes.flag(alone, own.public_id)
        assert len(scenes.notices(admin, kind="case")) == 2
        factories.viewer(roles=("moderator",))
        assert scenes.queries.cases_without_moderator() == 0


def test_messages_to_the_team_are_cases_of_their_own_and_limited(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        for _ in range(5):
            with transaction():
                operations.write_to_team(scene.other, about="a", body="b", reply_to=None, address="192.0.2.1")
        assert len(scenes.open_cases()) == 5
        with pytest.raises(TooMany), transaction():
            operations.write_to_team(scene.other, about="a", body="b", reply_to=None, address="192.0.2.1")
