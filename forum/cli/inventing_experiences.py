"""Invented experiences as plain values: what a member might tell of a treatment, the same for the same seed.

Every part of it is drawn from fixed shares, worse and stopped included, so that tests and the benchmark know what is
true before any rule of release is applied. Nothing here is about LDN: the shares are made up and say nothing.
"""

import random  # noqa: TID251 - a seeded generator, so that the same experiences come out every time
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from forum.experiences.choices import COSTS, EFFORTS, FORMS, NOTICED, SIDE_EFFECTS, STOP_REASONS, TIMES_OF_DAY

__all__ = ["Teller", "Told", "ToldCheckIn", "month_after"]

Answer = TypeVar("Answer")
INVENTED_LINE = "Invented: a day like others."
INVENTED_CHANGE = "Invented: I also began to walk in the morning."
PURPOSES = ("tiredness", "pain", "sleep", "stiffness", "thinking clearly")
LADDER = (500, 1_000, 1_500, 2_000, 3_000, 4_500)  # micrograms, in the order in which most go up
LONGEST = 48  # months since the earliest beginning
SHARE_SAID = 0.88  # how often something that nobody has to say is said
EFFECT_SHARES = {
    "very_much_better": 6,
    "much_better": 16,
    "a_little_better": 22,
    "no_change": 24,
    "a_little_worse": 8,
    "much_worse": 4,
    "very_much_worse": 2,
    "cannot_tell": 18,
}
# Of a hundred months on it, how many end it: those whom it does not help stop sooner.
STOPS_IN_100_MONTHS = dict(zip(EFFECT_SHARES, (1, 2, 3, 8, 10, 18, 25, 6), strict=True))
STOP_SHARES = dict(zip(STOP_REASONS, (34, 24, 6, 9, 8, 5, 5, 6, 3), strict=True))
NOTICED_SHARES = dict(zip(NOTICED, (8, 18, 30, 14, 6, 24), strict=True))
FORM_SHARES = dict(zip(FORMS, (50, 18, 26, 3, 3), strict=True))
SIDE_EFFECT_SHARES = dict(zip(SIDE_EFFECTS, (24, 14, 7, 10, 9, 6, 3, 3, 3, 5, 4, 7, 2, 2, 1), strict=True))
INTEREST_SHARES = {"none": 95, "sell": 1, "prescribe": 3, "paid": 1}
OPIOID_SHARES = {"no": 88, "yes": 5, "not_said": 7}


@dataclass(frozen=True, slots=True)
class ToldCheckIn:
    """A check-in that was made, in the fields of the model."""

    on_day: date
    micrograms: int | None
    rating: int
    effect: str | None
    side_effects: tuple[str, ...]
    line: str = INVENTED_LINE


@dataclass(frozen=True, slots=True)
class Told:
    """What one invented member tells, in the fields of the model; months as their first day."""

    status: str
    started_on: date | None = None
    ended_on: date | None = None
    form: str | None = None
    time_of_day: str | None = None
    purpose: str = ""
    effect: str | None = None
    effect_first_on: date | None = None
    noticed: str | None = None
    stop_reason: str | None = None
    effort: str | None = None
    cost: str | None = None
    other_changes: str = ""
    opioids: str | None = None
    interest: str | None = None
    for_another: bool = False
    shared_on: date | None = None
    audience: str = "everyone"
    has_alias: bool = False
    state: str = "open"
    consent: str = "given"  # or "never", "withdrawn"
    steps: tuple[tuple[date, int], ...] = ()
    side_effects: tuple[tuple[str, str | None, bool | None], ...] = ()  # kind, severity, still there
    check_ins: tuple[ToldCheckIn, ...] = field(default=())


def month_after(month: date, months: int) -> date:
    """The first day of the month so many months later (or earlier)."""
    years, index = divmod(month.month - 1 + months, 12)
    return date(month.year + years, index + 1, 1)


