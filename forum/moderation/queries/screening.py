"""Rules that act before people do: those in force, all with their counts, and the texts a new one is tried on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate, takewhile

from sqlalchemy import ColumnElement, String, cast, exists, func, or_, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Member
from forum.accounts.role_holders import holds_role
from forum.database import db
from forum.discussions.addresses import post_path
from forum.discussions.models import Post, Topic
from forum.discussions.queries import PostVoice, TopicVoice, post_visible_to, topic_visible_to
from forum.errors import NotFound
from forum.markup import excerpt
from forum.moderation import matching
from forum.moderation.drafts import RuleDraft, Tried
from forum.moderation.models import Decision, ScreeningHit, ScreeningRule
from forum.viewers import Viewer

__all__ = [
    "TRIAL_SPAN",
    "Counts",
    "RuleRow",
    "RulesPage",
    "Trial",
    "TriedText",
    "counts_of_rule",
    "number_of_rules",
    "rule_versions",
    "rules_by_nudge",
    "rules_in_force",
    "rules_page",
    "staff",
    "trial_of",
    "versions_that_found",
]

TRIAL_SPAN = timedelta(days=90)
# What one request reads at most, so that a trial on a big site ends: the newest texts, and letters of them together.
MOST_TRIED = 5_000
MOST_LETTERS = 5_000_000
HITS_SHOWN = 20
SNIPPET = 120


@dataclass(frozen=True, slots=True)
class Counts:
    """How often a rule found something, how often its nudge was shown, and how many cases of it were decided "keep"."""

    hits: int = 0
    shown: int = 0
    false: int = 0


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule in the list."""

    rule: ScreeningRule
    counts: Counts
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class RulesPage:
    """All rules in their present version, and the counts of those that the forum has of itself."""

    rules: Sequence[RuleRow]
    built_in: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class TriedText:
    """A text that a rule would have hit, and by which of its words."""

    path: str
    title: str
    snippet: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule would have hit. `is_all`: every text of the 90 days was looked at, not only the newest."""

    tried: Tried
    shown: Sequence[TriedText]
    is_all: bool


def rules_in_force(condition_id: int) -> Sequence[ScreeningRule]:
    """Those that look at a text about this condition."""
    here = or_(ScreeningRule.condition_id.is_(None), ScreeningRule.condition_id == condition_id)
    query = select(ScreeningRule).where(ScreeningRule.is_current, ScreeningRule.is_on, here)
    return db.session.scalars(query.order_by(ScreeningRule.id)).all()


def number_of_rules() -> int:
    """How many rules there are."""
    return db.session.execute(select(func.count()).where(ScreeningRule.is_current)).scalar_one()


def rule_versions(key: str) -> Sequence[ScreeningRule]:
    """All versions of a rule, the newest first, each with its people and its condition. Raises NotFound."""
    query = (
        select(ScreeningRule)
        .where(ScreeningRule.key == key)
        .options(
            joinedload(ScreeningRule.condition), joinedload(ScreeningRule.owner), joinedload(ScreeningRule.saved_by)
        )
        .order_by(ScreeningRule.version.desc())
    )
    found = db.session.scalars(query).all()
    if not found:
        raise NotFound
    return found


def rules_by_nudge(keys: Collection[str]) -> Mapping[str, int]:
    """The row of the version that each nudge (key of a rule, dash, number of the version) names."""
    nudge = ScreeningRule.key + "-" + cast(ScreeningRule.version, String)
    query = select(nudge, ScreeningRule.id).where(nudge.in_(keys))
    return dict(db.session.execute(query).tuples().all()) if keys else {}


def versions_that_found(rule_ids: Collection[int]) -> Sequence[dict[str, object]]:
    """Which rules these are, in which version, as the log keeps it."""
    query = select(ScreeningRule).where(ScreeningRule.id.in_(rule_ids)).order_by(ScreeningRule.id)
    return [{"rule": each.key, "version": each.version} for each in db.session.scalars(query)] if rule_ids else []


def was_false() -> ColumnElement[bool]:
    """Whether the case of a ScreeningHit was decided "keep"."""
    kept = Decision.case_id == ScreeningHit.case_id, Decision.verb == "keep", Decision.undone_at.is_(None)
    return exists().where(*kept).correlate(ScreeningHit)


def counts_of_rules(key: str | None = None) -> dict[str, Counts]:
    """By the key of a rule, or the name of one of the forum's own; one statement."""
    name = func.coalesce(ScreeningRule.key, ScreeningHit.built_in)
    stored = ScreeningHit.post_id.is_not(None)
    query = (
        select(
            name, func.count().filter(stored), func.count().filter(~stored), func.count().filter(stored, was_false())
        )
        .select_from(ScreeningHit)
        .outerjoin(ScreeningRule, ScreeningHit.rule_id == ScreeningRule.id)
        .group_by(name)
    )
    if key is not None:
        query = query.where(ScreeningRule.key == key)
    return {found: Counts(hits, shown, false) for found, hits, shown, false in db.session.execute(query)}


