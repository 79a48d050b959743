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
from forum.mail import write_letter
from forum.moderation import letters, queries
from forum.moderation.models import Case, Decision, Sanction
from forum.moderation.operations.choices import Choice
from forum.viewers import Viewer

__all__ = ["follow_up", "lock_target", "put_back", "take", "target_name"]

STATE_AFTER = {"keep": "open", "hide": "hidden", "remove": "removed", "lock": "open"}


def lock_target(case: Case) -> Post | None:
    """Hold what the case is about, in the order member, topic, post; the case itself comes after. Gives its text."""
    if case.member is not None:
        lock(case.member)
    post = queries.text_of(case)
    return standing.lock_post(post) if post is not None else None


def target_name(case: Case) -> str:
    """Its line in the log."""
    text = case.topic if case.topic is not None else case.post
    if text is not None:
        return f"{case.kind}:{text.public_id}"
    return f"{case.kind}:{case.member_id or case.contact_id}"


def take(case: Case, post: Post | None, *, viewer: Viewer, choice: Choice) -> dict[str, object]:
    """Do to the text what was decided. Gives what undoing needs to know; refuses what makes no sense now."""
    if case.member is not None and choice.verb == "suspend":
        refuse_suspension(case.member, choice)
    if post is None:
        return {}
    if post.state == "taken_back":
        raise Refused(_("Its author has just taken this back. There is nothing left to decide."))
    before = as_it_stands(post)
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
    return before


def as_it_stands(post: Post) -> dict[str, object]:
    """What can be put back later, as JSON keeps it."""
    now = standing.standing_of(post)
    return {
        "state": now.state,
        "state_at": now.state_at.isoformat() if now.state_at else None,
        "state_by_id": now.state_by_id,
        "state_reason": now.state_reason,
        "locked": post.topic.locked_at is not None,
    }


def refuse_suspension(member: Member, choice: Choice) -> None:
    """An admin cannot be shut out, and a suspension ends."""
    if member.deleted_at is not None:
        raise Refused(_("This account has been deleted."))
    if queries.has_role(member.id, "admin"):
        raise Refused(_("An admin cannot be suspended. Another admin can take the role away first."))
    if choice.until is None or choice.until <= clock.now():
        raise Refused(_("Choose a day in the future on which the suspension ends."))


def follow_up(case: Case, *, decision: Decision, choice: Choice) -> None:
    """What else follows from a decision that has its row: a sanction, or an answer by e-mail."""
    if decision.verb == "suspend" and case.member is not None:
        limit = accounts.add_limit(case.member, kind="suspended", reason=decision.message, until=choice.until)
        sanction = Sanction(
            member_id=case.member.id,
            decision_id=decision.id,
            limit_id=limit.id,
            kind="suspension",
            until=choice.until,
            reason=decision.message,
        )
        db.session.add(sanction)
    if decision.verb == "answer" and case.contact is not None and case.contact.reply_to:
        terms = letters.Terms("answer", case.kind, name="", title="", rule=choice.rule, message=decision.message)
        words = letters.author_letter(terms)
        letter = write_letter(case.contact.reply_to, subject=_("Our answer to you"), body="\n\n".join(words))
        letter.next_try_at = decision.final_at
        decision.before = {"letter": letter.id}
    db.session.flush()


def put_back(post: Post | None, *, decision: Decision) -> None:
    """Undo what `take` and `follow_up` did. Refuses when the text is not as the decision left it any more."""
    if post is not None:
        put_text_back(post, decision)
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


def put_text_back(post: Post, decision: Decision) -> None:
    """The text as it stood before."""
    if post.state != STATE_AFTER[decision.verb]:
        raise Refused(_("The text has changed since: its author took it back, or it was decided anew."))
    before = decision.before
    if decision.verb == "lock" and not before["locked"]:
        standing.unlock_topic(post.topic)
    at = before["state_at"]
    was = Standing(
        state=before["state"],
        state_at=datetime.fromisoformat(at) if at else None,
        state_by_id=before["state_by_id"],
        state_reason=before["state_reason"],
    )
    standing.return_post(post, standing=was)
