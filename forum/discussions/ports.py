"""What discussions needs from moderation: a look at each text as it is written. Bound once, in app.py."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from forum.discussions.models import Post, Topic
from forum.viewers import Viewer

__all__ = ["OPEN", "Screening", "Verdict", "Written", "bind", "screening"]


@dataclass(frozen=True, slots=True)
class Written:
    """A text that is about to be stored. `kind` is a topic's kind, or "reply"; an edit names its post."""

    condition_id: int
    kind: str
    title: str | None
    body_markdown: str
    body_html: str
    topic_id: int | None = None
    post_id: int | None = None
    gist: str = ""  # a story in two lines


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text waits for a moderator before others read it, and why (a word for the case)."""

    held: bool = False
    reason: str = ""


OPEN = Verdict()


class Screening(Protocol):
    """What moderation implements. Every post comes with its topic, and the topic with its condition, loaded."""

    def screen(self, viewer: Viewer, written: Written) -> Verdict:
        """Decide before the text is written and before anything is locked. May read, changes nothing."""

    def pace(self, topic: Topic) -> timedelta:
        """How much time lies between two replies of one member in a slow topic. May read, changes nothing."""

    def text_held(self, post: Post, *, reason: str) -> None:
        """The text was stored in state held: a moderator should look. In the transaction that stored it."""

    def text_changed(self, post: Post) -> None:
        """The author edited the text (and of the opening text, perhaps the title), or put it back."""

    def text_gone(self, post: Post) -> None:
        """The author took the text back; of the opening text, the whole topic with it."""


class NoScreening:
    """Every text is open at once: what holds until something is bound."""

    def screen(self, viewer: Viewer, written: Written) -> Verdict:  # noqa: ARG002 - the protocol's signature
        """Open."""
        return OPEN

    def pace(self, topic: Topic) -> timedelta:
        """What the topic says."""
        return timedelta(minutes=topic.slow_minutes)

    def text_held(self, post: Post, *, reason: str) -> None:
        """Nothing to do."""

    def text_changed(self, post: Post) -> None:
        """Nothing to do."""

    def text_gone(self, post: Post) -> None:
        """Nothing to do."""


class Port:
    """Where the screening is plugged in."""

    screening: Screening = NoScreening()


def bind(screening: Screening) -> None:
    """Let this screening see every text from now on."""
    Port.screening = screening


def screening() -> Screening:
    """The screening that is bound."""
    return Port.screening
