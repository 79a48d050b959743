"""Whether what members report and what studies say point apart, and the sentences that say so.

The rule, whole. Members: most reported feeling better if the 95% interval of that share lies above one half, most did
not if it lies below, and nothing is said in between. Studies: the direction of the first question of the summary,
which is the one about benefit. They point apart if most reported feeling better where comparisons found no clear
difference, favoured the other treatment or disagreed, and if most did not where comparisons favour LDN. Where there
is nothing that compared LDN, nothing disagrees. Every word about studies is one of the summary's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext as _

from forum.evidence.reading import Account, Question, Trial
from forum.experiences.numbers.figures import Figures
from forum.experiences.statistics import Interval

__all__ = ["Apart", "Most", "apart", "largest_comparison", "most_reported", "point_apart"]

HALF = 0.5
NOT_BETTER_THAN_OTHER = frozenset({"no-clear-difference", "favours-comparison"})
UNSETTLED = frozenset({"mixed"})
FOR_LDN = frozenset({"favours-ldn"})

Most = Literal["better", "not better"]


@dataclass(frozen=True, slots=True)
class Apart:
    """What stands between the two voices where they differ."""

    heading: str
    difference: str
    largest: str | None  # what the largest study with a comparison found
    why: str


def most_reported(better: Interval) -> Most | None:
    """What most members reported, as far as the 95% interval of the share that feels better can tell."""
    if better.low > HALF:
        return "better"
    return "not better" if better.high < HALF else None


def point_apart(most: Most | None, direction: str) -> bool:
    """Whether `most` members' reports and the direction of a question (a key of labels.DIRECTIONS) differ."""
    if most == "better":
        return direction in NOT_BETTER_THAN_OTHER | UNSETTLED
    return most == "not better" and direction in FOR_LDN


def largest_comparison(trials: Sequence[Trial]) -> Trial | None:
    """The study with the most people among those that compared LDN with something."""
    compared = [trial for trial in trials if trial.comparator is not None and trial.people is not None]
    return max(compared, key=lambda trial: trial.people or 0, default=None)


def apart(figures: Figures, account: Account | None) -> Apart | None:
    """The sentences for a condition; None where the two do not differ, or either has nothing to say."""
    better = figures.better
    if better is None or account is None or not account.questions:
        return None
    most, main = most_reported(figures.interval(better)), account.questions[0]
    if not point_apart(most, main.points):
        return None
    largest = largest_comparison(account.trials) if most == "better" else None
    return Apart(
        heading=_("These two do not say the same thing"),
        difference=f"{members_say(most, better, of=figures.n)} {studies_say(main)}",
        largest=None if largest is None else about(largest),
        why=why(most),
    )


def members_say(most: Most | None, better: int, *, of: int) -> str:
    """What most members reported, with its count."""
    if most == "better":
        return _("Most members who report feel better: %(better)s of %(n)s.", better=better, n=of)
    return _("Fewer than half of the members who report feel better: %(better)s of %(n)s.", better=better, n=of)


def studies_say(main: Question) -> str:
    """What the summary answers, in its words."""
    return _(
        "To the question “%(question)s” studies answer: “%(direction)s”.",
        question=main.question,
        direction=str(main.direction),
    )


def about(trial: Trial) -> str:
    """One row of the table of studies in a sentence, in its own words; not by name, which may need a note of care."""
    return _(
        "The largest study with a comparison, with %(people)s people: “%(result)s”.",
        people=trial.people,
        result=str(trial.direction),
    )


def why(most: Most | None) -> str:
    """How both can be true: what is known of how the two kinds of numbers come about, nothing about LDN."""
    if most == "better":
        return _(
            "Both can be true. People with good results report more often, and nobody here was compared with people "
            "who took something else. Studies with a comparison are the better guide to whether LDN itself made the "
            "difference."
        )
    return _(
        "Both can be true. Members chose to report, they are not the people of the studies, and nobody here was "
        "compared with people who took something else. Studies with a comparison are the better guide to whether LDN "
        "itself made the difference."
    )
