"""What a case does when the text or the experience that it is about changes, goes or comes back."""

from forum import clock
from forum.database import db, lock
from forum.discussions.models import Post
from forum.discussions.queries import find_post
from forum.experiences.models import Experience
from forum.moderation import queries, targets
from forum.moderation.models import Case, Decision
from forum.moderation.operations import cases, deciding, effects, risk, telling
from forum.moderation.targets import Target
from forum.notifications.operations import notify

__all__ = [
    "experience_changed",
    "experience_gone",
    "return_unedited",
    "target_of",
    "text_changed",
    "text_gone",
    "withdraw_case",
]


def target_of(post: Post) -> Target:
    """The opening text stands for its topic: one text, one case."""
    found = find_post(post.public_id)
    assert found is not None
    return targets.of_text(found)


def text_changed(post: Post) -> None:
    """The author edited the text. One that moderators hid asks them again; one that came back is looked at again."""
    look_again(target_of(post), state=post.state)


def experience_changed(experience: Experience) -> None:
    """The same for an experience whose member changed it, or shared it again."""
    look_again(target_of_experience(experience), state=experience.state)


def target_of_experience(experience: Experience) -> Target:
    """The experience as it stands now."""
    return targets.of_experience(*queries.timeline_of(experience.public_id))


def look_again(target: Target, *, state: str) -> None:
    """Somebody who has its open case open learns of the change; if there is none, perhaps one is made."""
    found = queries.find_open_case(target.kind, target.id)
    last = queries.last_decision_on(target.kind, target.id)
    reason = reason_to_look_again(last, state=state)
    if last is not None:
        last[0].due_at = None  # what was asked for is done, or is asked anew
    if found is not None:
        cases.changed(lock(found))
        return
    if reason is None:
        return
    case, is_new = cases.open_case(target, reason=reason)
    if is_new:
        if case.severity == 0:
            cases.call_moderators(case)
        cases.call_admins_if_nobody_can(case)
        cases.log("ask_again", actor_id=None, target=target.name, case=case)


def reason_to_look_again(last: tuple[Decision, Case] | None, *, state: str) -> str | None:
    """Hidden, or open and to be changed: the author asks again.

    Back, after it was taken back while it was flagged: what it was flagged for.
    """
    if state == "hidden" or (state == "open" and last is not None and last[0].due_at is not None):
        return "asked_again"
    if state in {"open", "held"} and last is not None and last[0].verb == "withdrawn":
        return last[1].reason
    return None


def return_unedited() -> int:
    """Let moderators look again at what was to be changed by now and was not. Gives how many that were."""
    returned = 0
    for public_id in queries.unedited(clock.now()):
        decision = queries.get_decision(public_id)
        thing = effects.lock_target(decision.case)
        lock(decision.case)
        lock(decision)
        if decision.due_at is None or thing is None or not queries.is_last_word(decision):
            continue
        decision.due_at = None
        if thing.state == "open" and not effects.is_taken_back(thing):
            returned += look_at_unedited(thing)
    db.session.flush()
    return returned


def look_at_unedited(thing: Post | Experience) -> bool:
    """A case for it, unless it has one."""
    target = target_of(thing) if isinstance(thing, Post) else target_of_experience(thing)
    case, is_new = cases.open_case(target, reason="not_edited")
    if is_new:
        cases.call_admins_if_nobody_can(case)
        cases.log("not_edited", actor_id=None, target=target.name, case=case)
    return is_new


def text_gone(post: Post) -> None:
    """The author took the text back: there is nothing to decide, and everyone who flagged it is told so."""
    settle(target_of(post))


def experience_gone(experience: Experience) -> None:
    """The member took the experience back: the same."""
    settle(target_of_experience(experience))


def settle(target: Target) -> None:
    """Close the open case on this target, if there is one, because its author settled it."""
    case = queries.find_open_case(target.kind, target.id)
    if case is None or lock(case).closed_at is not None:
        return
    if case.severity == 0:
        note_taken_back(case)
    else:
        withdraw_case(case, target=target.name)


def note_taken_back(case: Case) -> None:
    """The text is gone, but its author may still be at risk: the case stays open, and whoever has it learns of it."""
    risk.add_step(case, "taken_back")
    cases.changed(case)
    row = queries.find_risk(case.id)
    if row is not None and row.holder_id is not None:
        notify(row.holder_id, kind="case_news", path=f"/moderation/cases/{case.public_id}", origin=f"case:{case.id}")


def withdraw_case(case: Case, *, target: str) -> None:
    """Close a case because its author settled it, or has left. `target` is its line in the log."""
    moment = clock.now()
    decision = Decision(
        case_id=case.id, verb="withdrawn", message="", note="", decided_at=moment, final_at=moment, before={}
    )
    db.session.add(decision)
    db.session.flush()
    telling.tell(case, decision=decision, flags=queries.flags_of(case.id))
    deciding.close(case, at=moment)
    cases.log("withdrawn", actor_id=None, target=target, case=case, decision=decision)
