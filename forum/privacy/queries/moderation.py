"""What moderation keeps of a member: what they flagged, said and were told, without who decided or who flagged them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Voice
from forum.database import db
from forum.discussions.addresses import post_path
from forum.discussions.models import Post
from forum.moderation.models import (
    Appeal,
    Case,
    ContactMessage,
    Decision,
    Flag,
    RiskStep,
    Sanction,
    ScreeningHit,
    ScreeningRule,
)
from forum.privacy.queries.entries import Entry, rows

__all__ = ["appeals", "decisions", "flags", "messages", "messages_from_team", "sanctions", "screening"]


def flags(member_id: int) -> list[Entry]:
    """What the member called moderators to, in the member's own words; the flagged text is somebody else's."""
    query = select(Flag).where(Flag.flagger_id == member_id).order_by(Flag.id)
    return rows(db.session.scalars(query), "reason", "note", "created_at")


def decisions(member_id: int, *, at: datetime) -> list[Entry]:
    """What the member was told of decisions about them, without who decided or who flagged."""
    query = (
        select(Decision)
        .join(Case, Decision.case_id == Case.id)
        .where(
            Case.author_id == member_id,
            Decision.message != "",
            Decision.undone_at.is_(None),
            Decision.final_at <= at,
        )
        .options(joinedload(Decision.rule))
    )
    return [
        {
            "decided": decision.verb,
            "rule": decision.rule.title if decision.rule else None,
            "message": decision.message,
            "at": decision.decided_at,
            "address": f"/decisions/{decision.public_id}",
        }
        for decision in db.session.scalars(query.order_by(Decision.id))
    ]


def appeals(member_id: int) -> list[Entry]:
    """What the member said against decisions about them."""
    query = (
        select(Appeal.words, Case.opened_at, Decision.public_id)
        .join(Case, Appeal.case_id == Case.id)
        .join(Decision, Appeal.decision_id == Decision.id)
        .where(Case.author_id == member_id)
    )
    return [
        {"words": words, "at": at, "address": f"/decisions/{decision}"}
        for words, at, decision in db.session.execute(query.order_by(Appeal.case_id))
    ]


def sanctions(member_id: int, *, at: datetime) -> list[Entry]:
    """What the member was told of sanctions, with when each ends or was lifted."""
    query = (
        select(Sanction)
        .join(Decision, Sanction.decision_id == Decision.id)
        .where(Sanction.member_id == member_id, Decision.undone_at.is_(None), Decision.final_at <= at)
        .order_by(Sanction.id)
    )
    return rows(db.session.scalars(query), "kind", "created_at", "until", "reason", "lifted_at")


def messages_from_team(member_id: int) -> list[Entry]:
    """What the team wrote to the member and what they answered, without who wrote it for the team."""
    query = (
        select(RiskStep)
        .join(Case, RiskStep.case_id == Case.id)
        .where(Case.author_id == member_id, RiskStep.kind.in_(["message", "answer"]))
    )
    return rows(db.session.scalars(query.order_by(RiskStep.id)), "kind", "words", "at")


def messages(member_id: int) -> list[Entry]:
    """What the member wrote to the team."""
    query = select(ContactMessage).where(ContactMessage.member_id == member_id).order_by(ContactMessage.id)
    return rows(db.session.scalars(query), "about", "body", "reply_to", "created_at")


def screening(member_id: int) -> list[Entry]:
    """In which of the member's texts a rule found something before people looked; not for which words it looks."""
    query = (
        select(ScreeningHit.built_in, ScreeningHit.at, ScreeningRule.name, Post.public_id)
        .join(Post, ScreeningHit.post_id == Post.id)
        .join(Voice, Post.voice_id == Voice.id)
        .outerjoin(ScreeningRule, ScreeningHit.rule_id == ScreeningRule.id)
        .where(Voice.member_id == member_id)
        .order_by(ScreeningHit.id)
    )
    return [
        {"address": post_path(public_id), "rule": name or built_in, "at": at}
        for built_in, at, name, public_id in db.session.execute(query)
    ]
