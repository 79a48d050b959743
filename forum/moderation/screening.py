"""How moderation sees texts and experiences as they change: what the ports of both areas ask for, bound in app.py."""

from datetime import timedelta

from flask import Flask

from forum import clock
from forum.discussions import ports
from forum.discussions.models import Post, Topic
from forum.discussions.ports import OPEN, Verdict, Written
from forum.experiences import ports as experience_ports
from forum.experiences.models import Experience
from forum.moderation import operations, queries
from forum.viewers import Viewer

__all__ = ["ModeratorsScreening", "ModeratorsWatching", "init_app"]

LINK = "<a "  # in rendered text; markup.py makes one of every address it finds


class ModeratorsScreening:
    """Holds a newcomer's text with a link; sellers and spam come that way, and nobody else is slowed."""

    def screen(self, viewer: Viewer, written: Written) -> Verdict:
        """Decide before the text is written."""
        if viewer.is_limited("held", condition_id=written.condition_id):
            return Verdict(held=True, reason="held")
        if viewer.id is None or viewer.roles:
            return OPEN
        if has_link(written) and queries.is_newcomer(viewer.id, day_ago=clock.ago(days=1)):
            return Verdict(held=True, reason="held")
        return OPEN

    def pace(self, topic: Topic) -> timedelta:
        """The wait that moderators set, once more for each flag in the topic that nobody has decided yet."""
        return timedelta(minutes=topic.slow_minutes) * (1 + queries.open_flags_in(topic.id))

    def text_held(self, post: Post, *, reason: str) -> None:
        """A case for the text that waits."""
        operations.text_held(post, reason=reason)

    def text_changed(self, post: Post) -> None:
        """The moderators look again where it matters."""
        operations.text_changed(post)

    def text_gone(self, post: Post) -> None:
        """Its case is settled."""
        operations.text_gone(post)


class ModeratorsWatching:
    """Experiences are not held when they are shared; a case about one follows what its member does."""

    def experience_changed(self, experience: Experience) -> None:
        """The moderators look again where it matters."""
        operations.experience_changed(experience)

    def experience_gone(self, experience: Experience) -> None:
        """Its case is settled."""
        operations.experience_gone(experience)

    def is_kept(self, experience: Experience) -> bool:
        """Cases keep what they are about."""
        return queries.has_cases("experience", experience.id)


def has_link(written: Written) -> bool:
    """Whether a text leads elsewhere, or its title or its two lines say where."""
    above = f"{written.title or ''} {written.gist}".casefold()
    return LINK in written.body_html or "://" in above or "www." in above


def init_app(app: Flask) -> None:  # noqa: ARG001 - every part of the forum is bound with the application
    """From now on moderation sees every text as it is written, and every change of an experience."""
    ports.bind(ModeratorsScreening())
    experience_ports.bind(ModeratorsWatching())
