"""What a moderator can choose, and what each choice needs."""

from dataclasses import dataclass
from datetime import datetime

from forum.accounts.models import Rule

__all__ = ["NEEDS_MESSAGE", "NEEDS_RULE", "VERBS", "Choice"]

VERBS = {
    "post": ("keep", "hide", "remove"),
    "topic": ("keep", "hide", "remove", "lock"),
    "experience": ("keep", "hide", "remove"),
    "member": ("nothing", "message", "suspend"),
    "contact": ("nothing", "answer"),
}
NEEDS_RULE = frozenset({"hide", "remove", "suspend"})
NEEDS_MESSAGE = frozenset({"hide", "remove", "lock", "message", "suspend", "answer"})


@dataclass(frozen=True, slots=True)
class Choice:
    """What a moderator chose, and the version of the case they saw. `until` belongs to a suspension."""

    verb: str
    version: int
    rule: Rule | None = None
    message: str = ""
    note: str = ""
    until: datetime | None = None
