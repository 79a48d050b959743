"""Why something waits for a moderator: the reasons, their urgency and their words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import format_time, format_timedelta, ngettext
from flask_babel import gettext as _

from forum.lazy import lazy as _l

__all__ = [
    "FLAGGING",
    "HEAVY",
    "LATEST_TARGET",
    "NOW",
    "REASONS",
    "SPAM_LIKE",
    "TAKE_WITHIN",
    "TARGETS",
    "Reason",
    "more_urgent",
    "place_words",
    "severity_of",
    "urgency_word",
]

NOW, TODAY, THIS_WEEK = 1, 2, 3  # severities; 0 is kept for somebody at risk, which comes before all else
# How long a case may wait before it is overdue: what a few volunteers can keep, and told them in docs/moderating.md.
TARGETS = {0: timedelta(minutes=30), NOW: timedelta(hours=4), TODAY: timedelta(hours=24), THIS_WEEK: timedelta(days=7)}
LATEST_TARGET = TARGETS[THIS_WEEK]
TAKE_WITHIN = TARGETS[0]  # until a moderator should have taken on somebody at risk; then the alarm is raised


@dataclass(frozen=True, slots=True)
class Reason:
    """`words` stand in the queue; `choice` is what a member reads when flagging."""

    severity: int
    words: str
    choice: str | None = None


REASONS: dict[str, Reason] = {
    "unsafe_instruction": Reason(
        TODAY, _l("Tells others what to take"), _l("Tells others what to take, change or stop")
    ),
    "sourcing": Reason(NOW, _l("Selling or sourcing"), _l("Sells LDN, or says where to get it without a prescription")),
    "at_risk": Reason(0, _l("Worried about this person"), _l("I am worried that somebody is at risk")),
    "harassment": Reason(TODAY, _l("Harassment"), _l("Is cruel to somebody, or harasses them")),
    "private_details": Reason(
        NOW, _l("Private details"), _l("Shows somebody’s private details, such as a name or an address")
    ),
    "misleading": Reason(TODAY, _l("Misleading health claim"), _l("Makes a health claim that misleads")),
    "spam": Reason(THIS_WEEK, _l("Spam"), _l("Is advertising or spam")),
    "other": Reason(THIS_WEEK, _l("Something else"), _l("Something else")),
    "held": Reason(TODAY, _l("Held: a newcomer’s text with a link")),
    "first_post": Reason(TODAY, _l("Held: one of a newcomer’s first texts")),
    "screened": Reason(TODAY, _l("A rule found something")),
    "wave": Reason(TODAY, _l("Several newcomers, the same text or vendor")),
    "put_back": Reason(TODAY, _l("Hidden by flags, taken back, and now put back")),
    "asked_again": Reason(TODAY, _l("The author has changed it and asks again")),
    "not_edited": Reason(TODAY, _l("The author was asked to change it, and has not")),
    "contact": Reason(TODAY, _l("A message to the team")),
    "appeal": Reason(TODAY, _l("An appeal against a decision")),
}

HEAVY = frozenset({"at_risk", "harassment", "private_details", "unsafe_instruction"})  # what weighs on who reads it
SPAM_LIKE = frozenset({"spam", "held"})  # what comes in waves, and may be decided several at once
FLAGGING = tuple(name for name, reason in REASONS.items() if reason.choice is not None)


def severity_of(reason: str) -> int:
    """Where a case with this reason stands in the queue; 0 is the most urgent."""
    return REASONS[reason].severity


def more_urgent(one: str, other: str) -> str:
    """The more urgent of two reasons; the first when they are alike."""
    return other if severity_of(other) < severity_of(one) else one


def urgency_word(severity: int) -> str:
    """The place in the queue, in words."""
    if severity <= NOW:
        return _l("Now")
    return _l("Today") if severity == TODAY else _l("This week")


def wait_words(severity: int) -> str:
    """How soon a case of this severity should be looked at, in words."""
    words: str = format_timedelta(TARGETS.get(severity, LATEST_TARGET), granularity="minute", threshold=1.1)
    return words


def place_words(severity: int, *, people: int, is_overdue: bool, alike: int = 0, due: datetime | None = None) -> str:
    """Why a case stands where it stands in the queue. `due`: by when somebody at risk should be taken on."""
    parts = []
    if severity == 0:
        parts.append(_("Somebody may be at risk"))
    if due is not None and not is_overdue:
        parts.append(_("To be taken on by %(time)s (UTC)", time=format_time(due, "HH:mm")))
    if is_overdue:
        parts.append(_("Overdue: meant to be looked at within %(span)s", span=wait_words(severity)))
    if people:
        parts.append(ngettext("One member flagged it", "%(num)s members flagged it", people))
    if alike:
        parts.append(ngettext("One more text like it", "%(num)s more texts like it", alike))
    return " · ".join(parts)
