"""What experiences need from moderation: to hear of changes that a case is about. Bound once, with the application."""

from typing import Protocol

from forum.experiences.models import Experience

__all__ = ["Watching", "bind", "watching"]


class Watching(Protocol):
    """What moderation implements. Every experience comes locked, in the transaction that changed it."""

    def experience_changed(self, experience: Experience) -> None:
        """The member changed a shared experience (facts or check-ins), or shared it again."""

    def experience_gone(self, experience: Experience) -> None:
        """The member took it back: from now on nobody else reads it."""

    def is_kept(self, experience: Experience) -> bool:
        """Whether a case is or was about it, so that its row has to stay when its contents go."""


class NobodyWatching:
    """Nothing follows from a change: what holds until something is bound."""

    def experience_changed(self, experience: Experience) -> None:
        """Nothing to do."""

    def experience_gone(self, experience: Experience) -> None:
        """Nothing to do."""

    def is_kept(self, experience: Experience) -> bool:  # noqa: ARG002 - the protocol's signature
        """No case is about it."""
        return False


class Port:
    """Where moderation is plugged in."""

    watching: Watching = NobodyWatching()


def bind(watching: Watching) -> None:
    """Let this see every change of an experience from now on."""
    Port.watching = watching


def watching() -> Watching:
    """What is bound."""
    return Port.watching
