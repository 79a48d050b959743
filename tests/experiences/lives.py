"""Experiences for the tests of cards, check-ins and sheets."""

from datetime import date
from typing import Any, TypeVar

from sqlalchemy import inspect

from forum import clock
from forum.accounts.models import Voice
from forum.accounts.queries import own_voice
from forum.conditions.models import Condition
from forum.database import Base, db
from forum.experiences.models import CheckIn, DoseStep, Experience, SideEffect
from tests import factories

T = TypeVar("T", bound=Base)
STEPS = ((date(2026, 3, 1), 500), (date(2026, 4, 1), 1500), (date(2026, 5, 1), 0), (date(2026, 7, 1), 4500))


def experience(member_id: int, *, condition: Condition | None = None, shared: bool = True, **fields: Any) -> Experience:
    """An experience that tells everything, with four dose steps and two side effects, shared under the own name."""
    condition = condition or factories.condition()
    told: dict[str, Any] = {
        "status": "taking",
        "started_on": date(2026, 3, 1),
        "form": "capsule",
        "time_of_day": "evening",
        "purpose": "Pain in the evening",
        "effect": "a_little_better",
        "noticed": "one_month",
        "other_changes": "A new bedtime",
        "opioids": "no",
        "interest": "sell",
    }
    if shared:
        told |= {"voice_id": own_voice(member_id).id, "shared_at": clock.now()}
    new = Experience(member_id=member_id, condition_id=condition.id, **(told | fields))
    new.dose_steps = [DoseStep(from_month=day, micrograms=amount) for day, amount in STEPS]
    new.side_effects = [
        SideEffect(kind="vivid_dreams", severity="mild", is_still_there=False),
        SideEffect(kind="other", words="Cold hands", severity="moderate", is_still_there=True),
    ]
    db.session.add(new)
    return stored(new)


def alias_voice(member_id: int, name: str = "Amber Teasel 27") -> Voice:
    """A one-off name of this member."""
    voice = Voice(member_id=member_id, name=name, is_alias=True)
    db.session.add(voice)
    return stored(voice)


def check_in(experience_id: int, on_day: date, **fields: Any) -> CheckIn:
    """A check-in as it stands in the database."""
    new = CheckIn(experience_id=experience_id, on_day=on_day, **fields)
    db.session.add(new)
    return stored(new)


def stored(row: T) -> T:
    """The row, committed, with its columns read so that they outlive the session."""
    db.session.commit()
    db.session.refresh(row, [attribute.key for attribute in inspect(row).mapper.column_attrs])
    return row
