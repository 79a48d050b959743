"""A sanction ends before its day: with a reason, by somebody who is not too close, and the member hears of it."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from forum import clock
from forum.accounts.models import Limit
from forum.app import Forum
from forum.database import db, transaction
from forum.errors import NotAllowed, Refused
from forum.moderation import operations, queries
from forum.moderation.models import Decision, Sanction
from forum.viewers import Viewer
from tests import factories
from tests.moderation import scenes
from tests.moderation.scenes import browser


def sanctioned(scene: scenes.Scene, kind: str = "silence") -> str:
    """A decision with a sanction, of a minute ago."""
    case = scenes.flag(scene.flagger, scene.post)
    chosen = replace(scenes.choice("hide", rule=scene.rule), sanction=scenes.a_measure(kind))
    made = scenes.decide(scene.moderator, case, chosen)
    db.session.execute(update(Decision).values(decided_at=clock.ago(minutes=1), final_at=clock.ago(seconds=30)))
    db.session.commit()
    return made


def lift(viewer: Viewer, decision: str) -> None:
    with transaction():
        operations.lift_sanction(queries.get_decision(decision), viewer=viewer, reason="They have said sorry.")


@pytest.mark.parametrize("kind", ["warning", "silence"])
def test_a_sanction_ends_once_and_the_limit_with_it(app: Forum, kind: str) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        made = sanctioned(scene, kind)
        lift(scene.second, made)
        assert db.session.scalars(select(Sanction)).one().lifted_at is not None
        assert all(limit.lifted_at for limit in db.session.scalars(select(Limit)))
        assert scenes.verbs()[-1] == "lift"
        assert scenes.notices(scene.author, kind="decision") == [f"/decisions/{made}"] * 2
        with pytest.raises(Refused, match="any more"):
            lift(scene.second, made)
        assert scenes.state(scene.post) == "hidden"  # the text is another matter


def test_what_has_ended_by_itself_or_was_never_given_is_not_ended(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        made = sanctioned(scene)
        with scenes.later(days=8), pytest.raises(Refused):
            lift(scene.second, made)
        case = scenes.flag_member(scene.other, scene.author.id)
        without = scenes.decide(scene.second, case, scenes.choice("message"))
        with pytest.raises(Refused):
            lift(scene.second, without)


def test_who_is_too_close_or_no_moderator_ends_nothing(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        third = factories.viewer("tara", roles=("moderator",))
        scenes.flag(third, scene.post)
        made = sanctioned(scene)
        for who in (third, scene.author, scene.other):
            with pytest.raises(NotAllowed):
                lift(who, made)


def test_the_way_leads_from_the_case_over_a_reason_to_the_letter(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        made = sanctioned(scene)
        case = queries.get_decision(made).case.public_id
    second, path = browser(app, scene.second), f"/moderation/decisions/{made}/lift"
    assert path in second.get(f"/moderation/cases/{case}").text
    assert "End it now" in second.get(path).text
    assert second.post(path, data={"reason": " "}).status_code == 422
    assert second.post(path, data={"reason": "They have said sorry."}).status_code == 303
    assert path not in second.get(f"/moderation/cases/{case}").text
    assert second.post(path, data={"reason": "Again."}).status_code == 409
    assert "in force any more" in second.get(path).text
    assert "has been ended before its day" in browser(app, scene.author).get(f"/decisions/{made}").text
    for stranger in (scene.author, scene.flagger):
        assert browser(app, stranger).get(path).status_code == 404
