"""What a moderator can choose, and what each choice needs."""

from dataclasses import dataclass

from forum.accounts.models import Rule
from forum.conditions.models import Condition
from forum.moderation.models import Case
from forum.moderation.sanctions import Measure

__all__ = [
    "APPEAL_VERBS",
    "ARRANGING",
    "BATCH_VERBS",
    "MILDER",
    "MOST_IN_BATCH",
    "NEEDS_MESSAGE",
    "NEEDS_RULE",
    "VERBS",
    "WITHOUT_SANCTION",
    "Choice",
    "Plan",
    "instead_of",
    "verbs_for",
]

VERBS = {
    "post": ("keep", "ask_edit", "content_note", "hide", "remove", "split"),
    "topic": ("keep", "ask_edit", "content_note", "hide", "remove", "lock", "slow", "move", "duplicate", "merge"),
    "experience": ("keep", "ask_edit", "hide", "remove"),
    "member": ("nothing", "message"),
    "contact": ("nothing", "answer"),
}
# On an appeal: the decision stands, another one takes its place, or it is undone with all that followed from it.
APPEAL_VERBS = ("uphold", "change", "reverse")
# What may take the place of a decision on appeal: only what is milder.
MILDER = {"remove": ("keep", "lock", "hide"), "hide": ("keep", "lock"), "lock": ("keep",)}
# The text stays open, and something about it is arranged.
ARRANGING = frozenset({"ask_edit", "content_note", "slow", "move", "duplicate", "merge", "split"})
BATCH_VERBS = ("remove", "hide")  # what can be done to several at once: to keep something, one has to read it
MOST_IN_BATCH = 30  # a page of the queue
NEEDS_RULE = frozenset({"hide", "remove", "ask_edit"})
WITHOUT_SANCTION = frozenset({"nothing", "answer", "uphold", "reverse"})
NEEDS_MESSAGE = frozenset({"hide", "remove", "lock", "message", "answer", *ARRANGING, *APPEAL_VERBS})


@dataclass(frozen=True, slots=True)
class Plan:
    """What a decision arranges; its verb says which of these it needs.

    `condition`: where a topic moves. `other`: the public id of the topic in which it goes on. `minutes`: between two
    replies of one member. `note`: before the text. `days`: to change it. `title`: of a topic split off, with the
    replies that follow or without.
    """

    condition: Condition | None = None
    other: str = ""
    minutes: int = 0
    note: str = ""
    days: int = 0
    title: str = ""
    with_following: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What a moderator chose, and the version of the case they saw. `sanction` comes with it.

    `instead`: on an appeal, the verb that takes the place of the first one; empty where the text stays as it is.
    `batch` is the public id of the batch of which it is a part.
    """

    verb: str
    version: int
    rule: Rule | None = None
    message: str = ""
    note: str = ""
    sanction: Measure | None = None
    instead: str = ""
    plan: Plan = Plan()
    batch: str = ""


def verbs_for(case: Case) -> tuple[str, ...]:
    """What can be decided on this case."""
    return APPEAL_VERBS if case.is_appeal else VERBS[case.kind]


def instead_of(case: Case) -> tuple[str, ...]:
    """What may take the place of the decision that this case appeals against."""
    if case.appeal is None:
        return ()
    milder = MILDER.get(case.appeal.decision.verb, ())
    return tuple(verb for verb in milder if verb in VERBS[case.kind])
