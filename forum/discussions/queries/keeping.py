"""What a member keeps about texts: drafts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from forum.conditions.models import Condition
from forum.database import db
from forum.discussions import places
from forum.discussions.models import Draft, Post, Topic
from forum.discussions.queries.visibility import PostVoice, TopicVoice, post_visible_to, topic_visible_to
from forum.viewers import Viewer

__all__ = ["DraftRow", "count_drafts", "drafts_of", "find_draft"]


def find_draft(member_id: int, place: str) -> Draft | None:
    """What this member typed there and did not post."""
    query = select(Draft).where(Draft.member_id == member_id, Draft.place == place)
    return db.session.execute(query).scalar_one_or_none()


def count_drafts(member_id: int, *, besides: str) -> int:
    """How many drafts this member keeps for other places."""
    query = select(func.count()).select_from(Draft).where(Draft.member_id == member_id, Draft.place != besides)
    return db.session.execute(query).scalar_one()


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft, what it is for, and where it goes on: None where that place is closed to the member now."""

    place: str
    what: str  # topic, post, condition or talk: a reply, a change, a new topic, one about a summary
    kind: str
    name: str  # of the topic, or of the condition
    path: str | None
    title: str
    gist: str
    body: str
    audience: str
    alias: str | None  # the one-off name to write under
    updated_at: datetime


def drafts_of(viewer: Viewer) -> list[DraftRow]:
    """What this member keeps, newest first, in four statements at most."""
    query = select(Draft).where(Draft.member_id == viewer.id).order_by(Draft.updated_at.desc(), Draft.id.desc())
    drafts = list(db.session.scalars(query))
    found = {draft.place: places.read(draft.place) for draft in drafts}
    refs: dict[str, set[str]] = {"topic": set(), "post": set(), "condition": set(), "talk": set()}
    for place in found.values():
        if place is not None:
            refs[place.what].add(place.ref)
    conditions = condition_names(refs["condition"] | refs["talk"])
    names = {
        "topic": topic_titles(viewer, refs["topic"]),
        "post": post_titles(viewer, refs["post"]),
        "condition": conditions,
        "talk": conditions,
    }
    return [row for draft in drafts if (row := draft_row(draft, found[draft.place], names)) is not None]


def draft_row(draft: Draft, place: places.Place | None, names: dict[str, dict[str, str]]) -> DraftRow | None:
    """The row of one draft."""
    if place is None:
        return None
    name = names[place.what].get(place.ref)
    return DraftRow(
        place=draft.place,
        what=place.what,
        kind=place.kind,
        name=name or "",
        path=None if name is None else places.path_of(place),
        title=draft.title,
        gist=draft.gist,
        body=draft.body_markdown,
        audience=draft.audience,
        alias=draft.alias,
        updated_at=draft.updated_at,
    )


def topic_titles(viewer: Viewer, public_ids: set[str]) -> dict[str, str]:
    """By public id, the titles of those that the viewer may read."""
    if not public_ids:
        return {}
    query = (
        select(Topic.public_id, Topic.title)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .where(Topic.public_id.in_(public_ids), topic_visible_to(viewer))
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def post_titles(viewer: Viewer, public_ids: set[str]) -> dict[str, str]:
    """By public id of a post, the title of its topic, of those that the viewer may read."""
    if not public_ids:
        return {}
    query = (
        select(Post.public_id, Topic.title)
        .join(Topic, Post.topic_id == Topic.id)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .join(PostVoice, Post.voice_id == PostVoice.id)
        .where(Post.public_id.in_(public_ids), topic_visible_to(viewer), post_visible_to(viewer))
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def condition_names(slugs: set[str]) -> dict[str, str]:
    """By slug."""
    if not slugs:
        return {}
    query = select(Condition.slug, Condition.name).where(Condition.slug.in_(slugs))
    return {row[0]: row[1] for row in db.session.execute(query)}
