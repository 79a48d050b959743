"""Deciding a case: content, sanction, letters, log and closing in one transaction."""

from datetime import datetime, timedelta

from flask_babel import gettext as _

from forum import clock
from forum.database import db, lock
from forum.discussions.models import Post
from forum.errors import Refused
from forum.experiences.models import Experience
from forum.moderation import queries
from forum.moderation.models import Case, Decision
from forum.moderation.operations import arranging, cases, claiming, effects, reviewing, sanctioning, telling
from forum.moderation.operations.choices import ARRANGING, NEEDS_MESSAGE, NEEDS_RULE, Choice, instead_of, verbs_for
from forum.moderation.verbs import verb_words
from forum.viewers import Viewer

__all__ = ["UNDO", "decide"]

UNDO = timedelta(seconds=30)  # nobody is told before


def decide(case: Case, *, viewer: Viewer, choice: Choice) -> Decision:
    """Settle a case, once. `case` comes from queries.get_case.

    Raises NotAllowed for whoever is too close to it, and Refused with a sentence when somebody was faster or has it,
    when the text is another one than the moderator saw, and for what cannot be done to this target.
    """
    viewer = claiming.hold_moderator(viewer, *effects.members_of(case, choice))
    thing = effects.lock_target(case)
    lock(case)
    claiming.refuse_if_recused(case, viewer=viewer)
    refuse_if_overtaken(case, version=choice.version)
    refuse_if_at_risk(case)
    claiming.refuse_if_held(case, viewer=viewer)
    claiming.refuse_if_asked(case, viewer=viewer)
    refuse_if_incomplete(case, choice, waits=thing is not None and thing.state in {"held", "hidden"})
    sanctioning.refuse_unfit_sanction(case, choice, viewer=viewer)
    reviewing.refuse_worse(case, choice)
    before = carry_out(case, thing, viewer=viewer, choice=choice)
    decision = record(case, viewer=viewer, choice=choice, before=before)
    effects.follow_up(case, decision=decision, choice=choice)
    telling.tell(case, decision=decision, flags=queries.flags_of(case.id))
    close(case, at=decision.decided_at)
    cases.log(
        choice.verb,
        actor_id=viewer.id,
        target=effects.target_name(case),
        case=case,
        decision=decision,
        reason=choice.note,
        details=details_of(choice, before=before.get("state")),
    )
    sanctioning.give_sanction(case, decision=decision, choice=choice)
    return decision


def carry_out(case: Case, thing: Post | Experience | None, *, viewer: Viewer, choice: Choice) -> dict[str, object]:
    """Do to the text, and to what followed from an earlier decision, what was decided. Gives what undoing needs."""
    if case.is_appeal:
        return reviewing.review(case, thing=thing, viewer=viewer, choice=choice)
    if choice.verb in ARRANGING:
        return arranging.arrange(thing, viewer=viewer, choice=choice)
    return effects.take(thing, viewer=viewer, choice=choice)


def details_of(choice: Choice, *, before: object) -> dict[str, object]:
    """What the log keeps of a decision besides its words."""
    details = {"rule": choice.rule.number if choice.rule else None, "before": before}
    if choice.instead:
        details["instead"] = choice.instead
    if choice.batch:
        details["batch"] = choice.batch
    return details


def refuse_if_overtaken(case: Case, *, version: int) -> None:
    """The second of two learns what the first one did."""
    if case.closed_at is None and case.version == version:
        return
    last = queries.latest_decision(case.id) if case.closed_at is not None else None
    if last is None:
        raise Refused(
            _(
                "Something changed while you were reading: it was flagged again, or its author edited it."
                " Your decision was not saved and nothing was sent."
            )
        )
    name = last.decided_by.name if last.decided_by else _("The author")
    raise Refused(
        _(
            "%(name)s was faster and has decided: %(words)s. Your decision was not saved and nothing was sent.",
            name=name,
            words=verb_words(last.verb),
        )
    )


def refuse_if_at_risk(case: Case) -> None:
    """Help comes first: nothing is hidden, removed or given a sanction while somebody may be at risk."""
    if case.severity == 0:
        raise Refused(
            _(
                "Somebody may be at risk, so nothing can be decided about the text or its author."
                " Whoever looks after it can make it an ordinary case first, with a reason."
            )
        )


def refuse_if_incomplete(case: Case, choice: Choice, *, waits: bool) -> None:
    """Nobody is limited without a rule and without a word, and whoever waits for an answer gets one."""
    if choice.verb not in verbs_for(case) or (choice.instead and choice.instead not in instead_of(case)):
        raise Refused(_("This cannot be done here."))
    if choice.verb in NEEDS_RULE and choice.rule is None:
        raise Refused(_("Choose the rule that this is about."))
    if (choice.verb in NEEDS_MESSAGE or (choice.verb == "keep" and waits)) and not choice.message.strip():
        raise Refused(_("Write what the author will read."))
    if choice.verb == "nothing" and choice.message.strip():
        raise Refused(_("Nothing is sent with this decision. Choose to send a message, or take the words out."))


def record(case: Case, *, viewer: Viewer, choice: Choice, before: dict[str, object]) -> Decision:
    """The decision as a row."""
    moment = clock.now()
    decision = Decision(
        case_id=case.id,
        verb=choice.verb,
        rule_id=choice.rule.id if choice.rule else None,
        message=choice.message.strip(),
        note=choice.note,
        decided_by_id=viewer.id,
        decided_at=moment,
        final_at=moment + UNDO,
        before=before,
        due_at=arranging.due_at(choice, at=moment),
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def close(case: Case, *, at: datetime) -> None:
    """Out of the queue. Who had it, and what was asked, stays on the row: undoing needs it."""
    case.closed_at = at
    case.version += 1
    db.session.flush()
