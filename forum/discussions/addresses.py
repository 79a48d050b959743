"""Where topics and posts stand: plain paths, for notices, lists and redirects."""

import re
import unicodedata

__all__ = ["POSTS_PER_PAGE", "post_anchor", "post_path", "topic_path", "topic_ref"]

POSTS_PER_PAGE = 20
LONGEST_SLUG = 60


def slug_of(title: str) -> str:
    """The readable part of an address; empty where a title has no Latin letter or digit."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words[:LONGEST_SLUG].rstrip("-")


def topic_ref(public_id: str, title: str) -> str:
    """What stands after /topics/: the id, and the title as decoration."""
    slug = slug_of(title)
    return f"{public_id}-{slug}" if slug else public_id


def topic_path(public_id: str, title: str = "", *, page: int = 1) -> str:
    """The address of a page of a topic. Without the title it says nothing about it, and redirects."""
    path = f"/topics/{topic_ref(public_id, title)}"
    return path if page == 1 else f"{path}?page={page}"


def post_path(public_id: str) -> str:
    """The address of a post, wherever it stands."""
    return f"/posts/{public_id}"


def post_anchor(number: int) -> str:
    """The id of a post's element on its page."""
    return f"post-{number}"
