"""Who is too close to a case to decide it: its author, who flagged it, who wrote in its topic, and who is blocked.

An appeal is decided by somebody else than the decision it is against.

Blocks do not count where a text stands under a one-off name: a moderator who found that somebody else decides could
tell by that whose text it is.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true

from forum.accounts.models import Block, Voice
from forum.database import db
from forum.discussions.models import Post
from forum.moderation.models import Appeal, Case, Decision, Flag
from forum.moderation.queries.aliases import under_alias

__all__ = ["is_recused", "too_close"]


def too_close(member_id: Any) -> ColumnElement[bool]:  # Any: a column of the query around it, or a key
    """Whether the member with this key may not decide a Case, in a query that reads cases."""
    return or_(
        and_(Case.author_id.is_not(None), Case.author_id == member_id),
        exists().where(Flag.case_id == Case.id, Flag.flagger_id == member_id).correlate_except(Flag),
        wrote_in_its_topic(member_id),
        had_a_part_in_what_is_appealed(member_id),
        and_(~under_alias(), block_between(member_id)),
    )


def had_a_part_in_what_is_appealed(member_id: Any) -> ColumnElement[bool]:  # Any: as above
    """Whether they made the decision that a Case appeals against, or flagged what it was about."""
    flagged = exists().where(Flag.case_id == Decision.case_id, Flag.flagger_id == member_id).correlate_except(Flag)
    part = exists().where(
        Appeal.case_id == Case.id, Decision.id == Appeal.decision_id, or_(Decision.decided_by_id == member_id, flagged)
    )
    return part.correlate_except(Appeal, Decision)


def wrote_in_its_topic(member_id: Any) -> ColumnElement[bool]:  # Any: as above
    """Whether they wrote there, in whichever name, in the month before the case was opened or since."""
    flagged = select(Post.topic_id).where(Post.id == Case.post_id).correlate(Case).scalar_subquery()
    wrote = exists().where(
        Post.topic_id == func.coalesce(Case.topic_id, flagged),
        Post.created_at >= Case.window_from,
        Voice.id == Post.voice_id,
        Voice.member_id == member_id,
    )
    return wrote.correlate_except(Post, Voice)


def block_between(member_id: Any) -> ColumnElement[bool]:  # Any: as above
    """Whether they blocked whom the case is about, or were blocked."""
    either = or_(
        and_(Block.blocker_id == member_id, Block.blocked_id == Case.author_id),
        and_(Block.blocked_id == member_id, Block.blocker_id == Case.author_id),
    )
    return exists().where(either).correlate_except(Block)


def is_recused(member_id: int | None, case: Case) -> bool:
    """Whether this moderator is too close to this case."""
    if member_id is None:
        return True
    query = select(true()).select_from(Case).where(Case.id == case.id, too_close(member_id))
    return db.session.execute(query).first() is not None
