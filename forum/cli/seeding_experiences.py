"""Filling a database with invented experiences of known truth, quickly and the same every time."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from forum.accounts.models import Voice
from forum.cli.inventing_experiences import Teller, Told
from forum.cli.seeding import learn_sizes, store
from forum.columns import ALPHABET, PUBLIC_ID_LENGTH
from forum.database import db, transaction
from forum.experiences.models import CheckIn, CountingConsent, DoseStep, Experience, SideEffect
from forum.experiences.operations.counting import COUNTING_WORDS

__all__ = ["Person", "Plan", "seed_experiences"]

OF_THE_ROW = tuple(
    each.name
    for each in fields(Told)
    if each.name not in ("shared_on", "has_alias", "consent", "steps", "side_effects", "check_ins")
)
Person = tuple[int, int, str]  # the keys of a member and of their own voice, and a one-off name to use
Rows = Sequence[dict[str, Any]]  # Any: whatever a column takes


@dataclass(frozen=True, slots=True)
class Plan:
    """For which condition, told until which moment, shared within so many days before it, from which seed.

    Every call needs another seed: public ids come from it, too.
    """

    condition_id: int
    until: datetime
    days: int = 300
    seed: int = 1


def seed_experiences(people: Sequence[Person], plan: Plan) -> list[Told]:
    """Make one experience for each of these people, who have none for the condition. Gives what is true of them.

    The order is that of the people. Commits. Five thousand take a few seconds.
    """
    teller = Teller(seed=plan.seed, on=plan.until.date())
    earliest = plan.until.date() - timedelta(days=plan.days)
    every = [teller.told(from_day=earliest) for _ in people]
    with transaction():
        aliases = [
            Voice(member_id=member_id, name=alias, is_alias=True)
            for (member_id, _, alias), told in zip(people, every, strict=True)
            if told.has_alias
        ]
        store(aliases)
        named = {alias.member_id: alias.id for alias in aliases}
        rows = [
            experience(told, member_id=member_id, voice_id=named.get(member_id, voice_id), plan=plan, teller=teller)
            for (member_id, voice_id, _), told in zip(people, every, strict=True)
        ]
        store(rows)
        insert_parts([(row.id, told) for row, told in zip(rows, every, strict=True)], teller)
        learn_sizes()
    return every


def experience(told: Told, *, member_id: int, voice_id: int, plan: Plan, teller: Teller) -> Experience:
    """The row of what was told."""
    shared_at = at_noon(told.shared_on) if told.shared_on else None
    last = max([told.shared_on or plan.until.date(), *(each.on_day for each in told.check_ins)])
    return Experience(
        **{name: getattr(told, name) for name in OF_THE_ROW},
        public_id=public_id(teller),
        member_id=member_id,
        condition_id=plan.condition_id,
        voice_id=voice_id if shared_at else None,
        state_at=shared_at if told.state != "open" else None,
        shared_at=shared_at,
        created_at=shared_at or plan.until,
        updated_at=at_noon(last),
    )


def insert_parts(every: Sequence[tuple[int, Told]], teller: Teller) -> None:
    """The dose steps, side effects, check-ins and consents of these experiences, in bulk."""
    steps = [
        {"experience_id": key, "from_month": month, "micrograms": dose}
        for key, told in every
        for month, dose in told.steps
    ]
    effects: Rows = [
        {"experience_id": key, "kind": kind, "severity": severity, "is_still_there": still, "words": words_of(kind)}
        for key, told in every
        for kind, severity, still in told.side_effects
    ]
    check_ins: Rows = [
        asdict(each)
        | {
            "experience_id": key,
            "public_id": public_id(teller),
            "side_effects": list(each.side_effects),
            "written_at": at_noon(each.on_day),
        }
        for key, told in every
        for each in told.check_ins
    ]
    consents: Rows = [
        {
            "experience_id": key,
            "version": COUNTING_WORDS,
            "given_at": at_noon(told.shared_on),
            "withdrawn_at": at_noon(told.shared_on) if told.consent == "withdrawn" else None,
        }
        for key, told in every
        if told.consent != "never" and told.shared_on
    ]
    kinds = ((DoseStep, steps), (SideEffect, effects), (CheckIn, check_ins), (CountingConsent, consents))
    for model, rows in kinds:
        db.session.bulk_insert_mappings(model, rows)


def words_of(kind: str) -> str:
    """What stands beside a side effect that is not on the list."""
    return "Invented: something not on the list" if kind == "other" else ""


def public_id(teller: Teller) -> str:
    """Like columns.new_public_id, from the seed."""
    return "".join(teller.chance.choices(ALPHABET, k=PUBLIC_ID_LENGTH))


def at_noon(day: date) -> datetime:
    """The middle of this day."""
    return datetime.combine(day, time(12), UTC)
