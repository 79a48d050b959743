"""How well the forum knows those who flagged: what automatic hiding counts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Limit, Member, Voice
from forum.database import db
from forum.discussions.models import Post
from forum.moderation.models import Action, Case, Decision, Flag, Sanction
from forum.moderation.queries.aliases import under_alias
from forum.moderation.queries.history import is_for_alias
from forum.moderation.weighing import Flagger

__all__ = ["flaggers_of", "was_hidden_by_flags"]

Earlier = aliased(Flag)
Again = aliased(Case)
UPHELD = ("hide", "remove", "lock", "message", "suspend")


def flaggers_of(case_id: int, *, at: datetime) -> Sequence[Flagger]:
    """Everyone who flagged a case, each once; one statement. Whoever has left counts for nothing."""
    posts = (
        select(func.count())
        .select_from(Post)
        .join(Voice, Post.voice_id == Voice.id)
        .where(Voice.member_id == Member.id, Post.state == "open")
        .correlate(Member)
        .scalar_subquery()
    )
    query = (
        select(
            Flag.reason,
            Member.joined_at,
            posts,
            is_limited_at(at),
            ended(UPHELD),
            ended(("keep",)),
        )
        .join(Member, Flag.flagger_id == Member.id)
        .where(Flag.case_id == case_id, Member.active, Member.deleted_at.is_(None))
        .order_by(Flag.id)
    )
    return [
        Flagger(reason, joined_at, posts=count, is_limited=bool(is_limited), decided=right + wrong, wrong=wrong)
        for reason, joined_at, count, is_limited, right, wrong in db.session.execute(query)
    ]


def is_limited_at(at: datetime) -> ColumnElement[bool]:
    """Whether a Member is under a sanction. Those for what stands under a one-off name are left out.

    The page of the case shows how many did not count, and who flagged: together they would say whose the name is.
    """
    limited = (
        exists()
        .where(Limit.member_id == Member.id, Limit.lifted_at.is_(None), Limit.starts_at <= at, ~is_for_alias())
        .where(or_(Limit.until.is_(None), Limit.until > at))
    )
    warned = (
        select(Sanction.id)
        .join(Decision, Sanction.decision_id == Decision.id)
        .join(Case, Decision.case_id == Case.id)
        .where(Sanction.member_id == Member.id, Sanction.kind == "warning", Sanction.lifted_at.is_(None))
        .where(Sanction.until > at, ~under_alias())
    )
    return or_(limited.correlate(Member), warned.correlate(Member).exists())


def ended(verbs: Sequence[str]) -> ScalarSelect[int]:
    """How many earlier flags of a Member were answered with one of these decisions."""
    told = Earlier.told_by_id == Decision.id, Decision.verb.in_(verbs), Decision.undone_at.is_(None)
    query = select(func.count(Earlier.id)).select_from(Earlier).join(Decision, and_(*told))
    return query.where(Earlier.flagger_id == Member.id).correlate(Member).scalar_subquery()


def was_hidden_by_flags(post_id: int) -> bool:
    """Whether flags hid a text and no moderator has decided about it since."""
    topic = select(Post.topic_id).where(Post.id == post_id, Post.number == 1).scalar_subquery()
    about = or_(Case.post_id == post_id, Case.topic_id == topic)
    again = or_(Again.post_id == post_id, Again.topic_id == topic)
    decided = (
        select(Decision.id)
        .join(Again, Decision.case_id == Again.id)
        .where(again, Decision.verb != "withdrawn", Decision.undone_at.is_(None), Decision.decided_at >= Action.at)
        .correlate(Action)
    )
    query = select(Action.id).join(Case, Action.case_id == Case.id).where(Action.verb == "auto_hide", about)
    return db.session.execute(query.where(~decided.exists()).limit(1)).first() is not None
