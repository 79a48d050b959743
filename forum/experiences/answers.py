"""What a check-in says, as plain values: what a form gives and an operation stores."""

from dataclasses import dataclass
from datetime import date

from forum.experiences.models import CheckIn

__all__ = ["Answers", "answers_of"]


@dataclass(frozen=True, slots=True)
class Answers:
    """How it was on one day. Only the day is needed; micrograms a day, 0 for none; the rating goes from 0 to 10."""

    on_day: date
    micrograms: int | None = None
    rating: int | None = None
    effect: str | None = None
    side_effects: tuple[str, ...] = ()
    line: str = ""


def answers_of(check_in: CheckIn) -> Answers:
    """What stands in a check-in."""
    return Answers(
        on_day=check_in.on_day,
        micrograms=check_in.micrograms,
        rating=check_in.rating,
        effect=check_in.effect,
        side_effects=tuple(check_in.side_effects),
        line=check_in.line,
    )
