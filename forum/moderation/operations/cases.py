"""Opening a case, making it more urgent, telling those who can act, and writing the log."""

from collections.abc import Mapping
from contextlib import suppress

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from forum import clock
from forum.database import change, db, lock, savepoint
from forum.errors import Refused
from forum.moderation import queries, reasons
from forum.moderation.models import NOTHING, Action, Case, Decision, LogHead, Seal, seal_of
from forum.moderation.operations.risk import begin_risk
from forum.moderation.targets import Target
from forum.notifications.operations import notify_each

__all__ = [
    "call_admins_if_nobody_can",
    "call_moderators",
    "changed",
    "log",
    "open_case",
    "press",
    "recount_people",
    "set_reason",
]

TRIES = 3  # between two of them a case can only have been closed by somebody else


def open_case(target: Target, *, reason: str) -> tuple[Case, bool]:
    """The open case on this target, locked, and whether it is new. The unique index decides, not a look."""
    for _try in range(TRIES):
        try:
            with savepoint():
                return new_case(target, reason=reason), True
        except IntegrityError:
            found = queries.find_open_case(target.kind, target.id)
            if found is not None and lock(found).closed_at is None:
                return found, False
    raise Refused(_("Somebody else was writing at the same moment. Please try again."))


def new_case(target: Target, *, reason: str) -> Case:
    """A case with the text as it stands."""
    case = Case(
        **{f"{target.kind}_id": target.id},
        author_id=target.author_id,
        condition_id=target.condition_id,
        reason=reason,
        severity=reasons.severity_of(reason),
        snapshot_title=target.title,
        snapshot_markdown=target.markdown,
        snapshot_html=target.html,
        version=1,
    )
    db.session.add(case)
    db.session.flush()
    begin_risk(case)
    return case


def press(case: Case, *, reason: str) -> None:
    """One more reason to look: the most urgent one counts, and whoever has the case open learns of it."""
    was = case.severity
    set_reason(case, reasons.more_urgent(case.reason, reason))
    if case.severity == 0 < was:
        begin_risk(case)
        call_moderators(case)


def set_reason(case: Case, reason: str) -> None:
    """Why it waits, and so how urgent it is."""
    case.reason = reason
    case.severity = reasons.severity_of(reason)
    changed(case)


def changed(case: Case) -> None:
    """It is not the case any more that somebody may have open: their decision must not go through unseen."""
    case.version += 1
    db.session.flush()


def recount_people() -> int:
    """Set how many people flagged each case from its flags. Returns how many cases were wrong."""
    db.session.flush()
    people = queries.people_of_case()
    return change(update(Case).where(Case.people != people).values(people=people))


def call_moderators(case: Case) -> None:
    """Somebody at risk: every moderator who may act is told at once."""
    path = f"/moderation/cases/{case.public_id}"
    notify_each(queries.moderators_for(case), kind="case", path=path, origin=f"case:{case.id}")


def call_admins_if_nobody_can(case: Case) -> None:
    """Where no moderator may decide, the case waits and the admins are told that it does."""
    if not queries.moderators_for(case):
        notify_each(queries.admin_ids(), kind="case", path="/moderation/waiting", origin=f"case:{case.id}")


def log(
    verb: str,
    *,
    actor_id: int | None,
    target: str,
    case: Case | None = None,
    decision: Decision | None = None,
    reason: str = "",
    details: Mapping[str, object] | None = None,
) -> Action:
    """One more line of the log. Without an actor it was the forum itself."""
    # Held before the line gets its number: otherwise the second of two could take the earlier place in the chain.
    head = hold_log_head()
    action = Action(
        at=clock.now(),
        actor_id=actor_id,
        verb=verb,
        case_id=case.id if case else None,
        decision_id=decision.id if decision else None,
        target=target,
        reason=reason,
        details=dict(details or {}),
    )
    db.session.add(action)
    db.session.flush()
    seal(action, head=head)
    return action


def seal(action: Action, *, head: LogHead) -> None:
    """Chain a line to the one before it. The end of the chain is locked last, after the case, and not for long."""
    head.seal = seal_of(action, previous=head.seal)
    head.lines += 1
    db.session.add(Seal(action_id=action.id, seal=head.seal))
    db.session.flush()


def hold_log_head() -> LogHead:
    """The end of the chain, locked; made with the first line, of which two may be written at once."""
    head = queries.find_log_head()
    if head is None:
        with suppress(IntegrityError), savepoint():
            db.session.add(LogHead(id=1, lines=0, seal=NOTHING))
            db.session.flush()
        head = queries.find_log_head()
        assert head is not None
    return lock(head)
