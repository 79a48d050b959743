"""The text or experience of a case as it stands now, and what changed since it was flagged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from forum.accounts.bylines import NOBODY, Byline, byline
from forum.discussions.addresses import post_path
from forum.discussions.differences import Piece, differences
from forum.discussions.models import Post
from forum.experiences.addresses import experience_path
from forum.experiences.models import CheckIn, Experience
from forum.moderation import targets
from forum.moderation.models import Case
from forum.viewers import Viewer

__all__ = ["Text", "alias_of", "experience_now", "is_withheld", "text_now"]


@dataclass(frozen=True, slots=True)
class Text:
    """The text or experience of a case as it stands now, and what changed since it was flagged.

    `state` is a word of discussions; an experience stands in no topic.
    """

    byline: Byline
    title: str
    html: str
    state: str
    is_locked: bool
    edited_at: datetime | None
    changes: Sequence[Piece]
    title_changes: Sequence[Piece]
    withheld: bool
    path: str


def alias_of(thing: Post | Experience) -> str | None:
    """The one-off name under which it stands; of an experience without a voice, that its name is not known."""
    if thing.voice is None:
        return _("a one-off name")
    return thing.voice.name if thing.voice.is_alias else None


def is_withheld(thing: Post | Experience) -> bool:
    """What its author took back, or withdrew with their consent, moderators do not read either."""
    if isinstance(thing, Experience):
        return thing.shared_at is None or thing.voice is None or thing.voice.withheld_at is not None
    return thing.voice.withheld_at is not None or thing.state == "taken_back"


def experience_now(
    viewer: Viewer, case: Case, experience: Experience | None, check_ins: Sequence[CheckIn]
) -> Text | None:
    """The experience as it stands, as its readers see it in words."""
    if experience is None:
        return None
    withheld = is_withheld(experience)
    now = targets.of_experience(experience, check_ins)
    return Text(
        byline=NOBODY if withheld or experience.voice is None else byline(experience.voice, viewer),
        title=case.snapshot_title,
        html="" if withheld else now.html,
        state=experience.state,
        is_locked=False,
        edited_at=experience.updated_at,
        changes=[] if withheld else changes_between(case.snapshot_markdown, now.markdown),
        title_changes=[],
        withheld=withheld,
        path=experience_path(experience.public_id),
    )


def text_now(viewer: Viewer, case: Case, post: Post) -> Text:
    """The text as it stands. What its author withdrew from all readers is withdrawn from moderators too."""
    topic = post.topic
    withheld = is_withheld(post)
    is_topic = case.topic is not None
    now = targets.of_text(post)
    return Text(
        byline=NOBODY if withheld else byline(post.voice, viewer),
        title="" if withheld and is_topic else topic.title,
        html="" if withheld else now.html,
        state=topic.state if is_topic else post.state,
        is_locked=topic.locked_at is not None,
        edited_at=post.edited_at,
        changes=[] if withheld else changes_between(case.snapshot_markdown, now.markdown),
        title_changes=[] if withheld or not is_topic else changes_between(case.snapshot_title, topic.title),
        withheld=withheld,
        path=post_path(post.public_id),
    )


def changes_between(flagged: str, now: str) -> list[Piece]:
    """What the author changed since; nothing where the text is the same."""
    return [] if flagged == now else differences(flagged, now)
