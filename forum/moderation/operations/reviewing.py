"""Deciding an appeal: what reversing or changing the first decision does to everything that followed from it."""

from dataclasses import replace

from flask_babel import gettext as _

from forum import clock
from forum.accounts import operations as accounts
from forum.accounts.models import Limit
from forum.discussions.models import Post
from forum.discussions.operations import standing
from forum.errors import Refused
from forum.experiences.models import Experience
from forum.moderation import queries
from forum.moderation.models import Case, Decision, Sanction
from forum.moderation.operations import effects
from forum.moderation.operations.choices import MILDER, Choice
from forum.moderation.sanctions import LIMIT_OF, Measure
from forum.viewers import Viewer

__all__ = ["give_back", "refuse_worse", "review"]


def refuse_worse(case: Case, choice: Choice) -> None:
    """An appeal never makes it worse: Refused for what is as harsh as the first decision or harsher."""
    if case.appeal is None or choice.verb != "change":
        return
    appealed = case.appeal.decision
    given = queries.find_sanction(appealed.id)
    if not choice.instead and given is None:
        raise Refused(_("Choose what is to be changed, or uphold the decision."))
    if choice.instead and choice.instead not in MILDER.get(appealed.verb, ()):
        raise Refused(_("An appeal never makes it worse. Choose something milder, or uphold the decision."))
    if choice.sanction is not None and (given is None or not is_milder(choice.sanction, *given)):
        raise Refused(_("An appeal never makes it worse. Choose a milder or a shorter sanction, or none."))


def is_milder(measure: Measure, sanction: Sanction, limit: Limit | None) -> bool:
    """Whether a sanction is milder or shorter than the one that it replaces, and nowhere broader."""
    kinds = list(LIMIT_OF)
    was = limit.condition_id if limit else None
    where = measure.condition.id if measure.condition else None
    if kinds.index(measure.kind) > kinds.index(sanction.kind) or (was is not None and where != was):
        return False
    if sanction.until is not None and (measure.until is None or measure.until > sanction.until):
        return False
    return (measure.kind, measure.until, where) != (sanction.kind, sanction.until, was)


def review(case: Case, *, thing: Post | Experience | None, viewer: Viewer, choice: Choice) -> dict[str, object]:
    """Do what was decided on an appeal. Gives what undoing and the letter need to know."""
    assert case.appeal is not None
    appealed = case.appeal.decision
    if choice.verb == "uphold":
        return {}
    before = review_thing(case, thing=thing, viewer=viewer, choice=choice, appealed=appealed)
    return before | {"instead": choice.instead, "lifted": lift_sanction(appealed)}


def review_thing(
    case: Case, *, thing: Post | Experience | None, viewer: Viewer, choice: Choice, appealed: Decision
) -> dict[str, object]:
    """Let the text or the experience stand as decided now. One that its author took back stays so."""
    changes = choice.verb == "reverse" or choice.instead
    if thing is None or not changes or "state" not in appealed.before or effects.is_taken_back(thing):
        return {}
    refuse_if_decided_anew(case, appealed)
    before = effects.as_it_stands(thing)
    if choice.verb == "change":
        take_instead(thing, viewer=viewer, choice=choice)
    else:
        effects.put_thing_back(thing, appealed)
        if thing.state == "held":  # it waited for this decision, which was wrong
            effects.take(thing, viewer=viewer, choice=replace(choice, verb="keep"))
    return before | {"after": thing.state}


def refuse_if_decided_anew(case: Case, appealed: Decision) -> None:
    """What was decided later stays: an appeal is about one decision."""
    target_id: int = getattr(case, f"{case.kind}_id")
    last = queries.last_decision_on(case.kind, target_id)
    if last is not None and last[0].id != appealed.id:
        raise Refused(_("It was decided anew since. Change the sanction alone, or uphold the decision."))


def take_instead(thing: Post | Experience, *, viewer: Viewer, choice: Choice) -> None:
    """The milder decision that takes the place of the first one."""
    if isinstance(thing, Post) and thing.topic.locked_at is not None and choice.instead == "keep":
        standing.unlock_topic(thing.topic)
    if choice.instead == "lock":
        effects.take(thing, viewer=viewer, choice=replace(choice, verb="keep"))
    effects.take(thing, viewer=viewer, choice=replace(choice, verb=choice.instead))


def lift_sanction(appealed: Decision) -> bool:
    """End the sanction that came with the first decision; it counts no more. Whether there was one."""
    given = queries.find_sanction(appealed.id)
    if given is None or given[0].lifted_at is not None:
        return False
    sanction, limit = given
    sanction.lifted_at = clock.now()
    if limit is not None:
        accounts.lift_limit(limit)
    return True


def give_back(case: Case, *, thing: Post | Experience | None, decision: Decision) -> None:
    """Undo what `review` did."""
    if case.appeal is None:
        return
    if thing is not None and "state" in decision.before:
        effects.put_thing_back(thing, decision)
    given = queries.find_sanction(case.appeal.decision.id) if decision.before.get("lifted") else None
    if given is None:
        return
    sanction, limit = given
    sanction.lifted_at = None
    if limit is not None:
        accounts.resume_limit(limit)
