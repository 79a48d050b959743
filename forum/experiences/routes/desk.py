"""What the addresses of one experience have in common: whose it is, and its page with whatever form failed."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import clock, web
from forum.errors import NotAllowed
from forum.experiences.forms.check_ins import QuestionForm, RemindersForm
from forum.experiences.forms.fields import as_choices
from forum.experiences.models import Experience
from forum.experiences.policies import can_change_experience, can_change_what_is_told_in, can_share_in
from forum.experiences.queries import ExperiencePage, get_experience
from forum.experiences.reminding import MONTHS, due_on
from forum.experiences.wording import day_words

__all__ = ["may_change", "may_write", "own_experience", "show_experience", "today"]


def today() -> date:
    """The day that it is where the reader lives, as far as we were told."""
    try:
        zone = ZoneInfo(web.viewer().timezone)
    except (OSError, ValueError, KeyError):
        zone = ZoneInfo("UTC")
    return clock.now().astimezone(zone).date()


def own_experience(public_id: str) -> Experience:
    """The viewer's own experience. Raises NotFound for one that they cannot see, NotAllowed for anybody else's."""
    found = get_experience(web.viewer(), public_id)
    if not can_change_experience(web.viewer(), found):
        raise NotAllowed(_("Only the member whose experience it is can do that."))
    return found


def may_write(experience: Experience) -> Experience:
    """The same experience. Raises NotAllowed for who may not tell anything about their health here now."""
    if not can_share_in(web.viewer(), experience.condition_id):
        raise NotAllowed(_("You cannot add anything here now. Your account page says why."))
    return experience


def may_change(experience: Experience) -> Experience:
    """The same experience, for changing what it says already."""
    if not can_change_what_is_told_in(web.viewer(), experience.condition_id):
        raise NotAllowed(_("You cannot change anything here now. Your account page says why."))
    return experience


def show_experience(
    page: ExperiencePage,
    *,
    reminders: RemindersForm,
    question: QuestionForm,
    status: int = 200,
    refusal: str | None = None,
) -> ResponseReturnValue:
    """The page of an experience; its member's forms only for its member."""
    if page.own is not None:
        offer_months(reminders, page)
    may_add = page.own is not None and can_share_in(web.viewer(), page.condition.id)
    return render_template(
        "experiences/experience.html",
        page=page,
        experience=page.experience,
        may_add=may_add,
        may_change=page.own is not None and can_change_what_is_told_in(web.viewer(), page.condition.id),
        reminders=reminders,
        question=question,
        refusal=refusal,
    ), status


def offer_months(form: RemindersForm, page: ExperiencePage) -> None:
    """Offer what was not asked yet, each with the day on which it would be."""
    assert page.own is not None
    known = {each.months: each for each in page.own.reminders}
    offered: dict[str, str] = {}
    for months in MONTHS:
        reminder = known.get(months)
        if reminder is None or reminder.told_at is None:
            due = reminder.due_on if reminder else due_on(months, started_on=page.experience.started_on, today=today())
            offered[str(months)] = reminder_words(months, due)
    form.months.choices = as_choices(offered)
    if not form.is_submitted():
        form.months.data = [str(each.months) for each in page.own.reminders]


def reminder_words(months: int, due: date) -> str:
    """A choice among reminders."""
    if months == 1:
        return _("After 1 month, on %(day)s", day=day_words(due))
    return _("After %(months)s months, on %(day)s", months=months, day=day_words(due))
