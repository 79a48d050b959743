"""What a moderator can choose, and what each choice needs."""

from dataclasses import dataclass

from forum.accounts.models import Rule
from forum.moderation.sanctions import Measure

__all__ = ["NEEDS_MESSAGE", "NEEDS_RULE", "VERBS", "Choice"]

VERBS = {
    "post": ("keep", "hide", "remove"),
    "topic": ("keep", "hide", "remove", "lock"),
    "experience": ("keep", "hide", "remove"),
    "member": ("nothing", "message"),
    "contact": ("nothing", "answer"),
}
NEEDS_RULE = frozenset({"hide", "remove"})
NEEDS_MESSAGE = frozenset({"hide", "remove", "lock", "message", "answer"})


@dataclass(frozen=True, slots=True)
class Choice:
    """What a moderator chose, and the version of the case they saw. `sanction` comes with it."""

    verb: str
    version: int
    rule: Rule | None = None
    message: str = ""
    note: str = ""
    sanction: Measure | None = None
