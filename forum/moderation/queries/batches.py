"""Several cases at once: what would happen to each, and what did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Member
from forum.conditions.models import Condition
from forum.database import db
from forum.errors import NotFound
from forum.moderation.models import Batch, BatchItem, Case, Decision
from forum.moderation.policies import can_be_in_batch, has_asked
from forum.moderation.queries.cases import WHOLE_CASE
from forum.moderation.queries.queue import PostVoice, TopicVoice, is_gone, with_targets
from forum.moderation.queries.recusal import too_close
from forum.moderation.queries.urgency import waiting_for
from forum.viewers import Viewer

__all__ = ["BatchPage", "Candidate", "Wanted", "batch_page", "candidates", "decisions_of", "get_batch", "get_cases"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A case by its public id, in the version that somebody saw."""

    public_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that somebody ticked, with its text. `hindrance` is a word for why it cannot be decided with others."""

    case: Case
    name: str  # under which it was written
    condition: str | None
    html: str
    holder: str | None
    hindrance: str


@dataclass(frozen=True, slots=True)
class BatchPage:
    """What was decided together, and what was left: the case and why."""

    public_id: str
    made_at: datetime
    decisions: Sequence[Decision]
    left: Sequence[tuple[str, str]]
    is_undoable: bool


def get_cases(public_ids: Sequence[str]) -> Sequence[Case]:
    """These cases, as far as they are there, each whole as from get_case; one statement."""
    query = select(Case).where(Case.public_id.in_(public_ids)).options(*WHOLE_CASE)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def candidates(viewer: Viewer, public_ids: Sequence[str], *, at: datetime) -> Sequence[Candidate]:
    """Those of the ticked cases that wait for this moderator, oldest first; one statement."""
    name = func.coalesce(PostVoice.name, TopicVoice.name, "")
    query = (
        with_targets(select(Case, name, Condition.name, is_gone(), too_close(viewer.id), Member.name))
        .where(Case.public_id.in_(public_ids), waiting_for(viewer))
        .order_by(Case.opened_at, Case.id)
    )
    return [
        Candidate(
            case=case,
            name="" if gone else name,
            condition=condition,
            html="" if gone else case.snapshot_html,
            holder=holder if case.holder_id(at) is not None else None,
            hindrance=hindrance_of(viewer, case, gone=bool(gone), close=bool(close), at=at),
        )
        for case, name, condition, gone, close, holder in db.session.execute(query)
    ]


def hindrance_of(viewer: Viewer, case: Case, *, gone: bool, close: bool, at: datetime) -> str:
    """Why it cannot be decided with the others, as a word; empty if it can."""
    if not can_be_in_batch(case):
        return "no_spam"
    if gone:
        return "gone"
    if close:
        return "too_close"
    if case.holder_id(at) not in {None, viewer.id}:
        return "held"
    return "asked" if has_asked(viewer, case) else ""


def decisions_of(batch_id: int) -> Sequence[Decision]:
    """The decisions of a batch, each with its rule and its whole case, in their order; one statement."""
    query = (
        select(Decision)
        .join(BatchItem, BatchItem.decision_id == Decision.id)
        .where(BatchItem.batch_id == batch_id)
        .options(joinedload(Decision.rule), joinedload(Decision.case).options(*WHOLE_CASE))
        .order_by(Decision.id)
    )
    return db.session.scalars(query).unique().all()


def get_batch(viewer: Viewer, public_id: str) -> Batch:
    """A batch of the viewer's own. Raises NotFound, also for somebody else's."""
    own = Batch.public_id == public_id, Batch.made_by_id == viewer.id
    found = db.session.scalars(select(Batch).where(*own)).one_or_none()
    if found is None:
        raise NotFound
    return found


def batch_page(batch: Batch, *, at: datetime) -> BatchPage:
    """What became of it; one statement."""
    decisions = decisions_of(batch.id)
    return BatchPage(
        public_id=batch.public_id,
        made_at=batch.made_at,
        decisions=decisions,
        left=[(each["case"], each["why"]) for each in batch.left],
        is_undoable=any(each.undone_at is None and at < each.final_at for each in decisions),
    )
