"""What becomes of an experience by a moderator: held, hidden, removed, open again. Harmless when done twice."""

from forum import clock
from forum.database import db, lock
from forum.discussions.operations.standing import Standing
from forum.experiences.models import Experience
from forum.viewers import Viewer

__all__ = [
    "hide_experience",
    "hold_back_experience",
    "remove_experience",
    "restore_experience",
    "return_experience",
    "standing_of",
]


def standing_of(experience: Experience) -> Standing:
    """How it stands now."""
    return Standing(experience.state, experience.state_at, experience.state_by_id, experience.state_reason)


def set_standing(experience: Experience, standing: Standing) -> None:
    """Let an experience that is locked stand so."""
    experience.state = standing.state
    experience.state_at = standing.state_at
    experience.state_by_id = standing.state_by_id
    experience.state_reason = standing.state_reason
    db.session.flush()


def decide(experience: Experience, state: str, *, by: Viewer, reason: str) -> None:
    """Lock the experience, and let it stand so unless it does. `reason` has at most 200 characters."""
    lock(experience)
    if experience.state != state:
        set_standing(experience, Standing(state, clock.now(), by.id, reason))


def hide_experience(experience: Experience, *, by: Viewer, reason: str) -> None:
    """Only its member and moderators read it; the member may change it and ask again."""
    decide(experience, "hidden", by=by, reason=reason)


def hold_back_experience(experience: Experience, *, by: Viewer, reason: str) -> None:
    """Only its member and moderators read it until a moderator has looked."""
    decide(experience, "held", by=by, reason=reason)


def remove_experience(experience: Experience, *, by: Viewer, reason: str) -> None:
    """Only its member and moderators read it, and it stays so."""
    decide(experience, "removed", by=by, reason=reason)


def restore_experience(experience: Experience, *, by: Viewer, reason: str = "") -> None:
    """Open again, whatever moderators had decided."""
    decide(experience, "open", by=by, reason=reason)


def return_experience(experience: Experience, *, standing: Standing) -> None:
    """Let it stand as it did before a decision that is undone."""
    lock(experience)
    if standing_of(experience) != standing:
        set_standing(experience, standing)
