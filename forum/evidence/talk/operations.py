"""Starting the topic in which members talk about a summary."""

from collections.abc import Collection

from flask_babel import gettext as _

from forum.database import db, lock
from forum.discussions import places
from forum.discussions.models import Topic
from forum.discussions.operations import start_topic
from forum.discussions.queries import find_submission
from forum.errors import Refused
from forum.evidence.models import Summary
from forum.evidence.talk.queries import find_talk, is_held_open
from forum.viewers import Viewer

__all__ = ["AlreadyStarted", "start_talk"]


class AlreadyStarted(Refused):
    """Somebody else has started it; `path` is where it stands. Nothing is stored."""

    def __init__(self, path: str) -> None:
        super().__init__(_("Somebody has just started this topic. Your text is not posted yet."))
        self.path = path


def start_talk(
    summary: Summary,
    *,
    viewer: Viewer,
    body: str,
    key: str,
    audience: str,
    alias: str | None,
    seen: Collection[str] | None = None,
) -> Topic:
    """Start the topic of this summary, whose condition is loaded, as any discussion is started, and bind it.

    A topic that moderators or its writer have taken from the page gives its place to the new one. One that is there
    for others but not for this viewer keeps it: what is refused here would tell of a block. Raises AlreadyStarted,
    and what starting a topic raises.
    """
    lock(summary)
    is_free = summary.talk_topic_id is None or not is_held_open(summary.talk_topic_id)
    talk = None if is_free else find_talk(viewer, summary)
    is_sent_again = find_submission(viewer.id or 0, key) is not None  # then starting it gives the first topic
    if talk is not None and not is_sent_again:
        raise AlreadyStarted(talk.path)
    topic = start_topic(
        viewer,
        condition=summary.condition,
        kind="discussion",
        title=_("Talk about the summary: %(name)s", name=summary.condition.name),
        body=body,
        key=key,
        audience=audience,
        alias=alias,
        seen=seen,
        place=places.of_talk(summary.condition.slug),
    )
    if is_free:
        summary.talk_topic_id = topic.id
    db.session.flush()
    return topic