def counts_of_rule(key: str) -> Counts:
    """The same for all versions of one rule."""
    return counts_of_rules(key).get(key, Counts())


def rules_page(*, today: date) -> RulesPage:
    """The list: what is on first, and of those what was to be reviewed longest ago; two statements."""
    query = (
        select(ScreeningRule)
        .where(ScreeningRule.is_current)
        .options(joinedload(ScreeningRule.condition), joinedload(ScreeningRule.owner))
        .order_by(ScreeningRule.is_on.desc(), ScreeningRule.review_on, ScreeningRule.id)
    )
    counts = counts_of_rules()
    return RulesPage(
        rules=[
            RuleRow(rule, counts.get(rule.key, Counts()), is_overdue=rule.is_on and rule.review_on < today)
            for rule in db.session.scalars(query)
        ],
        built_in=counts,
    )


def staff() -> Sequence[tuple[int, str]]:
    """Who can look after a rule: the key and name of each moderator and admin."""
    query = select(Member.id, Member.name).where(or_(holds_role("moderator"), holds_role("admin")))
    return [(member_id, name) for member_id, name in db.session.execute(query.order_by(Member.name))]


def texts_to_try(viewer: Viewer, condition_id: int | None, *, since: datetime) -> Sequence[tuple[Post, str, str]]:
    """The newest texts since then that this viewer may read, with title and gist of an opening text; one statement."""
    query = (
        select(Post, Topic.title, Topic.gist)
        .join(Topic, Post.topic_id == Topic.id)
        .join(PostVoice, Post.voice_id == PostVoice.id)
        .join(TopicVoice, Topic.voice_id == TopicVoice.id)
        .where(Post.created_at >= since, post_visible_to(viewer), topic_visible_to(viewer))
        .order_by(Post.id.desc())
        .limit(MOST_TRIED + 1)
    )
    if condition_id is not None:
        query = query.where(Topic.condition_id == condition_id)
    return db.session.execute(query).tuples().all()


def trial_of(viewer: Viewer, draft: RuleDraft, *, at: datetime) -> Trial:
    """Try a rule that matching finds nothing wrong with on the texts of the last 90 days; one statement."""
    found = texts_to_try(viewer, draft.condition_id, since=at - TRIAL_SPAN)
    lengths = accumulate(len(post.body_markdown) for post, _title, _gist in found[:MOST_TRIED])
    count = sum(1 for _length in takewhile(lambda length: length <= MOST_LETTERS, lengths))
    hits = []
    for post, title, gist in found[:count]:
        body = post.body_markdown
        text = matching.plain(f"{title}\n{gist}\n{body}" if post.is_opening else body)
        words = matching.found_in(text, kind=draft.kind, words=draft.words)
        if words:
            hits.append(
                TriedText(post_path(post.public_id), title, excerpt(body, SNIPPET), ", ".join(words), post.created_at)
            )
    return Trial(Tried(draft.digest, count, len(hits)), hits[:HITS_SHOWN], is_all=count == len(found))
