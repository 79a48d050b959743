"""What waits for a moderator of itself: first texts, newcomers with vendors, and waves, which stand as one case."""

from collections.abc import Iterator

import pytest

from forum import clock
from forum.app import Forum
from forum.database import db, transaction
from forum.discussions import ports
from forum.discussions.operations import edit_post, put_back, take_back
from forum.errors import Refused
from forum.moderation import operations, queries
from forum.moderation.models import Case, Wave
from forum.moderation.queries import Narrowing
from forum.moderation.screening import ModeratorsScreening
from forum.viewers import Viewer
from tests import factories
from tests.discussions import texts
from tests.moderation import scenes
from tests.moderation.test_everybody import client_of
from tests.moderation.test_rules import an_admin, make
from tests.statements import counted

SPAM = "Good morning friends, the best LDN of all comes from the sunny island, ask me how."


@pytest.fixture
def first_two() -> Iterator[None]:
    """The first two texts of a member wait."""
    before = ports.screening()
    ports.bind(ModeratorsScreening(first_posts=2))
    yield
    ports.bind(before)


def keep(moderator: Viewer) -> None:
    """Approve everything that waits."""
    for case in scenes.open_cases():
        scenes.decide(moderator, case.public_id, scenes.choice("keep", message="Welcome."))


@pytest.mark.usefixtures("first_two")
def test_the_first_two_texts_wait_and_the_third_is_open(app: Forum) -> None:
    with app.app_context():
        moderator, author = factories.viewer(roles=("moderator",)), factories.viewer()
        topic = texts.new_topic(factories.viewer(roles=("editor",))).public_id
        first = texts.reply(author, topic, body="One.")
        assert (first.state, scenes.open_cases()[0].reason) == ("held", "first_post")
        assert texts.reply(author, topic, body="Two.").state == "held"
        assert texts.reply(author, topic, body="Two and a half.").state == "held"  # nothing is approved yet
        keep(moderator)
        assert texts.reply(author, topic, body="Three.").state == "open"


@pytest.mark.usefixtures("first_two")
def test_an_approved_text_is_not_held_again_by_a_change_and_one_that_waits_is_not_opened_by_it(app: Forum) -> None:
    with app.app_context():
        moderator, author = factories.viewer(roles=("moderator",)), factories.viewer()
        topic = texts.new_topic(factories.viewer(roles=("editor",))).public_id
        first = texts.reply(author, topic, body="One.").public_id
        for act in (lambda post: edit_post(author, post=post, body="Uno."), lambda post: take_back(author, post=post)):
            with transaction():
                act(texts.post_called(first))
        with transaction():
            put_back(author, post=texts.post_called(first))
        assert scenes.state(first) == "held"
        keep(moderator)
        with transaction():
            edit_post(author, post=texts.post_called(first), body="One, better.")
        assert scenes.state(first) == "open"


@pytest.mark.usefixtures("first_two")
def test_its_author_sees_that_it_waits_and_nobody_else_sees_it(app: Forum) -> None:
    with app.app_context():
        author, reader = factories.viewer(), factories.viewer()
        topic = texts.new_topic(factories.viewer(roles=("moderator",))).public_id
        texts.reply(author, topic, body="Zebra.")
    mine = client_of(app, author).get(f"/topics/{topic}", follow_redirects=True).text
    assert "This waits for a moderator. Until one has looked, only you and they can see it." in mine
    assert "Zebra" in mine
    assert "Zebra" not in client_of(app, reader).get(f"/topics/{topic}", follow_redirects=True).text


def test_a_newcomer_who_names_a_vendor_waits_and_others_do_not(app: Forum) -> None:
    with app.app_context():
        make(an_admin(), kind="vendor", words="Sunny Meds", action="nudge")
        author = factories.viewer()
        assert texts.new_topic(author, body="Ask at sunny-meds.").state == "held"
        for _number in range(2):
            texts.new_topic(author)
        assert texts.new_topic(author, body="Ask at sunny-meds.").state == "open"


def a_wave(count: int = 4) -> list[str]:
    """So many newcomers with one text, each with other marks and capitals; the state of each."""
    topic = texts.new_topic(factories.viewer(roles=("moderator",))).public_id
    ways = (SPAM, SPAM.upper(), SPAM.replace(",", " --"), SPAM.replace(" ", "  "))
    return [texts.reply(factories.viewer(), topic, body=ways[number % 4]).state for number in range(count)]


def test_a_wave_is_held_from_the_third_text_on_and_stands_as_one_case(app: Forum) -> None:
    with app.app_context():
        moderator = factories.viewer(roles=("moderator",))
        assert a_wave() == ["open", "open", "held", "held"]
        waiting = scenes.open_cases()
        assert {case.reason for case in waiting} == {"wave"}
        assert len({case.wave_id for case in waiting}) == 1
        assert len(waiting) == 4
        page = queries.queue_page(moderator, Narrowing(), at=clock.now(), number=1)
        assert (page.page.total, page.counts["all"]) == (1, 1)
        assert "3 more texts like it" in page.page.items[0].place


