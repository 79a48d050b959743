"""Who is asking: plain values that policies, queries and operations get instead of a session."""

from dataclasses import dataclass
from datetime import datetime

__all__ = ["VISITOR", "ActiveLimit", "Viewer"]


@dataclass(frozen=True, slots=True)
class ActiveLimit:
    """A sanction in force at the time of the request. Without a condition it holds for the whole site."""

    kind: str  # silenced, held or suspended
    condition_id: int | None
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """A member who is signed in, or a visitor (`id` is None)."""

    id: int | None = None
    name: str | None = None
    roles: frozenset[str] = frozenset()
    limits: tuple[ActiveLimit, ...] = ()
    joined_at: datetime | None = None
    timezone: str = "UTC"
    consented: bool = False
    away_since: datetime | None = None  # a moderator who has stepped back
    only_conditions: frozenset[int] = frozenset()  # a moderator of these alone; empty: of the whole forum

    @property
    def is_member(self) -> bool:
        """Signed in, whatever the role."""
        return self.id is not None

    @property
    def is_moderator(self) -> bool:
        """May act on cases: not while they have stepped back."""
        return "moderator" in self.roles and self.away_since is None

    @property
    def is_away(self) -> bool:
        """A moderator who has stepped back, and is a member like any other until they come back."""
        return "moderator" in self.roles and self.away_since is not None

    def moderates(self, condition_id: int | None) -> bool:
        """May act on cases of this condition. What belongs to none is for moderators of the whole forum."""
        return self.is_moderator and (not self.only_conditions or condition_id in self.only_conditions)

    @property
    def is_editor(self) -> bool:
        """May work on evidence summaries."""
        return "editor" in self.roles

    @property
    def is_admin(self) -> bool:
        """May grant roles and see how the site runs."""
        return "admin" in self.roles

    @property
    def is_suspended(self) -> bool:
        """May read why, and take or delete their data; nothing else."""
        return any(limit.kind == "suspended" for limit in self.limits)

    def is_limited(self, kind: str, *, condition_id: int | None = None) -> bool:
        """Whether a limit of this kind holds in this condition (or on the whole site)."""
        return any(limit.kind == kind and limit.condition_id in (None, condition_id) for limit in self.limits)


VISITOR = Viewer()
