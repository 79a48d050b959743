"""Random responses, as varied as members are: for the tests of counting and of what may be shown."""

import random  # noqa: TID251 - seeded: a failure can be seen again
from collections import Counter
from dataclasses import replace
from datetime import date

from forum.experiences import choices
from forum.experiences.models import EFFECTS, SEVERITIES, STATUSES
from forum.experiences.numbers.assembling import Census, assembled
from forum.experiences.numbers.figures import Figures
from forum.experiences.numbers.tables import Response

DAY = date(2026, 11, 22)


def weights(chance: random.Random, count: int, *, even: bool) -> list[float]:
    """How common each answer is: alike, or a few common ones and many rare ones."""
    return [chance.random() if even else chance.random() ** 4 for _ in range(count)]


class Crowd:
    """Members whose answers follow distributions of their own; the same seed gives the same crowd."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.serial = 0
        even = self.chance.random() < 0.5
        self.effects = weights(self.chance, len(EFFECTS), even=even)
        self.statuses = [0.3, 6, 1, 3, 1]
        self.doses = [None, 500, 1_000, 1_500, 3_000, 4_000, 4_500, 6_000, 9_000]
        self.dose_weights = weights(self.chance, len(self.doses), even=even)
        self.forms = [None, *choices.FORMS]
        self.form_weights = weights(self.chance, len(self.forms), even=even)
        self.silent = self.chance.choice([0.0, 0.03, 0.3])
        self.side_effects = {kind: self.chance.random() ** 3 for kind in choices.SIDE_EFFECTS}
        self.again = self.chance.random()

    def response(self) -> Response:
        chance, self.serial = self.chance, self.serial + 1
        status = chance.choices(STATUSES, self.statuses)[0]
        unwanted = frozenset(kind for kind, share in self.side_effects.items() if chance.random() < share)
        has_effect = status != "considering" and chance.random() >= self.silent
        return Response(
            key=self.serial,
            status=status,
            effect=chance.choices(EFFECTS, self.effects)[0] if has_effect else None,
            micrograms=chance.choices(self.doses, self.dose_weights)[0],
            noticed=chance.choice([None, *choices.NOTICED]),
            months=chance.choice([None, 0, 1, 2, 4, 5, 8, 11, 12, 30]),
            form=chance.choices(self.forms, self.form_weights)[0],
            stop_reason=chance.choice([None, *choices.STOP_REASONS]) if status == "stopped" else None,
            side_effects=unwanted,
            worst=chance.choice([None, *SEVERITIES]) if unwanted else None,
            again=chance.random() < self.again,
        )

    def responses(self, count: int) -> list[Response]:
        return [self.response() for _ in range(count)]

    def later(self, responses: list[Response], *, joining: int, changing: int, leaving: int) -> list[Response]:
        """The crowd some time on: some left, some say something else now, some are new."""
        kept = list(responses)
        self.chance.shuffle(kept)
        kept = kept[leaving:]
        changed = [replace(self.response(), key=response.key) for response in kept[:changing]]
        return [*changed, *kept[changing:], *self.responses(joining)]


def census(
    responses: list[Response], *, excluded: dict[str, int] | None = None, followers: int | None = None
) -> Census:
    return Census(responses, Counter(excluded or {}), len(responses) * 2 if followers is None else followers)


def releases(seed: int, *, many: int = 3) -> tuple[list[list[Response]], list[Figures]]:
    """A crowd at so many times as releases were made of it, whether or not they were worth it."""
    crowd = Crowd(seed)
    chance = random.Random(seed + 10**6)
    responses = crowd.responses(chance.choice([12, 30, 60, 120, 250, 400]))
    states: list[list[Response]] = []
    made: list[Figures] = []
    while len(made) < many:
        excluded = {name: chance.randrange(25) for name in ("interest", "new_account", "hidden", "withdrawn")}
        figures = assembled(
            census(responses, excluded=excluded, followers=chance.randrange(5, 600)),
            day=DAY,
            number=len(made) + 1,
            earlier=made,
        )
        if figures is not None:
            made.append(figures)
            states.append(responses)
        responses = crowd.later(
            responses,
            joining=chance.choice([0, 1, 3, 9, 12, 20, 40, 150]),
            changing=min(chance.choice([0, 1, 5, 30]), len(responses) // 2),
            leaving=chance.choice([0, 0, 1, 4]),
        )
    return states, made
