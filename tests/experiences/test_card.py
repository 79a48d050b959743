"""The card of an experience: what it tells, to whom, and that chart and table agree."""

from datetime import date
from typing import Any

import pytest
from flask import render_template

from forum.accounts.bylines import Byline
from forum.app import Forum
from forum.database import db
from forum.experiences.card import Card, card_of, steps_of
from forum.experiences.models import Experience
from forum.experiences.queries.finding import find_own_experience
from forum.experiences.queries.timeline import check_ins_of
from tests import factories
from tests.experiences import lives

NAME = Byline(name="Somebody", page_of="Somebody")


@pytest.fixture
def member_id(app: Forum) -> int:
    with app.app_context():
        return factories.member("marlow_fern").id


def whole(told: Experience) -> Experience:
    """The experience as a page loads it."""
    found = find_own_experience(told.member_id, told.condition_id)
    assert found is not None
    return found


def shown(app: Forum, card: Card) -> str:
    with app.test_request_context():
        return render_template("experiences/_card.html", card=card, level=2, is_whole=False)


def made(member_id: int, **fields: Any) -> Card:
    told = whole(lives.experience(member_id, **fields))
    return card_of(told, check_ins_of(told), byline=NAME)


def test_a_card_tells_every_fact_in_words(app: Forum, member_id: int) -> None:
    with app.test_request_context():
        told = lives.experience(member_id)
        lives.check_in(told.id, date(2026, 5, 2), effect="no_change", rating=7, side_effects=["headache"], line="A <b>")
        lives.check_in(told.id, date(2026, 8, 9), effect="much_better", micrograms=4500)
        whole_one = whole(told)
        page = shown(app, card_of(whole_one, check_ins_of(whole_one), byline=NAME))
    for words in (
        *("Declares: sells or makes LDN", "Taking it (since March 2026)", "Capsule · Evening or bedtime"),
        *("A little better", "A new bedtime", "Opioids at the time", "Vivid dreams: Mild, gone"),
        *("Cold hands: Moderate, still there", "The circles are 2 check-ins", "Pain in the evening: 7 of 10"),
        *("A &lt;b&gt;", "2 May 2026", "Jul 2026", "0.5 mg", "Headache", "2 check-ins, 1 of them better."),
        "Between 0.5 mg and 4.5 mg a day from March 2026 on, with a time without it.",
    ):
        assert words in page, words
    assert page.count("<circle") == 2


@pytest.mark.parametrize("said", [None, "not_said"])
def test_opioids_are_named_only_when_yes_or_no_was_said(app: Forum, member_id: int, said: str | None) -> None:
    with app.test_request_context():
        assert "Opioids" not in shown(app, made(member_id, opioids=said))


def test_a_card_can_be_kept(app: Forum, member_id: int) -> None:
    with app.test_request_context():
        told = whole(lives.experience(member_id))
        one, two = (card_of(told, check_ins_of(told), byline=NAME) for _ in range(2))
        assert hash(one) == hash(two)
        assert one == two


def test_an_experience_of_which_nothing_was_told_yet_has_a_card_too(app: Forum, member_id: int) -> None:
    with app.test_request_context():
        told = Experience(member_id=member_id, condition_id=factories.condition().id)
        db.session.add(told)
        db.session.commit()
        card = card_of(whole(told), [], byline=NAME)
        page = shown(app, card)
    assert card.chart is None
    assert "No doses and no check-ins yet." in page


def test_a_dose_that_only_a_check_in_tells_is_in_the_line_of_the_chart(app: Forum, member_id: int) -> None:
    with app.test_request_context():
        told = lives.experience(member_id)
        steps = steps_of(whole(told))
        drawn = []
        for day, micrograms in ((9, steps[-1][1]), (19, 9000)):
            lives.check_in(told.id, date(2026, 8, day), micrograms=micrograms)
            one = whole(told)
            drawn.append(card_of(one, check_ins_of(one), byline=NAME))
    same, other = (each.chart for each in drawn)
    assert same is not None
    assert other is not None
    assert same.step.count("V") == len(steps) - 1  # the same dose once more
    assert other.step.count("V") == len(steps)
    assert "9 mg" in drawn[1].sentence


def test_one_who_stopped_has_the_end_in_chart_and_table(app: Forum, member_id: int) -> None:
    with app.test_request_context():
        card = made(member_id, status="stopped", ended_on=date(2026, 10, 1), stop_reason="no_help")
    assert (card.rows[-1].when, card.rows[-1].dose) == ("Oct 2026", "None")
    assert [fact.words for fact in card.facts][:2] == ["Stopped (March 2026 to October 2026)", "It did not help"]


def test_a_chart_never_goes_without_its_number_of_check_ins(app: Forum, member_id: int) -> None:
    with app.test_request_context():
        page = shown(app, made(member_id))
    assert "No check-ins yet." in page
    assert "<svg" in page


def test_a_long_table_leaves_out_the_oldest_and_says_so(app: Forum, member_id: int) -> None:
    with app.test_request_context():
        told = lives.experience(member_id)
        for number in range(45):
            lives.check_in(told.id, date(2026, 3, 1 + number % 28).replace(month=3 + number // 28), effect="no_change")
        whole_one = whole(told)
        card = card_of(whole_one, check_ins_of(whole_one), byline=NAME)
        page = shown(app, card)
    assert (card.check_ins, card.earlier) == (45, 5)
    assert "5 earlier check-ins are not in this table." in page
    assert page.count("<circle") == 45
