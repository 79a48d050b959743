"""A screening rule before it is saved, and what its trial found."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date

__all__ = ["LONGEST_SENTENCE", "RuleDraft", "Tried"]

LONGEST_SENTENCE = 300
PARTS = ("kind", "words", "condition_id")  # on which it depends what a rule finds


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """What a rule shall be. The words are ScreeningRule's."""

    name: str
    kind: str
    words: str
    condition_id: int | None
    scope: str
    action: str
    sentence: str
    reason: str
    owner_id: int | None
    review_on: date
    is_on: bool

    @property
    def digest(self) -> str:
        """What of it was tried: another sentence or owner needs no new trial, other words do."""
        said = json.dumps([getattr(self, part) for part in PARTS])
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Tried:
    """A trial that was seen: of what, against how many texts, and how many of them it would have hit."""

    digest: str
    texts: int
    hits: int
