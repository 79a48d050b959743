"""Who may read what is being written, and under which name: what a form shows of it."""

from dataclasses import dataclass

__all__ = ["Signing"]


@dataclass(frozen=True, slots=True)
class Signing:
    """What is chosen, and what there is to choose; templates/discussions/_signing.html prints it."""

    own: str  # the member's name
    alias: str  # the one-off name that is suggested
    audience: str = "everyone"
    is_alias: bool = False  # whether it is chosen
    speaks_as: str | None = None  # the name under which the member has written in the topic before
    may_alias: bool = True
    is_members_topic: bool = False  # every reply is for members
    why: str = ""  # a sentence about the name that was sent

    @property
    def offers_alias(self) -> bool:
        """Whether another name may still be taken."""
        return self.may_alias and self.speaks_as is None

    @property
    def is_unusual(self) -> bool:
        """Whether anything but everyone and the own name is chosen, so that the fold stands open."""
        return self.is_alias or (self.audience != "everyone" and not self.is_members_topic) or bool(self.why)
