"""What is counted: every response of a condition whose member agreed to it, and who is left out, and why."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, Select, exists, func, select

from forum.accounts.models import Consent, Member
from forum.conditions.models import Condition, Follow
from forum.database import db
from forum.experiences.models import SEVERITIES, CheckIn, CountingConsent, DoseStep, Experience, SideEffect
from forum.experiences.numbers.assembling import Census
from forum.experiences.numbers.tables import Response

__all__ = ["census_of", "completed_months", "conditions_to_count", "lock_consents_in", "lock_consents_of"]

NEW_ACCOUNT = timedelta(days=14)  # younger accounts are not counted: waves of invented responses come from new ones
MONTHS_UNTIL_AGAIN = 3


def conditions_to_count() -> list[Condition]:
    """The conditions for which anybody ever agreed to be counted, in the order in which they are locked."""
    asked = select(Experience.condition_id).join(CountingConsent, CountingConsent.experience_id == Experience.id)
    return list(db.session.scalars(select(Condition).where(Condition.id.in_(asked)).order_by(Condition.id)))


def consents() -> Select[Any]:
    """Every experience for which counting was ever agreed to, with what decides whether it is counted."""
    agreed = exists().where(CountingConsent.experience_id == Experience.id, CountingConsent.withdrawn_at.is_(None))
    ever = exists().where(CountingConsent.experience_id == Experience.id)
    health = exists().where(
        Consent.member_id == Member.id, Consent.kind == "health_data", Consent.withdrawn_at.is_(None)
    )
    return (
        select(
            *(Experience.id, Experience.status, Experience.effect, Experience.effect_first_on, Experience.noticed),
            *(Experience.started_on, Experience.ended_on, Experience.form, Experience.stop_reason),
            *(Experience.interest, Experience.state, Experience.updated_at, Member.joined_at, Member.deleted_at),
            agreed.label("agreed"),
            health.label("health"),
        )
        .join(Member, Experience.member_id == Member.id)
        .where(Experience.status.is_not(None), ever)
        .order_by(Experience.id)
    )


def lock_consents_in(condition_id: int) -> frozenset[int]:
    """Let nobody who agreed to be counted take that back until the transaction ends. The keys of their experiences."""
    given = (
        select(CountingConsent.experience_id)
        .join(Experience, CountingConsent.experience_id == Experience.id)
        .where(Experience.condition_id == condition_id, CountingConsent.withdrawn_at.is_(None))
        .order_by(CountingConsent.id)
    )
    return frozenset(db.session.scalars(given.with_for_update(read=True, of=CountingConsent)))


def lock_consents_of(experience_ids: Collection[int]) -> None:
    """Wait for releases that count one of these and are being made, and let none begin until the transaction ends."""
    theirs = select(CountingConsent.id).where(CountingConsent.experience_id.in_(experience_ids))
    db.session.execute(theirs.order_by(CountingConsent.id).with_for_update(key_share=True)).all()


def census_of(condition_id: int, *, day: date, held: Collection[int] | None = None) -> Census:
    """Everything that is to be counted for a condition on this day; five statements, however many responses.

    Of consents that were given, only those of `held` count where it is given: others may be taken back unseen.
    """
    rows = db.session.execute(consents().where(Experience.condition_id == condition_id)).all()
    steps = grouped(select(DoseStep.experience_id, DoseStep.from_month, DoseStep.micrograms), condition_id)
    unwanted = grouped(select(SideEffect.experience_id, SideEffect.kind, SideEffect.severity), condition_id)
    told = select(CheckIn.experience_id, CheckIn.on_day, CheckIn.effect, CheckIn.micrograms)
    check_ins = grouped(told.where(CheckIn.replaced_at.is_(None)), condition_id)
    followers = select(func.count()).select_from(Follow).where(Follow.condition_id == condition_id)
    responses: list[Response] = []
    excluded: Counter[str] = Counter()
    for row in rows:
        if held is not None and row.agreed and row.id not in held:  # agreed just now: next time
            continue
        why = why_left_out(row, day)
        if why:
            excluded[why] += 1
        else:
            parts = (each.get(row.id, ()) for each in (steps, unwanted, check_ins))
            responses.append(response_of(row, *parts))
    return Census(responses, excluded, db.session.execute(followers).scalar_one())


def grouped(query: Select[Any], condition_id: int) -> Mapping[int, Sequence[Row[Any]]]:
    """Rows by their first column, the key of an experience, of this condition alone."""
    found: dict[int, list[Row[Any]]] = {}
    ours = query.join(Experience, Experience.id == query.selected_columns[0])
    for row in db.session.execute(ours.where(Experience.condition_id == condition_id)):
        found.setdefault(row[0], []).append(row)
    return found


def why_left_out(row: Row[Any], day: date) -> str | None:
    """Why this experience is not counted; None for one that is."""
    if not row.agreed or not row.health or row.deleted_at is not None:
        return "withdrawn"
    if row.state != "open":
        return "hidden"
    if row.interest not in (None, "none"):
        return "interest"
    return "new_account" if row.joined_at.date() > day - NEW_ACCOUNT else None


def last_dose(steps: Sequence[Row[Any]], check_ins: Sequence[Row[Any]]) -> int | None:
    """The last dose above nothing that was told, in micrograms; of one day, what the check-in says."""
    told = [(from_month, 0, micrograms) for _, from_month, micrograms in steps if micrograms]
    told += [(on_day, 1, micrograms) for _, on_day, _, micrograms in check_ins if micrograms]
    return max(told)[2] if told else None


def response_of(
    row: Row[Any], steps: Sequence[Row[Any]], unwanted: Sequence[Row[Any]], check_ins: Sequence[Row[Any]]
) -> Response:
    """What is counted of one experience."""
    severities = [severity for _, _, severity in unwanted if severity]
    last_heard = max([row.updated_at.date(), *(on_day for _, on_day, *_ in check_ins)])
    until = row.ended_on if row.status in ("stopped", "finished") else last_heard
    return Response(
        key=row.id,
        status=row.status,
        effect=row.effect,
        micrograms=last_dose(steps, check_ins),
        noticed=row.noticed,
        months=completed_months(row.started_on, until),
        form=row.form,
        stop_reason=row.stop_reason,
        side_effects=frozenset(kind for _, kind, _ in unwanted),
        worst=max(severities, key=SEVERITIES.index, default=None),
        again=any(
            effect is not None and (completed_months(row.effect_first_on, on_day) or 0) >= MONTHS_UNTIL_AGAIN
            for _, on_day, effect, _ in check_ins
        ),
    )


def completed_months(start: date | None, end: date | None) -> int | None:
    """Whole months from one day to another; None where one is not known, or they lie the wrong way round."""
    if start is None or end is None or end < start:
        return None
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
