"""Whether members and studies point apart: the rule, case by case, and its words."""

from dataclasses import replace

import pytest

from forum.app import Forum
from forum.evidence.labels import DIRECTIONS
from forum.evidence.reading import Account, Question, Trial
from forum.experiences.numbers.figures import Figures
from forum.experiences.statistics import Interval, wilson_interval
from forum.pages.disagreement import apart, largest_comparison, most_reported, point_apart
from tests.pages.releases import RICH, SMALL, effects

AGAINST_BETTER = {"no-clear-difference", "favours-comparison", "mixed"}
AGAINST_NOT_BETTER = {"favours-ldn"}
MOSTLY = replace(RICH, effect=effects(32, 61, 62, 37, 11, 10, 10, 18))  # 155 of 241 feel better
HARDLY = replace(RICH, effect=effects(11, 12, 12, 80, 41, 20, 20, 45))  # 35 of 241
ABOUT_HALF = replace(RICH, effect=effects(20, 50, 50, 40, 21, 10, 10, 40))  # 120 of 241


def account(direction: str, *trials: Trial) -> Account:
    """A summary with one main question."""
    main = Question("Is it?", DIRECTIONS[direction], direction, because=(), answer=(), certainty=None)
    other = Question("And that?", DIRECTIONS["mixed"], "mixed", because=(), answer=(), certainty=None)
    return Account((), (main, other), trials, (), (), ())


def trial(people: int | None, comparator: str | None, result: str) -> Trial:
    """A row of the table of studies."""
    return Trial(
        number=1,
        key="a",
        name="Somebody, 2024",
        people=people,
        population=None,
        design="Randomised trial",
        design_note=None,
        is_double_blind=True,
        dose=None,
        comparator=comparator,
        duration=None,
        result=None,
        direction=result,
        mark=None,
    )


@pytest.mark.parametrize(
    ("interval", "most"),
    [
        (Interval(0.51, 0.7), "better"),
        (Interval(0.5, 0.7), None),
        (Interval(0.4, 0.6), None),
        (Interval(0.3, 0.5), None),
        (Interval(0.3, 0.49), "not better"),
    ],
)
def test_most_is_said_only_where_the_whole_interval_lies_on_one_side_of_a_half(
    interval: Interval, most: str | None
) -> None:
    assert most_reported(interval) == most


def test_six_of_ten_is_not_most() -> None:
    assert most_reported(wilson_interval(6, 10)) is None
    assert most_reported(wilson_interval(60, 100)) == "better"


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_every_direction_is_decided_on(direction: str) -> None:
    assert point_apart("better", direction) is (direction in AGAINST_BETTER)
    assert point_apart("not better", direction) is (direction in AGAINST_NOT_BETTER)
    assert point_apart(None, direction) is False


def test_the_words_about_studies_are_those_of_the_summary(app: Forum) -> None:
    largest = trial(99, "placebo", "No clear difference")
    with app.test_request_context():
        found = apart(MOSTLY, account("mixed", largest))
    assert found is not None
    assert found.difference == (
        "Most members who report feel better: 155 of 241. "
        "To the question “Is it?” studies answer: “Compared, and the studies disagree”."
    )
    assert found.largest == "The largest study with a comparison, with 99 people: “No clear difference”."
    assert found.why.startswith("Both can be true. People with good results report more often")


def test_it_is_said_as_well_where_members_fare_worse_than_studies_let_hope(app: Forum) -> None:
    with app.test_request_context():
        found = apart(HARDLY, account("favours-ldn", trial(40, "placebo", "Favours LDN")))
    assert found is not None
    assert found.difference.startswith("Fewer than half of the members who report feel better: 35 of 241.")
    assert found.largest is None
    assert "good results" not in found.why


@pytest.mark.parametrize(
    ("figures", "direction"),
    [
        (MOSTLY, "favours-ldn"),
        (MOSTLY, "uncontrolled-only"),
        (HARDLY, "no-clear-difference"),
        (ABOUT_HALF, "favours-ldn"),
    ],
)
def test_nothing_is_said_where_nothing_differs(app: Forum, figures: Figures, direction: str) -> None:
    with app.test_request_context():
        assert apart(figures, account(direction)) is None


def test_nothing_is_said_without_a_summary_or_without_the_share(app: Forum) -> None:
    hidden = replace(SMALL, effect=())
    with app.test_request_context():
        assert apart(MOSTLY, None) is None
        assert apart(MOSTLY, Account((), (), (), (), (), ())) is None
        assert apart(hidden, account("favours-ldn")) is None


def test_the_largest_comparison_is_one_with_a_comparison_and_a_number() -> None:
    one, two = trial(31, "placebo", "Favours LDN"), trial(99, "placebo", "No clear difference")
    assert largest_comparison([one, two, trial(None, "placebo", "Mixed"), trial(500, None, "Better")]) is two
    assert largest_comparison([trial(500, None, "Better")]) is None
