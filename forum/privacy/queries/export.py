"""Everything a member may take along, and nothing of anybody else."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from forum.accounts.models import Block, Member, SignIn, Voice
from forum.accounts.queries import role_changes
from forum.conditions.models import Condition, Follow
from forum.database import db
from forum.discussions.addresses import post_path, topic_path
from forum.discussions.models import Draft, Post, Reaction, Revision, Topic
from forum.moderation.queries import email_looks_at, looks_at
from forum.notifications.models import Notice
from forum.privacy.queries import desk, editing, moderation
from forum.privacy.queries.challenges import own_challenges
from forum.privacy.queries.entries import Entry, rows
from forum.privacy.queries.experiences import own_experiences
from forum.privacy.queries.notes import notes_about

__all__ = ["Export", "export_of"]

Export = dict[str, Entry | list[Entry]]


def export_of(member: Member, *, at: datetime) -> Export:
    """All of it. The member's roles, limits and consents are loaded."""
    posts = own_posts(member.id)
    return {
        "account": account(member),
        "consents": rows(member.consents, "kind", "version", "given_at", "withdrawn_at"),
        "roles_over_time": rows(role_changes(member.id), "role", "granted", "scope", "at"),
        "moderates_only": desk.moderated(member.id),
        "limits": rows(member.limits, "kind", "starts_at", "until", "reason", "lifted_at"),
        "sign_ins": rows(sign_ins(member.id), "device", "started_at", "used_at", "ended_at"),
        "topics": own_topics(member.id),
        "posts": [entry_of(post, own_revisions) for post, own_revisions in with_revisions(member.id, posts)],
        "experiences": own_experiences(member.id),
        "challenges_to_summaries": own_challenges(member.id),
        "drafts": drafts(member.id),
        "reactions": reactions(member.id),
        "follows": follows(member.id),
        "blocked": blocked(member.id),
        "notices": notices(member.id, at=at),
        "flags": moderation.flags(member.id),
        "decisions": moderation.decisions(member.id, at=at),
        "appeals": moderation.appeals(member.id),
        "sanctions": moderation.sanctions(member.id, at=at),
        "messages_from_the_team": moderation.messages_from_team(member.id),
        "asked_about_your_one_off_names": rows(looks_at(member.id, at=at), "path", "at", "reason"),
        "looked_at_your_email_address": rows(email_looks_at(member.id, at=at), "at", "reason"),
        "rules_that_found_something": moderation.screening(member.id),
        "messages_to_the_team": moderation.messages(member.id),
        "moderators_notes": notes_about(member.id),
        "views_of_the_queue": desk.views(member.id),
        "work_as_moderator": desk.bearing(member.id),
        "left_to_other_moderators": desk.spared(member.id),
        "said_about_sources": editing.marks(member.id),
        "why_summaries_stand": editing.stands(member.id),
        "why_new_sources_change_nothing": editing.unchanged(member.id),
        "records_of_publications": editing.records(member.id),
        "drafts_of_summaries": editing.drafts(member.id),
        "comments_on_drafts": editing.comments(member.id),
        "signed_summaries": editing.signatures(member.id),
    }


def account(member: Member) -> Entry:
    """What the member's row says of them."""
    return {
        "name": member.name,
        "joined_at": member.joined_at,
        "email": member.email,
        "email_confirmed_at": member.confirmed_at,
        "email_waiting": member.pending_email,
        "timezone": member.timezone,
        "language": member.language,
        "roles": sorted(role.name for role in member.roles),
        "stepped_back_from_moderating_at": member.away_since,
    }


def sign_ins(member_id: int) -> Iterable[SignIn]:
    """Where the member was signed in."""
    return db.session.scalars(select(SignIn).where(SignIn.member_id == member_id).order_by(SignIn.id))


def own_topics(member_id: int) -> list[Entry]:
    """The topics the member started."""
    query = select(Topic).join(Voice, Topic.voice_id == Voice.id).where(Voice.member_id == member_id)
    found = db.session.scalars(query.options(joinedload(Topic.condition), joinedload(Topic.voice)).order_by(Topic.id))
    return [
        {
            "address": topic_path(topic.public_id, topic.title),
            "condition": topic.condition.name,
            "kind": topic.kind,
            "title": topic.title,
            "in_two_lines": topic.gist,
            "under_the_name": topic.voice.name,
            "audience": topic.audience,
            "state": topic.state,
            "created_at": topic.created_at,
        }
        for topic in found
    ]


