"""Counting responses: what each answer of a response is, and how many gave it, before any rule of release.

A response is the latest that one member says of their own treatment. Every table but the ladder is about the same
responses: by members who took or take it and reported an effect.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from forum.experiences.choices import FORMS, NOTICED, SIDE_EFFECTS, STOP_REASONS
from forum.experiences.models import EFFECTS, SEVERITIES
from forum.experiences.numbers.disclosure import Scale
from forum.experiences.statistics import SurvivalPoint, kaplan_meier

__all__ = [
    "COUNTED_SIDE_EFFECTS",
    "HORIZONS",
    "SCALES",
    "Response",
    "answers",
    "count",
    "course_of",
    "cross",
    "curve",
    "dose_band",
    "time_band",
]

HORIZONS = (3, 6, 12)  # completed months
# Each band of the dose that somebody ended on: its name, and the least micrograms that are beyond it.
DOSE_BANDS = (("under_1", 1_000), ("1_to_3", 3_000), ("3_to_4_5", 4_500), ("exactly_4_5", 4_501))
ABOVE = "above_4_5"
TIME_BANDS = (("under_3", 3), ("3_to_6", 6), ("6_to_12", 12))
OVER = "over_12"
NOT_SAID = "not_said"
# "Something else" is never a row of its own: who reads the rows cannot know that they are all there are.
COUNTED_SIDE_EFFECTS = tuple(kind for kind in SIDE_EFFECTS if kind != "other")


@dataclass(frozen=True, slots=True)
class Response:
    """What is counted of one experience. `months` are the completed months on LDN as far as they are known."""

    status: str
    effect: str | None = None
    micrograms: int | None = None  # the last dose that was more than nothing
    noticed: str | None = None
    months: int | None = None
    form: str | None = None
    stop_reason: str | None = None
    side_effects: frozenset[str] = frozenset()
    worst: str | None = None  # severity of the worst side effect; None: not said
    again: bool = False  # reported an effect again three months or more after the first time
    key: int = field(default=0, compare=False)

    @property
    def is_counted(self) -> bool:
        """Whether it belongs to the responses that the tables are about."""
        return self.effect is not None and self.status != "considering"


def dose_band(response: Response) -> str:
    """The dose that the member ended on."""
    if response.micrograms is None:
        return NOT_SAID
    return next((name for name, beyond in DOSE_BANDS if response.micrograms < beyond), ABOVE)


def time_band(response: Response) -> str:
    """How long the member has taken it, or had when it ended."""
    if response.months is None:
        return NOT_SAID
    return next((name for name, beyond in TIME_BANDS if response.months < beyond), OVER)


def worst_side_effect(response: Response) -> str:
    """The worst side effect: none, a severity, or one of which no severity was said."""
    if not response.side_effects:
        return "none"
    return response.worst or NOT_SAID


def course_of(response: Response) -> str:
    """How long, and whether it ended with a stop. Finishing as planned and pausing are no stops."""
    return f"{'stopped' if response.status == 'stopped' else 'followed'}:{time_band(response)}"


def stop_reason_of(response: Response) -> str:
    """Why the member stopped; who did not is a group apart."""
    if response.status != "stopped":
        return "not_stopped"
    return response.stop_reason or "other"


# For each table: the answer of a response, and how small answers may be joined.
answers: dict[str, Callable[[Response], str]] = {
    "effect": lambda response: response.effect or "cannot_tell",
    "dose": dose_band,
    "noticed": lambda response: response.noticed or NOT_SAID,
    "time": time_band,
    "form": lambda response: response.form or NOT_SAID,
    "standing": lambda response: response.status,
    "stop_reasons": stop_reason_of,
    "severity": worst_side_effect,
    "course": course_of,
}
SCALES = {
    "effect": Scale((EFFECTS[:3], (EFFECTS[3], EFFECTS[7]), EFFECTS[4:7])),
    "dose": Scale(((*(name for name, _ in DOSE_BANDS), ABOVE),), loose=(NOT_SAID,)),
    "noticed": Scale((tuple(NOTICED)[:-1], tuple(NOTICED)[-1:]), loose=(NOT_SAID,)),
    # Who did not say how long stands beside the shortest time: of neither is more known (see docs/numbers.md).
    "time": Scale(((NOT_SAID, *(name for name, _ in TIME_BANDS), OVER),), inseparable=(NOT_SAID, "under_3")),
    "form": Scale((tuple(FORMS),), is_ordered=False, loose=(NOT_SAID,)),
    "standing": Scale((("taking", "paused"), ("finished", "stopped"))),
    "stop_reasons": Scale((tuple(STOP_REASONS), ("not_stopped",)), is_ordered=False),
    "severity": Scale(((*SEVERITIES, NOT_SAID), ("none",))),  # a severity not said is still a side effect
}


def count(responses: Iterable[Response], table: str) -> Counter[str]:
    """How many gave each answer."""
    answer = answers[table]
    return Counter(answer(response) for response in responses)


def cross(responses: Iterable[Response], by: str) -> Counter[tuple[str, str]]:
    """How many gave each answer of `by` together with each effect."""
    answer, effect = answers[by], answers["effect"]
    return Counter((answer(response), effect(response)) for response in responses)


def curve(responses: Sequence[Response]) -> list[SurvivalPoint]:
    """Still taking it, month by month, of those whose time is known: the estimate before any rule of release."""
    known = [(response.months, response.status == "stopped") for response in responses if response.months is not None]
    return kaplan_meier(known)
