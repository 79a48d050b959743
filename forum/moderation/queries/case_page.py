"""The page of one case: the text then and now, what stands around it, who flagged it, and what was decided before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from forum.accounts.bylines import NOBODY, Byline, byline
from forum.accounts.models import Member, Rule
from forum.accounts.queries import current_rules
from forum.database import db
from forum.discussions.addresses import post_path, topic_path
from forum.discussions.differences import Piece, differences
from forum.discussions.models import Post
from forum.discussions.queries import PostVoice, post_visible_to
from forum.moderation.models import Case, Decision, Flag
from forum.moderation.queries.cases import text_of
from forum.moderation.queries.history import Facts, Past, facts_about, past_decisions
from forum.moderation.reasons import REASONS, urgency_word
from forum.viewers import Viewer

__all__ = ["Around", "CasePage", "FlagRow", "Text", "case_page"]

PAST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a case as it stands now, and what changed since it was flagged; `state` is a word of discussions."""

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
    topic_path: str


@dataclass(frozen=True, slots=True)
class Around:
    """A post before or after the one in question."""

    byline: Byline
    number: int
    html: str
    at: datetime
    state: str
    path: str
    is_before: bool


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag as moderators see it; nobody else learns who raised it."""

    name: str | None
    reason: str
    note: str
    at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything a moderator needs to decide. `earlier` is about the same person, `decided` on this case."""

    public_id: str
    kind: str
    reason: str
    severity: int
    urgency: str
    condition: str | None
    opened_at: datetime
    closed_at: datetime | None
    version: int
    snapshot_title: str
    snapshot_html: str
    contact_text: str
    can_answer: bool
    author_name: str
    text: Text | None
    around: Sequence[Around]
    flags: Sequence[FlagRow]
    facts: Facts | None
    decided: Sequence[Past]
    earlier: Sequence[Past]
    rules: Sequence[Rule]


def case_page(viewer: Viewer, case: Case, *, at: datetime) -> CasePage:
    """The page of a case that came from get_case; at most seven statements more."""
    post = text_of(case)
    about = Decision.case_id == case.id
    if case.author_id is not None:
        about = or_(about, Case.author_id == case.author_id)
    past = past_decisions(about, limit=PAST_SHOWN)
    withheld = post is not None and is_withheld(post)
    return CasePage(
        public_id=case.public_id,
        kind=case.kind,
        reason=str(REASONS[case.reason].words),
        severity=case.severity,
        urgency=str(urgency_word(case.severity)),
        condition=case.condition.name if case.condition else None,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        version=case.version,
        snapshot_title="" if withheld else case.snapshot_title,
        snapshot_html="" if withheld else case.snapshot_html,
        contact_text=case.contact.body if case.contact else "",
        can_answer=bool(case.contact and (case.contact.reply_to or case.author_id)),
        author_name=case.author.name if case.author else "",
        text=text_now(viewer, case, post) if post else None,
        around=posts_around(viewer, post) if post else [],
        flags=flag_rows(viewer, case),
        facts=facts_about(case.author_id, at=at) if case.author_id is not None else None,
        decided=[each for each in past if each.case == case.public_id],
        earlier=[each for each in past if each.case != case.public_id],
        rules=current_rules(),
    )


def is_withheld(post: Post) -> bool:
    """What its author took back, or withdrew with their consent, moderators do not read either."""
    return post.voice.withheld_at is not None or post.state == "taken_back"


def text_now(viewer: Viewer, case: Case, post: Post) -> Text:
    """The text as it stands. What its author withdrew from all readers is withdrawn from moderators too."""
    topic = post.topic
    withheld = is_withheld(post)
    is_topic = case.topic is not None
    return Text(
        byline=NOBODY if withheld else byline(post.voice, viewer),
        title="" if withheld and is_topic else topic.title,
        html="" if withheld else post.body_html,
        state=topic.state if is_topic else post.state,
        is_locked=topic.locked_at is not None,
        edited_at=post.edited_at,
        changes=[] if withheld else changes_between(case.snapshot_markdown, post.body_markdown),
        title_changes=[] if withheld or not is_topic else changes_between(case.snapshot_title, topic.title),
        withheld=withheld,
        path=post_path(post.public_id),
        topic_path=topic_path(topic.public_id, topic.title),
    )


def changes_between(flagged: str, now: str) -> list[Piece]:
    """What the author changed since; nothing where the text is the same."""
    return [] if flagged == now else differences(flagged, now)


def posts_around(viewer: Viewer, post: Post) -> list[Around]:
    """The post before and the post after, as this moderator may read them."""
    query = (
        select(Post)
        .join(PostVoice, Post.voice_id == PostVoice.id)
        .where(Post.topic_id == post.topic_id, Post.number.in_([post.number - 1, post.number + 1]))
        .where(post_visible_to(viewer))
        .options(contains_eager(Post.voice.of_type(PostVoice)))
        .order_by(Post.number)
    )
    return [
        Around(
            byline=byline(each.voice, viewer),
            number=each.number,
            html=each.body_html,
            at=each.created_at,
            state=each.state,
            path=post_path(each.public_id),
            is_before=each.number < post.number,
        )
        for each in db.session.scalars(query)
    ]


def flag_rows(viewer: Viewer, case: Case) -> list[FlagRow]:
    """Who flagged it, when, why and with which words."""
    query = (
        select(Flag, Member.name)
        .outerjoin(Member, Flag.flagger_id == Member.id)
        .where(Flag.case_id == case.id)
        .order_by(Flag.created_at, Flag.id)
    )
    return [
        FlagRow(
            name=name,
            reason=str(REASONS[flag.reason].words),
            note=flag.note,
            at=flag.created_at,
            is_own=flag.flagger_id == viewer.id,
        )
        for flag, name in db.session.execute(query)
    ]