@pytest.mark.usefixtures("first_two")
def test_first_texts_that_turn_out_a_wave_say_so(app: Forum) -> None:
    with app.app_context():
        assert a_wave() == ["held"] * 4
        assert {case.reason for case in scenes.open_cases()} == {"wave"}
        assert len({case.wave_id for case in scenes.open_cases()}) == 1


def test_the_same_words_by_one_newcomer_or_short_ones_by_many_are_no_wave(app: Forum) -> None:
    with app.app_context():
        author, topic = factories.viewer(), texts.new_topic(factories.viewer()).public_id
        for _number in range(3):
            assert texts.reply(author, topic, body=SPAM).state == "open"
            assert texts.reply(factories.viewer(), topic, body="Thank you!").state == "open"
        assert scenes.open_cases() == []
        with scenes.later(days=2):
            assert [texts.reply(factories.viewer(), topic, body=SPAM).state for _number in range(2)] == ["open"] * 2


def test_newcomers_who_name_the_same_vendor_are_a_wave(app: Forum) -> None:
    with app.app_context():
        make(an_admin(), kind="vendor", words="Sunny Meds", action="flag")
        topic = texts.new_topic(factories.viewer()).public_id
        for number in range(3):
            texts.reply(factories.viewer(), topic, body=f"Number {number}: Sunny Meds.")
        assert len({case.wave_id for case in scenes.open_cases()} - {None}) == 1
        assert len(scenes.open_cases()) == 3


def test_a_wave_is_decided_together_with_a_line_and_a_letter_for_each(app: Forum) -> None:
    with app.app_context():
        moderator, rule = factories.viewer(roles=("moderator",)), scenes.a_rule().id
        a_wave()
        first = scenes.open_cases()[0].public_id
        client = client_of(app, moderator)
    assert client.post(f"/moderation/cases/{first}/alike").status_code == 409
    with app.app_context():
        scenes.decide(moderator, first, scenes.choice("remove", rule=rule, message="No."))
    assert "Decide the open ones the same way" in client.get(f"/moderation/cases/{first}").text
    assert client.post(f"/moderation/cases/{first}/alike").status_code == 303
    with app.app_context():
        assert scenes.open_cases() == []
        assert scenes.verbs().count("remove") == 4
        assert {each.message for each in scenes.decisions()} == {"No."}
        last = scenes.decisions()[-1].public_id
        scenes.undo(moderator, last)
        assert len(scenes.open_cases()) == 1


def test_a_wave_leaves_what_somebody_else_has_claimed(app: Forum) -> None:
    with app.app_context():
        moderator, second = (factories.viewer(roles=("moderator",)) for _number in range(2))
        a_wave()
        first, other = (case.public_id for case in scenes.open_cases()[:2])
        with transaction():
            operations.claim_case(queries.get_case(other), viewer=second)
        scenes.decide(moderator, first, scenes.choice("keep", message="Fine."))
        with transaction():
            assert operations.decide_alike(queries.get_case(first), viewer=moderator) == 2
        assert [case.public_id for case in scenes.open_cases()] == [other]
        with pytest.raises(Refused), transaction():
            operations.decide_alike(queries.get_case(first), viewer=second)


def test_texts_alike_at_the_same_moment_make_one_wave(app: Forum) -> None:
    with app.app_context():
        topic = texts.new_topic(factories.viewer()).public_id
        crowd = [factories.viewer() for _number in range(texts.WRITERS)]
        for early in range(2):
            texts.reply(crowd[early], topic, body=SPAM)

    def write(number: int) -> None:
        texts.reply(crowd[number], topic, body=SPAM)

    assert texts.run_at_once(app, lambda number: write(number) if number > 1 else None) == []
    with app.app_context():
        assert db.session.query(Wave).count() == 1
        assert len(scenes.open_cases()) == texts.WRITERS
        assert {case.wave_id for case in scenes.open_cases()} == {db.session.query(Wave).one().id}


def test_two_moderators_decide_a_wave_at_once(app: Forum) -> None:
    with app.app_context():
        both = [factories.viewer(roles=("moderator",)) for _number in range(2)]
        a_wave(6)
        waiting = [case.public_id for case in scenes.open_cases()]
        for who, public_id in zip(both, (waiting[0], waiting[-1]), strict=True):
            scenes.decide(who, public_id, scenes.choice("keep", message="Fine."))

    def decide(number: int) -> None:
        with transaction():
            own = queries.get_case((waiting[0], waiting[-1])[number])
            operations.decide_alike(own, viewer=both[number])

    assert texts.run_at_once(app, decide, count=2) == []
    with app.app_context():
        assert scenes.open_cases() == []
        assert len(scenes.decisions()) == 6


def test_a_case_of_a_big_wave_costs_what_others_cost(app: Forum) -> None:
    with app.app_context():
        make(an_admin(), words="sunny", action="flag")
        moderator = factories.viewer(roles=("moderator",))
        a_wave(12)
        case = db.session.query(Case).filter_by(closed_at=None).first()
        assert case is not None
        address = f"/moderation/cases/{case.public_id}"
    client = client_of(app, moderator)
    client.get(address)
    with counted() as statements:
        page = client.get(address).text
    assert "11 more texts like it" in page
    assert "version 1" in page
    assert len(statements) <= 12, statements
