"""Appeals: one against each decision, heard by somebody else, and nothing that followed survives a reversal."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from forum import clock
from forum.accounts.models import Limit
from forum.accounts.queries import get_member
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.operations import edit_post, take_back
from forum.discussions.queries import find_opening
from forum.errors import NotAllowed, Refused
from forum.moderation import operations, queries
from forum.moderation.models import Action, Appeal, Case, Decision, Sanction
from forum.moderation.operations import Choice
from forum.privacy.operations import erase
from forum.privacy.queries.export import export_of
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.scenes import browser
from tests.moderation.test_aliases import ALIAS, written_by
from tests.statements import counted


def decided(scene: scenes.Scene, verb: str = "hide", *, sanction: str | None = None, days: float = 30) -> str:
    """A decision of the scene's first moderator, which is final by now."""
    case = scenes.flag(scene.flagger, scene.post)
    measure = scenes.a_measure(sanction, days=days) if sanction else None
    chosen = replace(scenes.choice(verb, rule=scene.rule, message="Our reasons."), sanction=measure)
    made = scenes.decide(scene.moderator, case, chosen)
    settle()
    return made


def settle() -> None:
    """Every decision was made a minute ago: nobody can undo it, and everybody was told."""
    db.session.execute(update(Decision).values(decided_at=clock.ago(minutes=1), final_at=clock.ago(seconds=30)))
    db.session.commit()


def appeal(viewer: Viewer, decision: str, words: str = "I only told what I did.") -> str:
    """An appeal; the public id of its case."""
    with transaction():
        made = operations.appeal(queries.get_decision(decision), viewer=viewer, words=words)
        public_id = made.public_id
    return public_id


def choice(verb: str, **fields: object) -> Choice:
    chosen: Choice = replace(scenes.choice(verb, message="We looked again."), **fields)  # type: ignore[arg-type]  # fields
    return chosen


def limits_in_force() -> list[str]:
    db.session.expire_all()
    return [limit.kind for limit in db.session.scalars(select(Limit)) if limit.is_in_force(clock.now())]


