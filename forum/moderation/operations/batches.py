"""Deciding several cases of spam with one press: each by the one door, with its own version, letters and undoing."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from flask_babel import gettext as _

from forum.database import db, lock, savepoint
from forum.errors import NotAllowed, Refused
from forum.moderation import policies, queries
from forum.moderation.models import Batch, BatchItem, Case, Decision
from forum.moderation.operations import cases, claiming, deciding, undoing
from forum.moderation.operations.choices import BATCH_VERBS, MOST_IN_BATCH, Choice
from forum.moderation.queries import Wanted
from forum.viewers import Viewer

__all__ = ["decide_together", "undo_together"]


def decide_together(wanted: Sequence[Wanted], *, viewer: Viewer, choice: Choice) -> Batch:
    """Decide these cases alike, in the versions that were seen. What cannot be decided is left, with why.

    Raises NotAllowed for whoever is no moderator, and Refused for more than a page of them or another verb.
    """
    viewer = claiming.hold_moderator(viewer)
    if len(wanted) > MOST_IN_BATCH or choice.verb not in BATCH_VERBS:
        raise Refused(_("This cannot be done with so many at once."))
    found = {case.public_id: case for case in queries.get_cases([each.public_id for each in wanted])}
    hold_all(found.values())
    batch = Batch(made_by_id=viewer.id, left=[])
    db.session.add(batch)
    db.session.flush()
    left, decided = [], 0
    for each in wanted:
        one = replace(choice, version=each.version, batch=batch.public_id)
        why = why_left(found.get(each.public_id), viewer=viewer, choice=one, batch=batch)
        decided += why is None
        left += [] if why is None else [{"case": each.public_id, "why": why}]
    batch.left = left
    db.session.flush()
    if decided:
        write_down(batch, viewer=viewer, note=choice.note, decided=decided)
    return batch


def write_down(batch: Batch, *, viewer: Viewer, note: str, decided: int) -> None:
    """The line above those of its cases; newest first it is read before them."""
    details = {"batch": batch.public_id, "decided": decided, "left": len(batch.left)}
    target = f"batch:{batch.public_id}"
    cases.log("together", actor_id=viewer.id, target=target, reason=note, details=details)


def why_left(case: Case | None, *, viewer: Viewer, choice: Choice, batch: Batch) -> str | None:
    """Decide one of them; or the sentence that says why it is left."""
    if case is None or not policies.is_in_care(viewer, case):
        return _("It is not there any more.")
    if not policies.can_be_in_batch(case):
        return _("It is not only about spam any more. Please look at it by itself.")
    try:
        with savepoint():
            decision = deciding.decide(case, viewer=viewer, choice=choice)
            db.session.add(BatchItem(batch_id=batch.id, decision_id=decision.id))
            db.session.flush()
    except (NotAllowed, Refused) as refusal:
        return refusal.reason
    return None


def undo_together(batch: Batch, *, viewer: Viewer) -> Sequence[tuple[Case, str]]:
    """Take back every decision of a batch that can still be taken back. Gives what could not be, with why.

    Raises NotAllowed for whoever did not make it.
    """
    viewer = claiming.hold_moderator(viewer)
    if batch.made_by_id != viewer.id:
        raise NotAllowed(_("Only the moderator who decided this can undo it."))
    decisions = [each for each in queries.decisions_of(batch.id) if each.undone_at is None]
    hold_all(decision.case for decision in decisions)
    left = []
    for decision in decisions:
        why = why_not_undone(decision, viewer=viewer)
        left += [] if why is None else [(decision.case, why)]
    return left


def why_not_undone(decision: Decision, *, viewer: Viewer) -> str | None:
    """Undo one of them; or the sentence that says why it stays."""
    try:
        with savepoint():
            undoing.undo(decision, viewer=viewer)
    except (NotAllowed, Refused) as refusal:
        return refusal.reason
    return None


def hold_all(chosen: Iterable[Case]) -> None:
    """Lock all that will be touched, in the order in which everybody does: topics, posts, cases, conditions.

    Without it the second case would be locked after the log that the first one wrote to.
    """
    held = list(chosen)
    posts = [post for post in map(queries.text_of, held) if post is not None]
    for topic in sorted({post.topic for post in posts}, key=lambda each: each.id):
        lock(topic)
    for post in sorted(posts, key=lambda each: each.id):
        lock(post)
    for case in sorted(held, key=lambda each: each.id):
        lock(case)
    for condition in sorted({post.topic.condition for post in posts}, key=lambda each: each.id):
        lock(condition)
