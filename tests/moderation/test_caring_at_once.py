"""Two at once, where somebody may be at risk."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from forum.accounts.queries import get_member
from forum.app import Forum
from forum.cli.risk import watch_over
from forum.database import db, transaction
from forum.discussions.operations import take_back
from forum.moderation.models import AtRisk
from forum.privacy.operations import erase
from forum.viewers import Viewer
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.caring import kinds, moved, row, take, worry, write
from tests.moderation.test_racing import at_once

ROUNDS = 3


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_of_two_who_take_it_on_at_once_one_does(app: Forum, scene: scenes.Scene, _round: int) -> None:
    with app.app_context():
        case = worry(scene)
    came = at_once(app, lambda: take(scene.moderator, case), lambda: take(scene.second, case))
    assert sorted(came) == ["Refused", "done"]
    with app.app_context():
        assert row(case).holder_id == (scene.moderator, scene.second)[came.index("done")].id
        assert kinds() == ["taken"]
        assert len(scenes.notices(scene.flagger, kind="looked_after")) == 1


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_workers_raise_the_alarm_once(app: Forum, scene: scenes.Scene, _round: int) -> None:
    with app.app_context():
        case = worry(scene)
    with moved(minutes=31):
        assert at_once(app, watch_over, watch_over) == ["done", "done"]
        with app.app_context():
            assert scenes.notices(scene.moderator, kind="alarm") == [f"/moderation/cases/{case}"]
            assert kinds() == ["alarm"]
            assert scenes.verbs() == ["alarm"]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_an_alarm_and_a_taking_on_at_once_do_not_miss_each_other(app: Forum, scene: scenes.Scene, _round: int) -> None:
    with app.app_context():
        case = worry(scene)
    with moved(minutes=31):
        assert at_once(app, watch_over, lambda: take(scene.moderator, case)) == ["done", "done"]
        with app.app_context():
            assert row(case).holder_id == scene.moderator.id
            assert kinds() in (["alarm", "taken"], ["taken"])


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_taking_on_and_the_authors_taking_back_at_once(app: Forum, scene: scenes.Scene, _round: int) -> None:
    with app.app_context():
        case = worry(scene)

    def takes_back() -> None:
        with transaction():
            take_back(scene.author, post=texts.post_called(scene.post))

    assert at_once(app, lambda: take(scene.moderator, case), takes_back) == ["done", "done"]
    with app.app_context():
        assert [each.public_id for each in scenes.open_cases()] == [case]
        assert sorted(kinds()) == ["taken", "taken_back"]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_message_and_the_authors_leaving_at_once(app: Forum, scene: scenes.Scene, _round: int) -> None:
    with app.app_context():
        case = worry(scene)
        take(scene.moderator, case)

    def leaves() -> None:
        assert scene.author.id is not None
        with transaction():
            erase(get_member(scene.author.id))

    came = at_once(app, lambda: write(scene.moderator, case), leaves)
    assert came[1] == "done"
    with app.app_context():
        assert scenes.notices(scene.author) == []  # either it was refused, or its notice went with the account
        assert [each.public_id for each in scenes.open_cases()] == [case]


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_two_flags_at_once_make_one_case_that_somebody_waits_in(app: Forum, scene: scenes.Scene, _round: int) -> None:
    def flags(who: Viewer) -> Callable[[], object]:
        return lambda: scenes.flag(who, scene.post, reason="at_risk")

    assert at_once(app, flags(scene.flagger), flags(scene.other)) == ["done", "done"]
    with app.app_context():
        assert len(db.session.scalars(select(AtRisk)).all()) == 1
