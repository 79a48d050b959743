"""What discussions needs from moderation: a look at each text as it is written. Bound once, in app.py."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from forum.discussions.models import Post, Topic
from forum.errors import Refused
from forum.viewers import Viewer

__all__ = ["OPEN", "Hit", "Nudge", "Nudged", "Screening", "Verdict", "Written", "bind", "judge", "screening"]


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
class Nudge:
    """A question to the author before a text is posted; they may change it, or post it as it is.

    `key` names it, so that nobody is asked twice about one text. `words` of the text are what it is about. With
    `is_safety`, the box on opioids belongs beside it.
    """

    key: str
    title: str
    sentence: str
    words: tuple[str, ...] = ()
    is_safety: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """What found something in a text: a rule of the moderators (the key of its row), or one of the forum's own."""

    rule_id: int | None = None
    built_in: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a text. `held`: it waits for a moderator before others read it, and why (a word for the case).

    `is_flagged`: a moderator looks, and it is open meanwhile. `signs` are by what texts that are alike are known.
    `note` stands before it, unless moderators have put one there.
    """

    held: bool = False
    reason: str = ""
    is_flagged: bool = False
    nudges: tuple[Nudge, ...] = ()
    hits: tuple[Hit, ...] = ()
    signs: tuple[str, ...] = ()
    note: str = ""


OPEN = Verdict()


class Nudged(Refused):
    """The author is asked something first. Nothing is stored; sent again with the keys as `seen`, it is posted."""

    def __init__(self, nudges: Sequence[Nudge]) -> None:
        super().__init__(" ".join(each.title for each in nudges))
        self.nudges = nudges


class Screening(Protocol):
    """What moderation implements. Every post comes with its topic, and the topic with its condition, loaded."""

    def screen(self, viewer: Viewer, written: Written) -> Verdict:
        """Decide before the text is written and before anything is locked. May read, changes nothing."""

    def pace(self, topic: Topic) -> timedelta:
        """How much time lies between two replies of one member in a slow topic. May read, changes nothing."""

    def nudged(self, nudges: Sequence[Nudge]) -> None:
        """The author is asked these questions, and nothing is stored."""

    def text_screened(self, post: Post, *, verdict: Verdict) -> None:
        """The text was stored as this verdict (never OPEN) says. In the transaction that stored it, and last."""

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

    def nudged(self, nudges: Sequence[Nudge]) -> None:
        """Nothing to do."""

    def text_screened(self, post: Post, *, verdict: Verdict) -> None:
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


def judge(viewer: Viewer, written: Written, *, seen: Collection[str] | None) -> Verdict:
    """The verdict on a text, before anything is locked.

    Raises Nudged if there is a nudge that its author has not `seen`. None: it comes from no form, nobody is asked.
    """
    verdict = screening().screen(viewer, written)
    if seen is None or all(each.key in seen for each in verdict.nudges):
        return verdict
    screening().nudged([each for each in verdict.nudges if each.key not in seen])
    raise Nudged(verdict.nudges)
