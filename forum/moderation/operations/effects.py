"""What a decision does to its target, and what undoing it puts back."""

from datetime import datetime

from flask_babel import gettext as _

from forum import clock
from forum.accounts import operations as accounts
from forum.accounts.models import Member
from forum.database import db, lock
from forum.discussions.models import Post
from forum.discussions.operations import standing
from forum.discussions.operations.standing import Standing
from forum.errors import Refused
from forum.experiences.models import Experience
from forum.experiences.operations import standing as experiences
from forum.mail import write_letter
from forum.moderation import letters, queries
from forum.moderation.models import Case, Decision
from forum.moderation.operations.choices import ARRANGING, Choice
from forum.viewers import Viewer

__all__ = [
    "as_it_stands",
    "follow_up",
    "is_taken_back",
    "lock_target",
    "members_of",
    "put_back",
    "put_thing_back",
    "take",
    "target_name",
]

STATE_AFTER = {"keep": "open", "hide": "hidden", "remove": "removed", "lock": "open"}
STATE_AFTER |= dict.fromkeys(ARRANGING, "open")


def members_of(case: Case, choice: Choice) -> list[Member | None]:
    """Whose rows a decision changes: of the member it is about, and of whoever gets or loses a sanction."""
    return [case.member, case.author if choice.sanction is not None or case.is_appeal else None]


def lock_target(case: Case) -> Post | Experience | None:
    """Hold what the case is about, in the order member, topic, post; the case itself comes after.

    Gives its text or its experience.
    """
    if case.member is not None:
        lock(case.member)
    experience = queries.experience_of(case)
    if experience is not None:
        return lock(experience)
    post = queries.text_of(case)
    return standing.lock_post(post) if post is not None else None


def target_name(case: Case) -> str:
    """Its line in the log."""
    for thing in (case.topic, case.post, case.experience):
        if thing is not None:
            return f"{case.kind}:{thing.public_id}"
    return f"{case.kind}:{case.member_id or case.contact_id}"


def take(thing: Post | Experience | None, *, viewer: Viewer, choice: Choice) -> dict[str, object]:
    """Do to the text what was decided. Gives what undoing needs to know; refuses what makes no sense now."""
    if thing is None:
        return {}
    if is_taken_back(thing):
        raise Refused(_("Its author has just taken this back. There is nothing left to decide."))
    before = as_it_stands(thing)
    if isinstance(thing, Experience):
        take_experience(thing, viewer=viewer, choice=choice)
    else:
        take_text(thing, viewer=viewer, choice=choice)
    return before


def is_taken_back(thing: Post | Experience) -> bool:
    """Whether its author let others read it no more."""
    return thing.shared_at is None if isinstance(thing, Experience) else thing.state == "taken_back"


def take_experience(experience: Experience, *, viewer: Viewer, choice: Choice) -> None:
    """Let the experience stand as decided."""
    reason = choice.rule.title if choice.rule else ""
    if choice.verb == "hide":
        experiences.hide_experience(experience, by=viewer, reason=reason)
    elif choice.verb == "remove":
        experiences.remove_experience(experience, by=viewer, reason=reason)
    else:
        experiences.restore_experience(experience, by=viewer)


def take_text(post: Post, *, viewer: Viewer, choice: Choice) -> None:
    """Let the text stand as decided."""
    reason = choice.rule.title if choice.rule else ""
    if choice.verb == "lock":
        if post.state != "open":
            raise Refused(_("Others cannot read this topic. Keep, hide or remove it."))
        standing.lock_topic(post.topic, reason=reason)
    elif choice.verb == "hide":
        standing.hide_post(post, by=viewer, reason=reason)
    elif choice.verb == "remove":
        standing.remove_post(post, by=viewer, reason=reason)
    elif post.state == "held":
        standing.release_post(post, by=viewer)
    else:
        standing.restore_post(post, by=viewer)


def as_it_stands(thing: Post | Experience) -> dict[str, object]:
    """What can be put back later, as JSON keeps it."""
    now = standing.standing_of(thing) if isinstance(thing, Post) else experiences.standing_of(thing)
    return {
        "state": now.state,
        "state_at": now.state_at.isoformat() if now.state_at else None,
        "state_by_id": now.state_by_id,
        "state_reason": now.state_reason,
        "locked": isinstance(thing, Post) and thing.topic.locked_at is not None,
    }


def follow_up(case: Case, *, decision: Decision, choice: Choice) -> None:
    """What else follows from a decision that has its row: an answer by e-mail."""
    if decision.verb == "answer" and case.contact is not None and case.contact.reply_to:
        terms = letters.Terms("answer", case.kind, name="", title="", rule=choice.rule, message=decision.message)
        words = letters.author_letter(terms)
        letter = write_letter(case.contact.reply_to, subject=_("Our answer to you"), body="\n\n".join(words))
        letter.next_try_at = decision.final_at
        decision.before = {"letter": letter.id}
    db.session.flush()


def put_back(thing: Post | Experience | None, *, decision: Decision) -> None:
    """Undo what `take` and `follow_up` did. Refuses when the text is not as the decision left it any more."""
    if thing is not None and decision.verb in STATE_AFTER:
        put_thing_back(thing, decision)
    given = queries.find_sanction(decision.id)
    if given is not None:
        sanction, limit = given
        sanction.lifted_at = clock.now()
        if limit is not None:
            accounts.lift_limit(limit)
    letter = queries.find_letter(int(decision.before["letter"])) if "letter" in decision.before else None
    if letter is not None:
        if letter.sent_at is not None:
            raise Refused(_("The answer has been sent already."))
        db.session.delete(letter)
    db.session.flush()


def put_thing_back(thing: Post | Experience, decision: Decision) -> None:
    """The text or the experience as it stood before. An appeal keeps how it left it, which its verb does not tell."""
    if thing.state != decision.before.get("after", STATE_AFTER.get(decision.verb)) or is_taken_back(thing):
        raise Refused(_("The text has changed since: its author took it back, or it was decided anew."))
    before = decision.before
    at = before["state_at"]
    was = Standing(
        state=before["state"],
        state_at=datetime.fromisoformat(at) if at else None,
        state_by_id=before["state_by_id"],
        state_reason=before["state_reason"],
    )
    if isinstance(thing, Experience):
        experiences.return_experience(thing, standing=was)
        return
    is_locked = thing.topic.locked_at is not None
    if is_locked and not before["locked"] and (decision.verb == "lock" or "after" in before):
        standing.unlock_topic(thing.topic)
    elif before["locked"] and not is_locked and "after" in before:
        standing.lock_topic(thing.topic, reason="")
    standing.return_post(thing, standing=was)