def own_posts(member_id: int) -> list[Post]:
    """The member's texts in whatever state, each with its topic."""
    query = (
        select(Post)
        .join(Voice, Post.voice_id == Voice.id)
        .join(Topic, Post.topic_id == Topic.id)
        .where(Voice.member_id == member_id)
        .options(contains_eager(Post.topic), contains_eager(Post.voice))
    )
    return list(db.session.scalars(query.order_by(Post.id)))


def with_revisions(member_id: int, posts: list[Post]) -> list[tuple[Post, list[Revision]]]:
    """Each text with what it was before."""
    query = (
        select(Revision)
        .join(Post, Revision.post_id == Post.id)
        .join(Voice, Post.voice_id == Voice.id)
        .where(Voice.member_id == member_id)
    )
    earlier: dict[int, list[Revision]] = {post.id: [] for post in posts}
    for revision in db.session.scalars(query.order_by(Revision.post_id, Revision.number)):
        earlier[revision.post_id].append(revision)
    return [(post, earlier[post.id]) for post in posts]


def entry_of(post: Post, earlier: list[Revision]) -> Entry:
    """One text. The title of a topic is in the list of topics, if it is the member's."""
    revisions = [
        {
            "title": revision.title,
            "in_two_lines": revision.gist,
            "text": revision.body_markdown,
            "written_at": revision.written_at,
            "replaced_at": revision.replaced_at,
            "reason": revision.reason,
        }
        for revision in earlier
    ]
    return {
        "address": post_path(post.public_id),
        "topic": topic_path(post.topic.public_id),
        "number": post.number,
        "under_the_name": post.voice.name,
        "audience": post.audience,
        "state": post.state,
        "created_at": post.created_at,
        "edited_at": post.edited_at,
        "text": post.body_markdown,
        "earlier_texts": revisions,
    }


def drafts(member_id: int) -> list[Entry]:
    """What was typed and not posted."""
    found = db.session.scalars(select(Draft).where(Draft.member_id == member_id).order_by(Draft.id))
    return [
        {
            "for": draft.place,
            "title": draft.title,
            "in_two_lines": draft.gist,
            "text": draft.body_markdown,
            "under_the_name": draft.alias,
            "audience": draft.audience,
            "updated_at": draft.updated_at,
        }
        for draft in found
    ]


def reactions(member_id: int) -> list[Entry]:
    """The small answers the member gave, and to which text."""
    query = (
        select(Reaction.kind, Reaction.created_at, Post.public_id)
        .join(Post, Reaction.post_id == Post.id)
        .where(Reaction.member_id == member_id)
    )
    found = db.session.execute(query.order_by(Reaction.created_at, Post.id, Reaction.kind))
    return [{"to": post_path(public_id), "kind": kind, "at": at} for kind, at, public_id in found]


def follows(member_id: int) -> list[Entry]:
    """The conditions the member follows."""
    query = (
        select(Condition.name, Follow.created_at)
        .join(Condition, Follow.condition_id == Condition.id)
        .where(Follow.member_id == member_id)
    )
    return [{"condition": name, "since": since} for name, since in db.session.execute(query.order_by(Condition.name))]


def blocked(member_id: int) -> list[Entry]:
    """Whom the member blocked. Who blocked the member is not theirs to know."""
    other = aliased(Member)
    query = (
        select(other.name, Block.created_at)
        .join(other, Block.blocked_id == other.id)
        .where(Block.blocker_id == member_id)
    )
    return [{"name": name, "since": since} for name, since in db.session.execute(query.order_by(other.name))]


def notices(member_id: int, *, at: datetime) -> list[Entry]:
    """The lines in the member's box that can be seen by now."""
    visible = Notice.member_id == member_id, Notice.visible_from <= at
    found = db.session.scalars(select(Notice).where(*visible).order_by(Notice.id))
    return rows(found, "kind", "path", "visible_from", "read_at")
