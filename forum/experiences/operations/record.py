"""The record itself: begun, its facts saved, thrown away. What stood before a change of a shared one stays."""

from contextlib import suppress

from flask_babel import gettext as _
from sqlalchemy import delete

from forum import clock
from forum.accounts.queries import own_voice
from forum.conditions.models import Condition
from forum.database import change, db, lock
from forum.discussions import places
from forum.discussions.operations import discard_draft
from forum.errors import NotAllowed, NotFound, Refused
from forum.experiences import ports
from forum.experiences.facts import COLUMNS, Facts, facts_of
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
from forum.experiences.operations.keeping import discard_typed
from forum.experiences.operations.releasing import uncount
from forum.experiences.operations.revising import keep_revision
from forum.experiences.policies import missing_to_share
from forum.experiences.queries import find_own_experience
from forum.viewers import Viewer

__all__ = ["drop_everything", "drop_experience", "hold_experience", "missing_in", "save_facts", "start_experience"]

PARTS = (
    *(DoseStep, SideEffect, CheckIn, ExperienceRevision),
    *(AppointmentQuestion, CheckInReminder, CountingConsent),
)


def start_experience(viewer: Viewer, *, condition: Condition) -> Experience:
    """The viewer's experience with this condition, begun if there is none. Two at once begin one."""
    if viewer.id is None:
        raise NotAllowed
    lock(own_voice(viewer.id))
    found = find_own_experience(viewer.id, condition.id)
    if found is not None:
        return found
    for row in list(db.session):
        if isinstance(row, Experience) and (row.member_id, row.condition_id) == (viewer.id, condition.id):
            db.session.expunge(row)  # read by this request, and deleted by another since: its key may come again
    new = Experience(member_id=viewer.id, condition=condition, dose_steps=[], side_effects=[])
    new.voice = new.topic = None
    db.session.add(new)
    db.session.flush()
    return new


def hold_experience(experience: Experience) -> Experience:
    """Lock it, with its dose steps and side effects as they are now."""
    lock(experience)
    db.session.refresh(experience, ["dose_steps", "side_effects"])
    return experience


def missing_in(facts: Facts) -> tuple[str, ...]:
    """What an experience needs before it can be shared and these facts do not have: "status", "effect"."""
    return missing_to_share(facts.status, facts.effect)


def save_facts(experience: Experience, *, facts: Facts) -> None:
    """Let the experience say this. Of one that others see or that is counted, what it said before is kept.

    Raises Refused where a shared experience would lose what it needs.
    """
    hold_experience(experience)
    before = facts_of(experience)
    if facts == before:
        return
    if experience.shared_at is not None and missing_in(facts):
        raise Refused(_("A shared experience needs where you are with LDN now, and what happened to the complaint."))
    keep_revision(experience)
    put_facts(experience, facts)
    db.session.flush()
    if experience.shared_at is not None:
        ports.watching().experience_changed(experience)


def put_facts(experience: Experience, facts: Facts) -> None:
    """Let a locked experience say this."""
    moment = clock.now()
    for name in COLUMNS:
        setattr(experience, name, getattr(facts, name))
    if facts.effect is None:
        experience.effect_first_on = None
    elif experience.effect_first_on is None:
        experience.effect_first_on = moment.date()
    set_doses(experience, facts)
    set_side_effects(experience, facts)
    experience.updated_at = moment


def set_doses(experience: Experience, facts: Facts) -> None:
    """One step for each month. A month that stays keeps its row: the database stores new rows before it drops old."""
    wanted = {dose.from_month: dose.micrograms for dose in facts.doses}
    kept = {step.from_month: step for step in experience.dose_steps if step.from_month in wanted}
    for month, step in kept.items():
        step.micrograms = wanted[month]
    new = [DoseStep(from_month=month, micrograms=much) for month, much in wanted.items() if month not in kept]
    experience.dose_steps = sorted([*kept.values(), *new], key=lambda step: step.from_month)


def set_side_effects(experience: Experience, facts: Facts) -> None:
    """One row for each kind, and for each in own words."""
    wanted = {(each.kind, each.words): each for each in facts.side_effects}
    kept = {(row.kind, row.words): row for row in experience.side_effects if (row.kind, row.words) in wanted}
    for key, each in wanted.items():
        row = kept.setdefault(key, SideEffect(kind=each.kind, words=each.words))
        row.severity, row.is_still_there = each.severity, each.is_still_there
    experience.side_effects = list(kept.values())


def drop_everything(viewer: Viewer, *, slug: str, experience: Experience | None) -> None:
    """Forget the experience, if there is one, what is typed on the way to it, and the draft of a story."""
    if experience is not None:
        with suppress(NotFound):  # sent twice: the first is through
            drop_experience(experience)
    discard_typed(viewer, slug=slug)
    discard_draft(viewer, place=places.of_condition(slug, "story"))


def drop_experience(experience: Experience) -> None:
    """Forget it, check-ins and revisions included. Its story stays. Raises Refused while others see it.

    Of one that a case is about the row stays, emptied, and under its name: decisions are kept with what they were
    about, and would tell whose a one-off name is if it had another later.
    """
    hold_experience(experience)
    if experience.state != "open":
        raise Refused(_("Moderators have decided about this, so that it stays as it is."))
    if experience.shared_at is not None:
        raise Refused(_("It is shared. Stop sharing it first; then it can be deleted."))
    uncount([experience.id])
    ports.watching().experience_gone(experience)
    forget(experience)


def forget(experience: Experience) -> bool:
    """Delete a locked experience with its parts. Whether its row stays, emptied: one that a case is about is kept."""
    for part in PARTS:
        change(delete(part).where(part.experience_id == experience.id))
    if ports.watching().is_kept(experience):
        db.session.refresh(experience, ["dose_steps", "side_effects"])
        put_facts(experience, Facts())
        experience.audience = "everyone"
        db.session.flush()
        return True
    change(delete(Experience).where(Experience.id == experience.id))
    db.session.expunge(experience)
    return False
