"""Whether flags alone may hide a text until a moderator has looked: the rule, its numbers, and its version.

The numbers are chosen for this forum, and no study says better; docs/decisions/0012-acting-first.md gives the reasons.
Change one, and count VERSION up: every case keeps the version that hid its text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = ["VERSION", "Arithmetic", "Flagger", "weigh"]

VERSION = 1
NEEDED = 2  # members in good standing; never one alone, but for what harms within minutes
NEEDED_AT_ONCE = 1
AT_ONCE = frozenset({"sourcing", "private_details"})
NEVER = "at_risk"  # who may be in need of help is not hidden by a rule
KNOWN_FOR = timedelta(days=14)
KNOWN_BY = 3  # open texts of one's own
DECIDED_FLAGS = 4  # flags that were decided, before it counts how they ended
WRONG_SHARE = 0.5  # more of them than this ended with "keep"


@dataclass(frozen=True, slots=True)
class Flagger:
    """What counts of somebody who flagged: how long and by how many texts they are known, and how their flags ended."""

    reason: str
    joined_at: datetime
    posts: int
    is_limited: bool
    decided: int
    wrong: int

    def is_new(self, at: datetime) -> bool:
        """Whether the forum does not know them well enough."""
        return self.joined_at > at - KNOWN_FOR or self.posts < KNOWN_BY

    @property
    def is_often_wrong(self) -> bool:
        """Whether most of their flags were not upheld."""
        return self.decided >= DECIDED_FLAGS and self.wrong > WRONG_SHARE * self.decided


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How many counted of how many needed, why others did not, and by which version of the rule. No names."""

    version: int
    reason: str
    counted: int
    needed: int
    too_new: int
    limited: int
    often_wrong: int

    @property
    def hides(self) -> bool:
        """Whether it is enough."""
        return self.counted >= self.needed


def weigh(flaggers: Sequence[Flagger], *, at: datetime) -> Arithmetic | None:
    """Count those in good standing. None: somebody is worried about the author, and then nothing is hidden by rule."""
    if any(each.reason == NEVER for each in flaggers):
        return None
    new = [each for each in flaggers if each.is_new(at)]
    limited = [each for each in flaggers if each.is_limited and each not in new]
    wrong = [each for each in flaggers if each.is_often_wrong and each not in (*new, *limited)]
    good = [each for each in flaggers if each not in (*new, *limited, *wrong)]
    at_once = [each for each in good if each.reason in AT_ONCE]
    counting = at_once or good
    return Arithmetic(
        version=VERSION,
        reason=counting[0].reason if counting else "",
        counted=len(counting),
        needed=NEEDED_AT_ONCE if at_once else NEEDED,
        too_new=len(new),
        limited=len(limited),
        often_wrong=len(wrong),
    )
