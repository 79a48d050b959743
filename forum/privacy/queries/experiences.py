"""A member's experiences with all that belongs to them, whatever was replaced included."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from forum.database import db
from forum.discussions.addresses import topic_path
from forum.experiences.addresses import experience_path
from forum.experiences.facts import COLUMNS
from forum.experiences.models import (
    AppointmentQuestion,
    CheckIn,
    CheckInReminder,
    CountingConsent,
    DoseStep,
    Experience,
    ExperienceRevision,
    SideEffect,
)
from forum.privacy.queries.entries import Entry, rows

__all__ = ["own_experiences"]

type_of_part = (
    type[DoseStep]
    | type[SideEffect]
    | type[CheckIn]
    | type[ExperienceRevision]
    | type[AppointmentQuestion]
    | type[CheckInReminder]
    | type[CountingConsent]
)
# What is taken along of each part, and under which heading.
PARTS: dict[str, tuple[type_of_part, tuple[str, ...]]] = {
    "doses": (DoseStep, ("from_month", "micrograms")),
    "side_effects": (SideEffect, ("kind", "words", "severity", "is_still_there")),
    "check_ins": (
        CheckIn,
        (
            *("on_day", "micrograms", "rating", "effect", "side_effects", "line"),
            *("written_at", "replaced_at"),
        ),
    ),
    "earlier_facts": (ExperienceRevision, ("number", "facts", "replaced_at")),
    "questions_for_appointments": (AppointmentQuestion, ("words", "created_at")),
    "reminders": (CheckInReminder, ("months", "due_on", "told_at")),
    "consents_to_be_counted": (CountingConsent, ("version", "given_at", "withdrawn_at")),
}


def own_experiences(member_id: int) -> list[Entry]:
    """All of them, shared or not; a statement for each kind of part, however many experiences."""
    query = (
        select(Experience)
        .where(Experience.member_id == member_id)
        .options(joinedload(Experience.condition), joinedload(Experience.voice), joinedload(Experience.topic))
        .order_by(Experience.id)
    )
    found = db.session.scalars(query).all()
    parts = {heading: parts_of(member_id, model) for heading, (model, _names) in PARTS.items()}
    return [entry_of(experience, parts) for experience in found]


def parts_of(member_id: int, model: type_of_part) -> Mapping[int, Sequence[Any]]:  # Any: rows of that model
    """All rows of a kind, by the experience that they belong to."""
    query: Select[Any] = select(model).join(Experience, model.experience_id == Experience.id)
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.scalars(query.where(Experience.member_id == member_id).order_by(model.id)):
        found[row.experience_id].append(row)
    return found


def entry_of(experience: Experience, parts: Mapping[str, Mapping[int, Sequence[Any]]]) -> Entry:
    """One experience: what it says, who may read it, and its parts."""
    story = experience.topic
    return {
        "condition": experience.condition.name,
        "address": experience_path(experience.public_id),
        "story": topic_path(story.public_id, story.title) if story else None,
        "shared_at": experience.shared_at,
        "under_the_name": experience.voice.name if experience.voice else experience.alias,
        "audience": experience.audience,
        "state": experience.state,
        "created_at": experience.created_at,
        "updated_at": experience.updated_at,
        "facts": {name: getattr(experience, name) for name in COLUMNS},
        **{heading: rows(parts[heading][experience.id], *names) for heading, (_model, names) in PARTS.items()},
    }