class Teller:
    """Tells experiences, the same for the same seed. `on` is the day on which everything was last said."""

    def __init__(self, *, seed: int, on: date) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - nothing secret
        self.on = on
        self.month = on.replace(day=1)

    def one_of(self, shares: dict[str, int]) -> str:
        """One of these, as often as its share says."""
        return self.chance.choices(list(shares), list(shares.values()))[0]

    def said(self, answer: Answer) -> Answer | None:
        """What nobody has to say: mostly said, sometimes not."""
        return answer if self.chance.random() < SHARE_SAID else None

    def told(self, *, from_day: date) -> Told:
        """One experience, shared on a day between `from_day` and the last."""
        shared_on = from_day + timedelta(days=self.chance.randint(0, (self.on - from_day).days))
        if self.chance.random() < 0.06:
            return Told(status="considering", interest="none", shared_on=shared_on, consent=self.consent())
        return self.told_by_a_taker(shared_on)

    def consent(self) -> str:
        """Whether the member is to be counted."""
        return self.one_of({"given": 92, "never": 5, "withdrawn": 3})

    def told_by_a_taker(self, shared_on: date) -> Told:
        """The experience of somebody who takes or took it."""
        effect = self.one_of(EFFECT_SHARES)
        started = month_after(self.month, -self.chance.randint(1, LONGEST))
        status, ended = self.ending(effect, started)
        steps = self.steps(started, ended, status)
        effects = self.side_effects(effect)
        helped = effect.endswith("better")
        return Told(
            status=status,
            started_on=self.said(started) if not steps else started,
            ended_on=ended,
            form=self.said(self.one_of(FORM_SHARES)),
            time_of_day=self.said(self.chance.choice(list(TIMES_OF_DAY))),
            purpose=self.chance.choice(PURPOSES),
            effect=effect,
            effect_first_on=shared_on,
            noticed=self.said(self.noticed(helped=helped)),
            stop_reason=self.said(self.one_of(STOP_SHARES)) if status == "stopped" else None,
            effort=self.said(self.chance.choice(list(EFFORTS))),
            cost=self.said(self.chance.choice(list(COSTS))),
            other_changes=INVENTED_CHANGE if self.chance.random() < 0.2 else "",
            opioids=self.said(self.one_of(OPIOID_SHARES)),
            interest=self.one_of(INTEREST_SHARES),
            for_another=self.chance.random() < 0.08,
            shared_on=shared_on,
            audience="members" if self.chance.random() < 0.15 else "everyone",
            has_alias=self.chance.random() < 0.2,
            state=self.one_of({"open": 984, "hidden": 12, "removed": 4}),
            consent=self.consent(),
            steps=steps,
            side_effects=effects,
            check_ins=self.check_ins(effect, shared_on, (steps, ended), effects),
        )

    def noticed(self, *, helped: bool) -> str:
        """How soon a change was noticed; by those whom it helped, at some time."""
        while True:
            noticed = self.one_of(NOTICED_SHARES)
            if noticed != "never" or not helped:
                return noticed

    def ending(self, effect: str, started: date) -> tuple[str, date | None]:
        """How it stands today, and since which month."""
        months = (self.month.year - started.year) * 12 + self.month.month - started.month
        for passed in range(1, months + 1):
            if self.chance.random() * 100 < STOPS_IN_100_MONTHS[effect]:
                status = self.one_of({"stopped": 84, "finished": 8, "paused": 8})
                return status, month_after(started, passed)
        return "taking", None

    def steps(self, started: date, ended: date | None, status: str) -> tuple[tuple[date, int], ...]:
        """The doses: upwards month by month, some with a pause on the way."""
        if self.chance.random() > SHARE_SAID:
            return ()
        last = ended or self.month
        doses = list(LADDER[: self.chance.choices((1, 2, 3, 4, 5, 6), (6, 10, 16, 16, 22, 30))[0]])
        if self.chance.random() < 0.05:
            doses.append(self.chance.choice((5_000, 6_000, 9_000)))
        if self.chance.random() < 0.05:
            doses[0] = self.chance.choice((10, 50, 100))
        if len(doses) > 2 and self.chance.random() < 0.06:
            doses[2:2] = [0]
        steps: list[tuple[date, int]] = []
        month = started
        for dose in doses:
            if month >= last and steps:
                break
            steps.append((month, dose))
            month = month_after(month, self.chance.randint(1, 2))
        while len(steps) > 1 and steps[-1][1] == 0:
            steps.pop()
        if status == "paused" and ended is not None and ended > steps[-1][0]:
            steps.append((ended, 0))
        return tuple(steps)

    def side_effects(self, effect: str) -> tuple[tuple[str, str | None, bool | None], ...]:
        """What was unwanted: more for those who felt worse."""
        worse = effect.endswith("worse")
        count = self.chance.choices((0, 1, 2, 3), (20, 40, 30, 10) if worse else (55, 25, 14, 6))[0]
        kinds = dict.fromkeys(self.one_of(SIDE_EFFECT_SHARES) for _ in range(count))
        severities = {"mild": 60, "moderate": 30, "severe": 20 if worse else 5}
        return tuple(
            (kind, self.said(self.one_of(severities)), self.said(self.chance.random() < 0.35)) for kind in kinds
        )

    def check_ins(
        self,
        effect: str,
        shared_on: date,
        course: tuple[tuple[tuple[date, int], ...], date | None],
        side_effects: tuple[tuple[str, str | None, bool | None], ...],
    ) -> tuple[ToldCheckIn, ...]:
        """Days written down after sharing: at about 1, 3, 6 and 12 months, by fewer each time."""
        made: list[ToldCheckIn] = []
        steps, ended = course
        better = list(EFFECT_SHARES).index(effect)
        for months in (1, 3, 6, 12):
            day = shared_on + timedelta(days=months * 31 + self.chance.randint(0, 5))
            if day > self.on or self.chance.random() < 0.4:
                break
            rating = min(10, max(0, round(self.chance.gauss(3 + min(better, 6) * 0.7, 1.4))))
            doses = [dose for month, dose in steps if month <= day]
            now = 0 if ended is not None and ended <= day else doses[-1] if doses else None
            kinds = tuple(kind for kind, _, still in side_effects if still or self.chance.random() < 0.3)
            made.append(ToldCheckIn(day, now, rating, effect, kinds))
        return tuple(made)
