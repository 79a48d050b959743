"""Who signed a version or a draft, who may approve one, and what waits for a second person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from forum.accounts.models import Member
from forum.accounts.role_holders import holds_role
from forum.conditions.models import Condition
from forum.database import db
from forum.evidence.drafts.models import DraftComment, SummaryDraft, SummarySignature
from forum.evidence.models import Source, Summary, SummaryRevision
from forum.evidence.records import AnyRecord
from forum.evidence.signed import Declaration, Signed, SignOff
from forum.notifications.models import Notice
from forum.viewers import Viewer

__all__ = [
    "DraftDesk",
    "Signatures",
    "Urgent",
    "Waiting",
    "approver_ids",
    "as_signed",
    "declared_by",
    "draft_desk",
    "has_unread",
    "marks_seen",
    "newest_number",
    "shown_revision",
    "sign_off",
    "signatures_on",
    "signatures_under",
    "signed_revisions",
    "sources_with_keys",
    "summary_of_condition",
    "urgent_revisions",
    "was_told",
]

Signatures = tuple[SummaryRevision, list[SummarySignature]]  # a version with who signed it


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft on the desk. `writer` is None where its writer has left."""

    public_id: str
    condition: str
    state: str
    writer: str | None
    is_own: bool
    is_back: bool  # another editor said what should change
    since: datetime


@dataclass(frozen=True, slots=True)
class Urgent:
    """A version that one person published because it was urgent, and at which nobody else has looked yet."""

    slug: str
    condition: str
    number: int
    due: date
    days: int  # left; below zero: overdue by as many
    is_own: bool


