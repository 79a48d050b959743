"""The facts of an experience as plain values: what a form gives, what is saved, and what a revision keeps."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from forum.experiences.models import Experience

__all__ = ["Dose", "Facts", "Unwanted", "facts_of"]


@dataclass(frozen=True, slots=True)
class Dose:
    """From this month (its first day) on so many micrograms a day; 0 is a pause."""

    from_month: date
    micrograms: int


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A side effect: of the list, or of kind "other" in the member's words."""

    kind: str
    words: str = ""
    severity: str | None = None
    is_still_there: bool | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What one member says about LDN and one condition. Nothing is needed. Months are their first day."""

    for_another: bool = False
    status: str | None = None
    started_on: date | None = None
    ended_on: date | None = None
    form: str | None = None
    time_of_day: str | None = None
    purpose: str = ""
    effect: str | None = None
    noticed: str | None = None
    stop_reason: str | None = None
    effort: str | None = None
    cost: str | None = None
    other_changes: str = ""
    opioids: str | None = None
    interest: str | None = None
    doses: tuple[Dose, ...] = ()  # by month, each month once
    side_effects: tuple[Unwanted, ...] = ()  # each kind (and words) once

    @property
    def are_empty(self) -> bool:
        """Whether nothing is said yet."""
        return self == Facts()

    def as_json(self) -> dict[str, Any]:  # Any: what JSON holds
        """What a revision keeps: days as text, everything else as it is."""
        return jsonable(asdict(self))


def jsonable(values: dict[str, Any]) -> dict[str, Any]:
    """The same with every day written out."""
    return {name: written(value) for name, value in values.items()}


def written(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return jsonable(value)
    return [written(each) for each in value] if isinstance(value, list | tuple) else value


# The columns that are facts by themselves.
COLUMNS = tuple(name for name in Facts.__dataclass_fields__ if name not in ("doses", "side_effects"))


def facts_of(experience: Experience) -> Facts:
    """What stands in this experience, whose dose steps and side effects are loaded."""
    return Facts(
        **{name: getattr(experience, name) for name in COLUMNS},
        doses=tuple(
            Dose(step.from_month, step.micrograms)
            for step in sorted(experience.dose_steps, key=lambda step: step.from_month)
        ),
        side_effects=tuple(
            Unwanted(each.kind, each.words, each.severity, each.is_still_there) for each in experience.side_effects
        ),
    )
