"""Automatic hiding: two in good standing, or one where it harms at once; never by new accounts; shown, and undone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from forum import clock
from forum.accounts.aliases import suggested_alias
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions.operations import edit_post, put_back, take_back
from forum.errors import NotFound
from forum.experiences.operations import unshare_experience
from forum.experiences.operations.sharing import share_experience
from forum.experiences.queries import find_experience, get_experience
from forum.moderation import operations
from forum.moderation.models import Action, Case
from forum.moderation.operations import Choice
from forum.moderation.weighing import Flagger, weigh
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.experiences import lives
from tests.moderation import scenes
from tests.moderation.test_everybody import client_of

NOW = clock.now()


def somebody(reason: str = "spam", **changes: object) -> Flagger:
    """In good standing, unless it says otherwise."""
    known: dict[str, object] = {"joined_at": NOW - timedelta(days=30), "posts": 5, "is_limited": False}
    return Flagger(reason, **(known | {"decided": 0, "wrong": 0} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("flaggers", "hides"),
    [
        ([somebody()], False),
        ([somebody(), somebody()], True),
        ([somebody(), somebody("harassment")], True),
        ([somebody("sourcing")], True),
        ([somebody("private_details")], True),
        ([somebody("private_details"), somebody("at_risk")], None),
        ([somebody("at_risk")] * 9, None),
        ([somebody("sourcing", posts=2)], False),
        ([somebody(joined_at=NOW - timedelta(days=13))] * 50, False),
        ([somebody(posts=0)] * 50, False),
        ([somebody(), somebody(is_limited=True)], False),
        ([somebody(), somebody(decided=4, wrong=3)], False),
        ([somebody(), somebody(decided=4, wrong=2)], True),
        ([somebody(), somebody(decided=3, wrong=3)], True),
        ([], False),
    ],
)
def test_who_counts_and_who_does_not(flaggers: list[Flagger], hides: bool | None) -> None:
    found = weigh(flaggers, at=NOW)
    assert (found.hides if found else None) is hides
    if found:
        assert found.too_new + found.limited + found.often_wrong <= len(flaggers)


def known(name: str | None = None) -> Viewer:
    """A member in good standing."""
    viewer = factories.viewer(name, joined_at=clock.ago(days=30))
    for _number in range(3):
        texts.new_topic(viewer)
    return viewer


def with_warning(choice: Choice) -> Choice:
    """The same with a warning."""
    return replace(choice, sanction=scenes.a_measure("warning"))


def lines(verb: str = "auto_hide") -> list[Action]:
    """What the log says of it."""
    return db.session.query(Action).filter_by(verb=verb).order_by(Action.id).all()


def test_two_in_good_standing_hide_a_post_and_the_log_has_the_numbers(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        scenes.flag(known(), scene.post)
        scenes.flag(factories.viewer(), scene.post)
        assert scenes.state(scene.post) == "open"
        case = scenes.flag(known(), scene.post)
        assert scenes.state(scene.post) == "held"
        (line,) = lines()
        assert line.actor_id is None
        assert (line.details["counted"], line.details["needed"], line.details["too_new"]) == (2, 2, 1)
        assert line.details["version"] == 1
        assert scenes.case(case).closed_at is None
        assert scenes.notices(scene.author, kind="held") == [f"/posts/{scene.post}"]
        with pytest.raises(NotFound):
            scenes.flag(known(), scene.post)
        assert len(lines()) == 1


def test_one_hides_what_sells_and_a_topic_with_its_page(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        opening = texts.topic_called(scene.topic)
        first = db.session.execute(db.text("SELECT public_id FROM post WHERE number = 1")).scalars().first()
        scenes.flag(known(), str(first), reason="sourcing")
        db.session.expire_all()
        assert texts.topic_called(opening.public_id).state == "held"
    assert client_of(app, scene.flagger).get(f"/topics/{scene.topic}").status_code == 404


def test_worry_about_somebody_hides_nothing_whoever_else_flags_it(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        scenes.flag(known(), scene.post, reason="at_risk")
        scenes.flag(known(), scene.post, reason="sourcing")
        scenes.flag(known(), scene.post)
        assert scenes.state(scene.post) == "open"
        assert lines() == []


def test_a_storm_of_flags_from_new_accounts_hides_nothing_and_is_one_case(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        storm = [factories.viewer() for _number in range(texts.WRITERS)]

    def flag(number: int) -> None:
        scenes.flag(storm[number], scene.post, reason="sourcing")

    assert texts.run_at_once(app, flag) == []
    with app.app_context():
        assert scenes.state(scene.post) == "open"
        (case,) = scenes.open_cases()
        assert case.people == texts.WRITERS
        assert lines() == []


def test_many_in_good_standing_at_once_hide_it_once(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        crowd = [known() for _number in range(texts.WRITERS)]

    assert texts.run_at_once(app, lambda number: scenes.flag(crowd[number], scene.post) and None) == []
    with app.app_context():
        assert scenes.state(scene.post) == "held"
        assert len(lines()) == 1
        assert len(scenes.open_cases()) == 1
        assert len(scenes.notices(scene.author, kind="held")) == 1


def hidden_scene() -> tuple[scenes.Scene, str]:
    """A post that flags hid, and its case."""
    scene = scenes.a_scene()
    scenes.flag(known("holly"), scene.post)
    return scene, scenes.flag(known("hazel"), scene.post)


def test_keeping_it_opens_it_again_tells_nobody_twice_and_flags_do_not_overrule_it(app: Forum) -> None:
    with app.app_context():
        scene, case = hidden_scene()
        before = scenes.notices(scene.other, kind="reply")
        made = scenes.decide(scene.moderator, case, scenes.choice("keep", message="Sorry for the wait."))
        assert scenes.state(scene.post) == "open"
        assert scenes.notices(scene.other, kind="reply") == before
        with scenes.later(minutes=5):
            for _number in range(2):
                scenes.flag(known(), scene.post, reason="sourcing")
        assert scenes.state(scene.post) == "open"
        assert made


def test_what_was_kept_and_then_changed_can_be_hidden_again(app: Forum) -> None:
    with app.app_context():
        scene, case = hidden_scene()
        scenes.decide(scene.moderator, case, scenes.choice("keep", message="Fine."))
        with scenes.later(minutes=5):
            with transaction():
                edit_post(scene.author, post=texts.post_called(scene.post), body="I sell it.")
            scenes.flag(known(), scene.post, reason="sourcing")
        assert scenes.state(scene.post) == "held"


def test_undoing_a_decision_on_it_holds_it_again(app: Forum) -> None:
    with app.app_context():
        scene, case = hidden_scene()
        made = scenes.decide(scene.moderator, case, scenes.choice("keep", message="Fine."))
        scenes.undo(scene.moderator, made)
        assert scenes.state(scene.post) == "held"


def test_taking_it_back_and_putting_it_back_does_not_open_it(app: Forum) -> None:
    with app.app_context():
        scene, _case = hidden_scene()
        for act in (take_back, put_back):
            with transaction():
                act(scene.author, post=texts.post_called(scene.post))
        assert scenes.state(scene.post) == "held"
        (case,) = scenes.open_cases()
        assert case.reason == "put_back"
        scenes.decide(scene.moderator, case.public_id, scenes.choice("keep", message="Fine."))
        for act in (take_back, put_back):
            with transaction():
                act(scene.author, post=texts.post_called(scene.post))
        assert scenes.state(scene.post) == "open"


def test_the_case_shows_the_sum_and_its_version_and_the_author_no_name(app: Forum) -> None:
    with app.app_context():
        scene, case = hidden_scene()
    page = client_of(app, scene.moderator).get(f"/moderation/cases/{case}").text
    assert "2 of 2 needed" in page
    assert "“Flags of members”, version 1" in page
    mine = client_of(app, scene.author).get(f"/topics/{scene.topic}", follow_redirects=True).text
    assert "Members flagged it, so that it waits until a moderator has looked." in mine
    assert "holly" not in mine
    box = client_of(app, scene.author).get("/notifications").text
    assert "was flagged and waits until a moderator has looked" in box
    assert "holly" not in box


def test_an_experience_is_hidden_and_comes_back_in_the_same_way(app: Forum) -> None:
    with app.app_context():
        scene = scenes.a_scene()
        author = factories.viewer()
        public_id = lives.stored(lives.experience(author.id or 0)).public_id

        def flag(who: Viewer) -> None:
            with transaction():
                found = get_experience(who, public_id)
                operations.flag_experience(found, viewer=who, reason="spam", note="")

        def state() -> str:
            db.session.expire_all()
            found = find_experience(public_id)
            assert found is not None
            return found.state

        flag(known())
        flag(known())
        assert state() == "held"
        for act in (unshare_experience, share_experience):
            with transaction():
                found = find_experience(public_id)
                assert found is not None
                act(found)
        assert state() == "held"
        (case,) = scenes.open_cases()
        scenes.decide(scene.moderator, case.public_id, scenes.choice("keep", message="Fine."))
        assert state() == "open"


def test_a_sanction_under_a_one_off_name_does_not_show_in_the_numbers(app: Forum) -> None:
    with app.app_context():
        scene, flagger = scenes.a_scene(), known()
        post = texts.reply(flagger, scene.topic, body="Under another name.", alias=suggested_alias()).public_id
        case = scenes.flag(scene.flagger, post)
        warned = scenes.choice("keep", rule=scene.rule, message="Please.")
        scenes.decide(scene.moderator, case, with_warning(warned))
        scenes.flag(flagger, scene.post, reason="sourcing")
        assert lines()[0].details["limited"] == 0
        assert db.session.query(Case).count() == 2


def test_somebody_under_a_sanction_does_not_count(app: Forum) -> None:
    with app.app_context():
        scene, flagger = scenes.a_scene(), known()
        post = texts.reply(flagger, scene.topic, body="In my own name.").public_id
        case = scenes.flag(scene.flagger, post)
        scenes.decide(scene.moderator, case, with_warning(scenes.choice("keep", rule=scene.rule, message="Please.")))
        scenes.flag(flagger, scene.post, reason="sourcing")
        assert lines() == []
        assert scenes.state(scene.post) == "open"
