"""Check-ins: written, changed, taken out. What was replaced stays, with the moment in which it was."""

from datetime import date

from flask_babel import gettext as _

from forum import clock
from forum.database import db, lock
from forum.errors import Refused
from forum.experiences import ports
from forum.experiences.answers import Answers, answers_of
from forum.experiences.models import CheckIn, Experience
from forum.experiences.months import FARTHEST_AHEAD, FIRST_YEAR
from forum.experiences.operations.record import hold_experience
from forum.experiences.operations.revising import keep_revision
from forum.experiences.queries.diary import count_check_ins, find_check_in_on, latest_with_effect
from forum.experiences.wording import day_words, month_words

__all__ = ["add_check_in", "edit_check_in", "problem_of_day", "remove_check_in"]

MOST_CHECK_INS = 400  # one a day for more than a year: each is a circle on every page that shows the chart


def problem_of_day(experience: Experience, day: date, *, besides: CheckIn | None = None) -> str | None:
    """Why there can be no check-in of this day, as a sentence; `besides` is the one that is being changed."""
    if day > clock.ahead(hours=FARTHEST_AHEAD).date():
        return _("This day is still to come.")
    if day.year < FIRST_YEAR:
        return _("Please check the year.")
    if experience.started_on and day < experience.started_on:
        return _("This is before the start, %(month)s.", month=month_words(experience.started_on))
    other = find_check_in_on(experience.id, day)
    if other is not None and (besides is None or other.id != besides.id):
        return _("There is a check-in of %(day)s already. Please change that one.", day=day_words(day))
    return None


def add_check_in(experience: Experience, *, told: Answers) -> CheckIn:
    """Write a check-in. Raises Refused where there can be none of that day."""
    hold_experience(experience)
    refuse(problem_of_day(experience, told.on_day))
    if count_check_ins(experience.id) >= MOST_CHECK_INS:
        raise Refused(_("There are %(most)s check-ins already, more than a page can show.", most=MOST_CHECK_INS))
    new = check_in_of(experience, told)
    db.session.add(new)
    settle(experience, new)
    return new


def edit_check_in(experience: Experience, *, check_in: CheckIn, told: Answers) -> CheckIn:
    """Replace a check-in by what the member says now. Raises Refused if it was replaced meanwhile."""
    hold_experience(experience)
    lock(check_in)
    if check_in.replaced_at is not None:
        raise Refused(_("This check-in was changed or removed in another window."))
    if answers_of(check_in) == told:
        return check_in
    refuse(problem_of_day(experience, told.on_day, besides=check_in))
    check_in.replaced_at = clock.now()
    db.session.flush()  # before the new row: only one of a day may stand
    new = check_in_of(experience, told)
    new.replaces_id = check_in.id
    db.session.add(new)
    settle(experience, new, before=check_in)
    return new


def remove_check_in(experience: Experience, *, check_in: CheckIn) -> None:
    """Take a check-in out; its row stays for the member's history."""
    hold_experience(experience)
    lock(check_in)
    if check_in.replaced_at is not None:
        return
    check_in.replaced_at = clock.now()
    settle(experience, None, before=check_in)


def refuse(problem: str | None) -> None:
    """Raise Refused if there is a problem."""
    if problem:
        raise Refused(problem)


def check_in_of(experience: Experience, told: Answers) -> CheckIn:
    """A new row."""
    return CheckIn(
        experience_id=experience.id,
        on_day=told.on_day,
        micrograms=told.micrograms,
        rating=told.rating,
        effect=told.effect,
        side_effects=list(told.side_effects),
        line=told.line,
    )


def settle(experience: Experience, new: CheckIn | None, *, before: CheckIn | None = None) -> None:
    """What a change of check-ins means for the experience itself: its latest effect, and when it last changed."""
    db.session.flush()
    said = before.effect if before else None
    newest = latest_with_effect(experience.id)
    is_new = newest is not None and newest is new and new.effect != said
    was_it = newest is not None and said is not None and said == experience.effect and is_later(before, newest)
    if newest is not None and (is_new or was_it) and newest.effect != experience.effect:
        keep_revision(experience)
        experience.effect = newest.effect
        experience.effect_first_on = experience.effect_first_on or newest.on_day
    experience.updated_at = clock.now()
    db.session.flush()
    if experience.shared_at is not None:
        ports.watching().experience_changed(experience)


def is_later(one: CheckIn | None, other: CheckIn) -> bool:
    """Whether the check-in that went was of a later day, so that its effect had been the latest."""
    return one is not None and one.on_day >= other.on_day
