"""Reminders of check-ins, and questions for the next appointment: what a member wants to be asked, and to ask."""

from collections.abc import Collection

from flask_babel import gettext as _

from forum import clock
from forum.database import db, lock
from forum.errors import Refused
from forum.experiences.models import AppointmentQuestion, CheckInReminder, Experience
from forum.experiences.queries.diary import find_question, questions_of, reminders_of
from forum.experiences.reminding import MONTHS, due_on

__all__ = ["MOST_QUESTIONS", "add_question", "ask_for_check_ins", "remove_question"]

MOST_QUESTIONS = 20  # the sheet has two pages


def ask_for_check_ins(experience: Experience, *, months: Collection[int]) -> None:
    """Ask the member after these months, and after no others; what was asked already stays as it is."""
    lock(experience)
    present = {each.months: each for each in reminders_of(experience.id)}
    today = clock.now().date()
    for number in MONTHS:
        reminder = present.get(number)
        if reminder is None and number in months:
            due = due_on(number, started_on=experience.started_on, today=today)
            db.session.add(CheckInReminder(experience_id=experience.id, months=number, due_on=due))
        elif reminder is not None and number not in months and reminder.told_at is None:
            db.session.delete(reminder)
    db.session.flush()


def add_question(experience: Experience, *, words: str) -> None:
    """Note a question; the same words stand there once. Raises Refused when the sheet has no more room."""
    lock(experience)
    noted = questions_of(experience.id)
    if any(each.words == words for each in noted):
        return
    if len(noted) >= MOST_QUESTIONS:
        sentence = _("There are %(most)s questions already. Please remove one first.", most=MOST_QUESTIONS)
        raise Refused(sentence)
    db.session.add(AppointmentQuestion(experience_id=experience.id, words=words))
    db.session.flush()


def remove_question(experience: Experience, *, question_id: int) -> None:
    """Take a question from the list; harmless when it is gone already."""
    lock(experience)
    found = find_question(experience.id, question_id)
    if found is not None:
        db.session.delete(found)
        db.session.flush()