@dataclass(frozen=True, slots=True)
class DraftDesk:
    """What of the writing waits for editors."""

    waiting: tuple[Waiting, ...]  # for somebody other than its writer
    own: tuple[Waiting, ...]  # of the viewer, not published yet
    urgent: tuple[Urgent, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it waits."""
        return not (self.waiting or self.own or self.urgent)


def approver_ids(*, besides: int | None) -> Sequence[int]:
    """The keys of those who may approve what this member wrote: other editors; without any, other admins."""
    is_editor = holds_role("editor")
    query = select(Member.id, is_editor).where(or_(is_editor, holds_role("admin")), Member.id != (besides or 0))
    found = db.session.execute(query.order_by(Member.id)).tuples().all()
    editors = [key for key, edits in found if edits]
    return editors or [key for key, _edits in found]


def declared_by(member_id: int) -> Declaration | None:
    """What a member declared when they signed last."""
    query = select(SummarySignature).where(SummarySignature.member_id == member_id)
    last = db.session.scalars(query.order_by(SummarySignature.id.desc()).limit(1)).one_or_none()
    return Declaration(last.interests, last.qualification, last.is_clinician) if last else None


def signatures_on(draft: SummaryDraft) -> Sequence[SummarySignature]:
    """Who signed a draft, also once it is published, in their order, with the members."""
    on_draft = SummarySignature.draft_id == draft.id
    became = SummarySignature.revision_id == draft.revision_id
    query = select(SummarySignature).where(or_(on_draft, became) if draft.revision_id else on_draft)
    return db.session.scalars(query.options(joinedload(SummarySignature.member)).order_by(SummarySignature.id)).all()


def as_signed(row: SummarySignature) -> Signed:
    """A signature as readers see it; whoever left has no name any more."""
    member = row.member
    name = member.name if member is not None and member.deleted_at is None else None
    return Signed(row.role, name, row.interests, row.qualification, row.is_clinician, row.signed_at)


def signed_revisions(*criteria: ColumnElement[bool]) -> list[Signatures]:
    """The published versions that meet the criteria, newest first, with who signed each. One statement.

    Each comes with its summary and condition, its signatures with their members.
    """
    query = (
        select(SummaryRevision, SummarySignature)
        .join(SummaryRevision.summary)
        .join(Summary.condition)
        .outerjoin(SummarySignature, SummarySignature.revision_id == SummaryRevision.id)
        .outerjoin(SummarySignature.member)
        .where(*criteria, SummaryRevision.published_at.is_not(None))
        .options(
            contains_eager(SummaryRevision.summary).contains_eager(Summary.condition),
            contains_eager(SummarySignature.member),
        )
        .order_by(SummaryRevision.number.desc(), SummarySignature.id)
    )
    found: dict[int, Signatures] = {}
    for revision, signature in db.session.execute(query):
        rows = found.setdefault(revision.id, (revision, []))[1]
        rows.extend([signature] if signature is not None else [])
    return list(found.values())


def sign_off(
    revision: SummaryRevision, rows: Sequence[SummarySignature], *, today: date, sources: Iterable[AnyRecord] = ()
) -> SignOff:
    """Who had looked at a version, from its signatures and the sources that it shows. No statement."""
    is_shown = revision.number == revision.summary.shown_number
    looked = any(row.role == "second" for row in rows)
    due = revision.second_look_due if is_shown and not looked else None
    return SignOff(
        review=revision.review,
        signed=tuple(as_signed(row) for row in rows),
        second_look_due=due,
        is_late=due is not None and due < today,
        is_from_abstracts=any("abstract" in (each.result_read_from or "") for each in sources),
    )


def signatures_under(revision: SummaryRevision) -> Sequence[SummarySignature]:
    """Who signed a version, in their order."""
    query = select(SummarySignature).where(SummarySignature.revision_id == revision.id)
    return db.session.scalars(query.order_by(SummarySignature.id)).all()


def shown_revision(summary: Summary) -> SummaryRevision:
    """The version of a summary that readers see."""
    query = select(SummaryRevision).where(
        SummaryRevision.summary_id == summary.id, SummaryRevision.number == summary.shown_number
    )
    return db.session.scalars(query).one()


def summary_of_condition(condition_id: int) -> Summary | None:
    """The summary of a condition, read afresh; None where nobody has published one."""
    query = select(Summary).where(Summary.condition_id == condition_id).execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def newest_number(summary_id: int) -> int:
    """The highest number that a version of a summary has; 0 where there is none."""
    query = select(func.max(SummaryRevision.number)).where(SummaryRevision.summary_id == summary_id)
    return db.session.scalar(query) or 0


def sources_with_keys(keys: Iterable[str]) -> dict[str, Source]:
    """The sources with these keys, in the order in which they are locked."""
    query = select(Source).where(Source.key.in_(list(keys))).order_by(Source.id)
    return {source.key: source for source in db.session.scalars(query)}


def marks_seen(sources: Iterable[Source]) -> str:
    """What an editor had before their eyes of what became of these sources; it changes with every mark."""
    marked = sorted((each for each in sources if each.standing != "sound"), key=lambda each: each.key)
    return ",".join(f"{each.key}:{each.standing}" for each in marked)


def urgent_revisions() -> Sequence[SummaryRevision]:
    """The shown versions that one person published and at which nobody else has looked, the first due first."""
    looked = exists().where(SummarySignature.revision_id == SummaryRevision.id, SummarySignature.role == "second")
    query = (
        select(SummaryRevision)
        .join(SummaryRevision.summary)
        .join(Summary.condition)
        .where(SummaryRevision.number == Summary.shown_number, SummaryRevision.second_look_due.is_not(None), ~looked)
        .options(contains_eager(SummaryRevision.summary).contains_eager(Summary.condition))
        .order_by(SummaryRevision.second_look_due, Condition.name)
    )
    return db.session.scalars(query).all()


def draft_desk(viewer: Viewer, *, today: date) -> DraftDesk:
    """What waits for a second editor, what is the viewer's own, and what was urgent. Two statements."""
    own = SummaryDraft.written_by_id == viewer.id
    back = exists().where(
        DraftComment.draft_id == SummaryDraft.id,
        DraftComment.place == "whole",
        DraftComment.done_at.is_(None),
        DraftComment.member_id.is_distinct_from(SummaryDraft.written_by_id),
    )
    query = (
        select(SummaryDraft, back)
        .where(or_(SummaryDraft.state == "waiting", and_(own, SummaryDraft.state.in_(("draft", "approved")))))
        .options(joinedload(SummaryDraft.condition), joinedload(SummaryDraft.written_by))
        .order_by(SummaryDraft.submitted_at, SummaryDraft.id)
    )
    drafts = [as_waiting(each, viewer, is_back=found) for each, found in db.session.execute(query)]
    return DraftDesk(
        waiting=tuple(each for each in drafts if each.state == "waiting"),
        own=tuple(each for each in drafts if each.state != "waiting"),
        urgent=tuple(as_urgent(each, viewer, today) for each in urgent_revisions()),
    )


def as_waiting(draft: SummaryDraft, viewer: Viewer, *, is_back: bool) -> Waiting:
    """A draft as a line of the desk."""
    writer = draft.written_by
    return Waiting(
        public_id=draft.public_id,
        condition=draft.condition.name,
        state=draft.state,
        writer=writer.name if writer is not None and writer.deleted_at is None else None,
        is_own=draft.written_by_id == viewer.id,
        is_back=is_back,
        since=draft.submitted_at or draft.changed_at,
    )


def as_urgent(revision: SummaryRevision, viewer: Viewer, today: date) -> Urgent:
    """A version as a line of the desk."""
    due, condition = revision.second_look_due or today, revision.summary.condition
    own = revision.written_by_id == viewer.id
    return Urgent(condition.slug, condition.name, revision.number, due, (due - today).days, own)


def has_unread(member_id: int, *, kind: str, path: str) -> bool:
    """Whether a member has not read yet that this happened there."""
    unread = exists().where(
        Notice.member_id == member_id, Notice.kind == kind, Notice.path == path, Notice.read_at.is_(None)
    )
    return bool(db.session.scalar(select(unread)))


def was_told(origin: str) -> bool:
    """Whether anybody was told of this."""
    return bool(db.session.scalar(select(exists().where(Notice.origin == origin))))
