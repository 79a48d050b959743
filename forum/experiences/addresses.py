"""Where experiences stand: plain paths, for notices, lists and redirects."""

__all__ = ["check_in_path", "experience_path", "numbers_path", "share_path"]


def experience_path(public_id: str) -> str:
    """The page of one experience."""
    return f"/experiences/{public_id}"


def share_path(slug: str, step: str = "") -> str:
    """Sharing an experience of this condition; without a step, where the member left it."""
    return f"/conditions/{slug}/share/{step}" if step else f"/conditions/{slug}/share"


def numbers_path(slug: str) -> str:
    """Members' numbers for a condition, with the list of experiences."""
    return f"/conditions/{slug}/experiences"


def check_in_path(public_id: str, check_in_id: str) -> str:
    """Where a check-in is changed, by its member."""
    return f"/experiences/{public_id}/check-ins/{check_in_id}"
