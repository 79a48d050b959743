"""Saving screening rules: a change is a new version, and nothing is saved that was not tried."""

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from forum.database import db, lock, savepoint
from forum.errors import NotAllowed, Refused
from forum.moderation import matching, policies, queries
from forum.moderation.drafts import RuleDraft, Tried
from forum.moderation.models import ScreeningRule
from forum.moderation.operations import cases
from forum.viewers import Viewer

__all__ = ["MOST_RULES", "change_rule", "make_rule"]

MOST_RULES = 200  # each is tried on every text that is written


def make_rule(draft: RuleDraft, *, viewer: Viewer, tried: Tried) -> ScreeningRule:
    """A new rule. Raises NotAllowed, and Refused with a sentence for what was not tried or cannot be looked for."""
    refuse_unfit(draft, viewer=viewer, tried=tried)
    if queries.number_of_rules() >= MOST_RULES:
        raise Refused(_("There are %(count)s rules. Make one of two that are alike.", count=MOST_RULES))
    return store(ScreeningRule(version=1), draft, viewer=viewer, tried=tried)


def change_rule(rule: ScreeningRule, draft: RuleDraft, *, viewer: Viewer, tried: Tried) -> ScreeningRule:
    """The next version of a rule, which was read in the version `rule`. The same refusals, and where it changed since.

    Hits stay with the version that found them.
    """
    lock(rule)
    if not rule.is_current:
        raise Refused(_("Somebody else has changed this rule meanwhile. Look at it, then try yours again."))
    refuse_unfit(draft, viewer=viewer, tried=tried)
    rule.is_current = False
    db.session.flush()
    return store(ScreeningRule(key=rule.key, version=rule.version + 1), draft, viewer=viewer, tried=tried)


def refuse_unfit(draft: RuleDraft, *, viewer: Viewer, tried: Tried) -> None:
    """Only admins, only what can be looked for, and only what was tried as it is."""
    if not policies.can_change_screening_rules(viewer):
        raise NotAllowed(_("Admins change these rules. Tell one what you would change."))
    reason = matching.problem(draft.kind, draft.words)
    if reason:
        raise Refused(reason)
    if tried.digest != draft.digest:
        raise Refused(_("This was changed after it was tried. Look at what it would hit now, then save it."))


def store(rule: ScreeningRule, draft: RuleDraft, *, viewer: Viewer, tried: Tried) -> ScreeningRule:
    """The row of a version, and its line in the log."""
    for part in draft.__slots__:
        setattr(rule, part, getattr(draft, part))
    rule.tried_texts, rule.tried_hits, rule.saved_by_id = tried.texts, tried.hits, viewer.id
    try:
        with savepoint():
            db.session.add(rule)
            db.session.flush()
    except IntegrityError as error:  # two at once: the index on the present version decides
        raise Refused(_("Somebody else has changed this rule meanwhile. Look at it, then try yours again.")) from error
    cases.log(
        "screening_rule",
        actor_id=viewer.id,
        target=f"screening_rule:{rule.key}",
        reason=draft.reason,
        details={
            "name": draft.name,
            "version": rule.version,
            "on": draft.is_on,
            "tried": tried.texts,
            "hit": tried.hits,
        },
    )
    return rule
