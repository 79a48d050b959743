"""Nobody decides on what they are too close to, and nobody learns by it whose a text is."""

import pytest
from sqlalchemy import update

from forum import clock
from forum.accounts.models import Block, Voice
from forum.app import Forum
from forum.database import db
from forum.discussions.models import Post
from forum.errors import NotAllowed
from forum.moderation import queries
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.statements import counted


def decide(viewer: Viewer, case: str) -> None:
    scenes.decide(viewer, case, scenes.choice("keep", message=""))


def age(viewer: Viewer, *, days: int) -> None:
    """Let everything they wrote be so old."""
    own = db.select(Voice.id).where(Voice.member_id == viewer.id)
    db.session.execute(update(Post).where(Post.voice_id.in_(own)).values(created_at=clock.ago(days=days)))
    db.session.commit()


def block(one: Viewer, other: Viewer) -> None:
    db.session.add(Block(blocker_id=one.id, blocked_id=other.id))
    db.session.commit()


@pytest.mark.parametrize("alias", [None, "Quiet Heron 12"])
def test_who_wrote_in_the_topic_of_late_does_not_decide_in_it(app: Forum, alias: str | None) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        texts.reply(scene.moderator, scene.topic, alias=alias)
        case = scenes.flag(scene.flagger, scene.post)
        with pytest.raises(NotAllowed, match="too close"):
            decide(scene.moderator, case)
        assert list(queries.moderators_for(scenes.case(case))) == [scene.second.id]
        decide(scene.second, case)


def test_who_wrote_in_it_long_ago_or_elsewhere_decides(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        texts.reply(scene.moderator, scene.topic)
        age(scene.moderator, days=31)
        texts.new_topic(scene.moderator, title="Elsewhere")
        case = scenes.flag(scene.flagger, scene.post)
        decide(scene.moderator, case)
        assert scenes.case(case).closed_at is not None


def test_who_writes_in_it_while_the_case_waits_does_not_decide(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        texts.reply(scene.moderator, scene.topic)
        with pytest.raises(NotAllowed):
            decide(scene.moderator, case)


def test_a_block_either_way_recuses(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        block(scene.moderator, scene.author)
        block(scene.author, scene.second)
        case = scenes.flag(scene.flagger, scene.post)
        for who in (scene.moderator, scene.second):
            with pytest.raises(NotAllowed):
                decide(who, case)
        assert queries.cases_without_moderator() == 1


def test_a_block_does_not_tell_whose_a_one_off_name_is(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        hidden = texts.reply(scene.author, texts.new_topic(scene.other), alias="Quiet Heron 12").public_id
        block(scene.moderator, scene.author)
        case = scenes.flag(scene.flagger, hidden)
        decide(scene.moderator, case)
        assert scenes.case(case).closed_at is not None


def test_where_nobody_may_decide_the_case_waits_and_the_admins_hear_of_it(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        admin = factories.viewer("anna", roles=("admin",))
        for who in (scene.moderator, scene.second):
            texts.reply(who, scene.topic)
        case = scenes.flag(scene.flagger, scene.post)
        assert scenes.notices(admin, kind="case") == ["/moderation/waiting"]
        assert scenes.case(case).closed_at is None


def test_the_page_says_that_somebody_else_decides_and_not_why(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        block(scene.author, scene.moderator)
        case = scenes.flag(scene.flagger, scene.post)
    assert scene.moderator.id is not None
    client = factories.sign_in(app.test_client(), scene.moderator.id)
    with counted() as statements:
        page = client.get(f"/moderation/cases/{case}")
    assert len(statements) <= 12
    assert page.status_code == 200
    assert "You are too close to this case to decide it." in page.text
    assert "block" not in page.text.casefold()
    sent = {"version": "1", "act": "decide", "verb": "keep", "message": "", "note": "", "rule": ""}
    assert client.post(f"/moderation/cases/{case}", data=sent).status_code == 403
    with app.app_context():
        assert scenes.case(case).closed_at is None
