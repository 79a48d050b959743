"""What was typed on the way to sharing and is not saved yet, word for word: also what means nothing so far.

It is kept as a draft, so that a member finds it on any device. The record changes only when a step is saved.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["LONGEST_TYPED", "STEPS", "Typed", "place_of"]

STEPS = ("facts", "story", "readers", "look")
LONGEST_TYPED = 100_000  # characters, as of any draft


def place_of(slug: str) -> str:
    """Where the draft of a condition is kept."""
    return f"experience/{slug}"


@dataclass(frozen=True, slots=True)
class Typed:
    """Where the member was, and by step the words in its fields."""

    step: str = STEPS[0]
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    def with_words(self, step: str, words: Mapping[str, str]) -> "Typed":
        """The same, with these words at this step, which the member is at."""
        return Typed(step, {**self.words, step: dict(words)})

    def going_to(self, step: str, *, done: str) -> "Typed":
        """The same after the words of one step were saved, at another."""
        return Typed(step, {name: words for name, words in self.words.items() if name != done})

    def as_text(self) -> str:
        """What the draft holds. Raises ValueError for more than a draft may hold."""
        text = json.dumps({"step": self.step, "words": self.words})
        if len(text) > LONGEST_TYPED:
            raise ValueError(len(text))
        return text

    @classmethod
    def of_text(cls, text: str) -> "Typed":
        """The same from a draft; nothing from one that is damaged."""
        try:
            read = json.loads(text)
            words = {step: as_words(read["words"][step]) for step in STEPS if step in read["words"]}
            step = read["step"]
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return cls()
        return cls(step if step in STEPS else STEPS[0], words)


def as_words(read: Mapping[str, object]) -> dict[str, str]:
    """Names and texts; a question mark for half a character, which no page can show."""
    return {whole(name): whole(text) for name, text in read.items()}


def whole(read: object) -> str:
    """What was read as a text that can be sent."""
    return str(read).encode(errors="replace").decode()
