"""When a case becomes one about somebody at risk, when it is one no more, and what is noted in between."""

from forum import clock
from forum.database import db
from forum.moderation import queries
from forum.moderation.models import AtRisk, Case, RiskStep

__all__ = ["add_step", "begin_risk", "end_risk", "wait_anew"]


def begin_risk(case: Case) -> None:
    """Somebody waits from now on. For a case that was just made, or is locked."""
    if case.severity == 0:
        # A claim is on a case that may wait: whoever has it is called like everybody else.
        case.claimed_by_id, case.claimed_until = None, None
        db.session.add(AtRisk(case_id=case.id, waiting_since=clock.now()))
        db.session.flush()


def wait_anew(row: AtRisk) -> None:
    """Nobody looks after it any more: the half hour begins anew, with an alarm of its own."""
    row.holder_id, row.taken_at, row.remind_at, row.alarmed_at = None, None, None, None
    row.waiting_since = clock.now()
    db.session.flush()


def end_risk(case: Case) -> None:
    """It is a case like any other. Its steps stay."""
    row = queries.find_risk(case.id)
    if row is not None:
        db.session.delete(row)
        db.session.flush()


def add_step(case: Case, kind: str, *, by_id: int | None = None, words: str = "") -> RiskStep:
    """Note what was done, and by which moderator."""
    step = RiskStep(case_id=case.id, by_id=by_id, kind=kind, words=words, at=clock.now())
    db.session.add(step)
    db.session.flush()
    return step