def test_only_whom_it_is_about_appeals_once_when_it_is_final_and_within_thirty_days(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = scenes.flag(scene.flagger, scene.post)
        made = scenes.decide(scene.moderator, case, scenes.choice("hide", rule=scene.rule))
        with pytest.raises(Refused, match="time for it is over"):
            appeal(scene.author, made)  # not told yet
        settle()
        for other in (scene.flagger, scene.other, scene.second):
            with pytest.raises(NotAllowed):
                appeal(other, made)
        with scenes.later(days=30), pytest.raises(Refused, match="time for it is over"):
            appeal(scene.author, made)
        with scenes.later(days=29):
            appeal(scene.author, made)
        with pytest.raises(Refused, match="already"):
            appeal(scene.author, made)
        assert [(each.reason, each.is_appeal) for each in scenes.open_cases()] == [("appeal", True)]


def test_two_appeals_sent_at_once_are_one(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        made = decided(scene)
    failures = texts.run_at_once(app, lambda _number: appeal(scene.author, made) and None, count=3)
    assert [type(failure) for failure in failures] == [Refused, Refused]
    with app.app_context():
        assert len(scenes.open_cases()) == len(list(db.session.scalars(select(Appeal)))) == 1


def test_what_is_kept_or_closed_without_a_letter_has_no_appeal(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        with pytest.raises(Refused):
            appeal(scene.author, decided(scene, "keep"))


def test_somebody_else_than_whoever_decided_or_flagged_hears_it(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        third = factories.viewer("tara", roles=("moderator",))
        scenes.flag(third, scene.post)
        case = appeal(scene.author, decided(scene))
        assert list(queries.moderators_for(scenes.case(case))) == [scene.second.id]
        for close in (scene.moderator, third):
            with pytest.raises(NotAllowed, match="too close"):
                scenes.decide(close, case, choice("uphold"))
        scenes.decide(scene.second, case, choice("uphold"))


def test_where_nobody_else_may_hear_it_the_admins_are_called_and_it_waits(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        admin = factories.viewer("ida", roles=("admin",))
        made = decided(scene)
        with transaction():
            member = get_member(scene.second.id or 0)
            member.roles.clear()
        appeal(scene.author, made)
        assert scenes.notices(admin, kind="case") == ["/moderation/waiting"]
        assert queries.cases_without_moderator() == 1


@pytest.mark.parametrize("verb", ["hide", "remove"])
def test_a_reversal_undoes_the_text_and_the_sanction_and_can_itself_be_undone(app: Forum, verb: str) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        made = decided(scene, verb, sanction="silence")
        assert (limits_in_force(), scenes.state(scene.post)) == (
            ["silenced"],
            {"hide": "hidden", "remove": "removed"}[verb],
        )
        case = appeal(scene.author, made)
        reversed_by = scenes.decide(scene.second, case, choice("reverse"))
        assert (limits_in_force(), scenes.state(scene.post)) == ([], "open")
        scenes.undo(scene.second, reversed_by)
        assert (limits_in_force(), scenes.state(scene.post)) == (
            ["silenced"],
            {"hide": "hidden", "remove": "removed"}[verb],
        )
        assert scenes.case(case).closed_at is None
        scenes.decide(scene.second, case, choice("reverse"))
        settle()
        assert limits_in_force() == []
        assert scenes.verbs()[-4:] == ["appeal", "reverse", "undo", "reverse"]
        assert queries.soundness_of_log().broken is None
        # Whoever flagged was told once; the page of their flag tells how it is now.
        assert len(scenes.notices(scene.flagger, kind="flag_outcome")) == 1
    flag = scenes_flag_page(app, scene)
    assert "undone this" in flag


def scenes_flag_page(app: Forum, scene: scenes.Scene) -> str:
    """What the one who flagged reads."""
    with app.app_context():
        first = db.session.scalars(select(Case).where(~Case.is_appeal)).one().public_id
    return browser(app, scene.flagger).get(f"/flags/{first}").text


def test_a_text_that_waited_and_was_removed_is_open_after_a_reversal(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        made = decided(scene, "remove")
        db.session.execute(update(Decision).values(before=scenes.decisions()[0].before | {"state": "held"}))
        db.session.commit()
        scenes.decide(scene.second, appeal(scene.author, made), choice("reverse"))
        assert scenes.state(scene.post) == "open"


def test_a_lock_is_opened_by_a_reversal_and_closed_by_undoing_it(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        third = factories.viewer("tara", roles=("moderator",))
        first = scenes.flag(scene.flagger, opening_of(scene))
        made = scenes.decide(scene.moderator, first, scenes.choice("lock"))
        settle()
        case = appeal(scene.other, made)
        again = scenes.decide(third, case, choice("reverse"))
        assert texts.topic_called(scene.topic).locked_at is None
        scenes.undo(third, again)
        db.session.expire_all()
        assert texts.topic_called(scene.topic).locked_at is not None


def opening_of(scene: scenes.Scene) -> str:
    """The opening text of the scene's topic."""
    opening = find_opening(texts.topic_called(scene.topic))
    assert opening is not None
    return opening.public_id


def test_a_change_is_never_for_the_worse(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = appeal(scene.author, decided(scene, "hide", sanction="silence", days=10))
        for kind, days in (("suspension", 2), ("silence", 11)):
            chosen = choice("change", sanction=scenes.a_measure(kind, days=days))
            with pytest.raises(Refused, match="never makes it worse"):
                scenes.decide(scene.second, case, rule_of(chosen, scene))
        with pytest.raises(Refused, match="cannot be done here"):
            scenes.decide(scene.second, case, choice("change", instead="remove"))
        with pytest.raises(Refused, match="cannot be done here"):
            scenes.decide(scene.second, case, choice("remove"))
        with pytest.raises(Refused, match="Write what the author will read"):
            scenes.decide(scene.second, case, choice("reverse", message=""))
        assert (limits_in_force(), scenes.state(scene.post)) == (["silenced"], "hidden")


def rule_of(chosen: Choice, scene: scenes.Scene) -> Choice:
    """With the rule of the first decision, as the page sends it."""
    return replace(chosen, rule=scenes.rule_called(scene.rule))


def test_a_change_puts_something_milder_in_its_place_and_can_be_undone(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = appeal(scene.author, decided(scene, "remove", sanction="suspension"))
        chosen = choice("change", instead="hide", sanction=scenes.a_measure("silence", days=3))
        made = scenes.decide(scene.second, case, rule_of(chosen, scene))
        assert (limits_in_force(), scenes.state(scene.post)) == (["silenced"], "hidden")
        scenes.undo(scene.second, made)
        assert (limits_in_force(), scenes.state(scene.post)) == (["suspended"], "removed")
        scenes.decide(scene.second, case, choice("change"))
        assert (limits_in_force(), scenes.state(scene.post)) == ([], "removed")  # the sanction alone has ended


def test_without_a_sanction_a_change_needs_something_to_change(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = appeal(scene.author, decided(scene))
        with pytest.raises(Refused, match="Choose what is to be changed"):
            scenes.decide(scene.second, case, choice("change"))
        scenes.decide(scene.second, case, choice("change", instead="keep"))
        assert scenes.state(scene.post) == "open"


def test_a_decision_on_an_appeal_is_final(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = appeal(scene.author, decided(scene))
        again = scenes.decide(scene.second, case, choice("uphold"))
        settle()
        with pytest.raises(Refused):
            appeal(scene.author, again)
        assert scenes.state(scene.post) == "hidden"


def test_what_the_author_took_back_stays_so_and_the_sanction_ends(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = appeal(scene.author, decided(scene, "keep", sanction="silence"))
        with transaction():
            take_back(scene.author, post=texts.post_called(scene.post))
        assert scenes.case(case).closed_at is None
        scenes.decide(scene.second, case, choice("reverse"))
        assert (limits_in_force(), scenes.state(scene.post)) == ([], "taken_back")


def test_what_was_decided_anew_since_is_not_touched(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = appeal(scene.author, decided(scene, "hide", sanction="silence"))
        with transaction():
            edit_post(scene.author, post=texts.post_called(scene.post), body="Another text.")
        asked = next(each.public_id for each in scenes.open_cases() if each.reason == "asked_again")
        scenes.decide(scene.second, asked, scenes.choice("remove", rule=scene.rule))
        with pytest.raises(Refused, match="decided anew"):
            scenes.decide(scene.second, case, choice("reverse"))
        scenes.decide(scene.second, case, choice("change"))
        assert (limits_in_force(), scenes.state(scene.post)) == ([], "removed")


def test_the_member_writes_reads_and_hears_of_it_also_when_suspended(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        made = decided(scene, "remove", sanction="suspension")
    author, letter = browser(app, scene.author), f"/decisions/{made}"
    assert author.get("/conditions").status_code == 403
    assert "you can appeal until" in author.get(letter).text
    assert "Appeal against this" in author.get(letter).text
    assert "Appeal against a decision" in author.get(f"{letter}/appeal").text
    empty = author.post(f"{letter}/appeal", data={"words": "  "})
    assert empty.status_code == 422
    assert "Write what we have wrong." in empty.text
    assert author.post(f"{letter}/appeal", data={"words": "It is <b>mine</b>."}).status_code == 303
    page = author.get(letter).text
    assert "It is &lt;b&gt;mine&lt;/b&gt;." in page
    assert "Appeal against this" not in page
    assert author.post(f"{letter}/appeal", data={"words": "Again."}).status_code == 409
    assert "already" in author.get(f"{letter}/appeal").text
    for other in (scene.flagger, scene.second):
        assert browser(app, other).get(f"{letter}/appeal").status_code == 404
        assert browser(app, other).post(f"{letter}/appeal", data={"words": "Mine."}).status_code == 404
    with app.app_context():
        case = scenes.open_cases()[0].public_id
        scenes.decide(scene.second, case, choice("reverse"))
        settle()
        told = scenes.notices(scene.author, kind="decision")
    assert len(told) == 2
    answer = author.get(told[-1]).text
    assert "The decision was wrong, and we are sorry." in answer
    assert "The sanction that came with it has ended" in answer
    assert "It is &lt;b&gt;mine&lt;/b&gt;." in answer
    assert "What became of it" in author.get(letter).text
    assert "Your appeal: reversed on appeal" in author.get("/account/decisions").text


def test_the_moderator_sees_the_appeal_and_what_it_is_against_and_the_words_before_they_go(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = appeal(scene.author, decided(scene, "remove", sanction="silence"))
    second, path = browser(app, scene.second), f"/moderation/cases/{case}"
    assert "An appeal against a decision" in second.get("/moderation?view=appeals").text
    page = second.get(path).text
    for word in ("I only told what I did.", "Our reasons.", "removed", "flora", "Uphold the decision", "Go straight"):
        assert word in page
    assert "Which rule is it about?" not in page
    sent = {"version": "1", "verb": "change", "instead": "hide", "message": "You were right.", "note": ""}
    first = browser(app, scene.moderator)
    assert "too close" in first.get(path).text
    assert first.post(path, data=sent | {"act": "decide"}).status_code == 403
    shown = second.post(path, data=sent | {"act": "show"}).text
    assert "it is hidden, and you can change it" in shown
    assert "The sanction that came with it has ended" in shown
    wrong = second.post(path, data=sent | {"act": "decide", "verb": "uphold"})
    assert wrong.status_code == 422
    assert second.post(path, data=sent | {"act": "decide"}).status_code == 303
    with app.app_context():
        assert scenes.state(scene.post) == "hidden"


def test_the_page_of_an_appeal_costs_at_most_twelve_statements(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = appeal(scene.author, decided(scene, "remove", sanction="silence"))
    second = browser(app, scene.second)
    with counted() as statements:
        assert second.get(f"/moderation/cases/{case}").status_code == 200
    assert len(statements) <= 12


def test_an_appeal_under_a_one_off_name_does_not_tell_whose_it_is(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        author = factories.viewer("Hildegard Unseen")
        post = written_by(author, alias=ALIAS, topic=texts.topic_called(scene.topic))
        made = decided(replace(scene, post=post))
        case = appeal(author, made)
        told = db.session.scalars(select(Action).where(Action.verb == "appeal")).one()
        assert (told.actor_id, told.target) == (None, f"post:{post}")
    page = browser(app, scene.second).get(f"/moderation/cases/{case}").text
    assert ALIAS in page
    assert "Hildegard" not in page
    assert "Hildegard" not in browser(app, scene.second).get("/moderation?view=appeals").text


def test_whoever_leaves_takes_the_words_of_their_appeal_along(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        case = appeal(scene.author, decided(scene, "hide", sanction="silence"), "My private words.")
        assert scene.author.id is not None
        exported = export_of(get_member(scene.author.id), at=clock.now())
        assert "My private words." in str(exported)
        with transaction():
            erase(get_member(scene.author.id))
        assert scenes.case(case).closed_at is not None
        assert list(db.session.scalars(select(Appeal.words))) == [""]
        assert db.session.scalars(select(Sanction)).one().lifted_at is None
    assert "My private words." not in browser(app, scene.second).get(f"/moderation/cases/{case}").text
