"""What the member did as an editor of the evidence."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from forum.database import db
from forum.evidence.drafts.models import DraftComment, SummaryDraft, SummarySignature
from forum.evidence.models import SourceMark, SourceVersion, SummaryCandidate, SummaryDoubt
from forum.privacy.queries.entries import Entry, rows

__all__ = ["comments", "drafts", "marks", "records", "signatures", "stands", "unchanged"]


def marks(member_id: int) -> list[Entry]:
    """What the member said became of sources."""
    query = select(SourceMark).where(SourceMark.by_id == member_id).order_by(SourceMark.id)
    return rows(db.session.scalars(query), "standing", "day", "notice", "created_at")


def stands(member_id: int) -> list[Entry]:
    """Why, as the member wrote, summaries stand."""
    query = select(SummaryDoubt).where(SummaryDoubt.ended_by_id == member_id, SummaryDoubt.ending == "stands")
    return rows(db.session.scalars(query.order_by(SummaryDoubt.id)), "why", "ended_at")


def unchanged(member_id: int) -> list[Entry]:
    """Why, as the member wrote, new sources change nothing."""
    query = select(SummaryCandidate).where(
        SummaryCandidate.ended_by_id == member_id, SummaryCandidate.ending == "unchanged"
    )
    return rows(db.session.scalars(query.order_by(SummaryCandidate.id)), "why", "ended_at")


def records(member_id: int) -> list[Entry]:
    """The versions of records that the member wrote."""
    query = select(SourceVersion).where(SourceVersion.by_id == member_id).order_by(SourceVersion.id)
    return rows(db.session.scalars(query), "number", "record", "why", "made_at")


def drafts(member_id: int) -> list[Entry]:
    """The versions of summaries that the member wrote, in whatever state."""
    mine = SummaryDraft.written_by_id == member_id
    query = select(SummaryDraft).where(mine).options(joinedload(SummaryDraft.condition)).order_by(SummaryDraft.id)
    return [
        {
            "address": f"/editorial/drafts/{each.public_id}",
            "condition": each.condition.name,
            "state": each.state,
            "words": each.parts,
            "what_changed": each.change_note,
            "created_at": each.created_at,
            "changed_at": each.changed_at,
        }
        for each in db.session.scalars(query)
    ]


def comments(member_id: int) -> list[Entry]:
    """What the member said about drafts."""
    query = select(DraftComment).where(DraftComment.member_id == member_id).order_by(DraftComment.id)
    return rows(db.session.scalars(query), "place", "quoted", "words", "made_at")


def signatures(member_id: int) -> list[Entry]:
    """What the member signed, and what they declared with it."""
    query = select(SummarySignature).where(SummarySignature.member_id == member_id).order_by(SummarySignature.id)
    return rows(db.session.scalars(query), "role", "interests", "qualification", "is_clinician", "signed_at")
