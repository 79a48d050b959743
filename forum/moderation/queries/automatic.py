"""What the forum did of itself on a case: which rules found something in its text, and what followed, with numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, false, select

from forum.database import db
from forum.moderation.models import Action, Case, ScreeningHit, ScreeningRule
from forum.moderation.nudges import VERSION, built_in_names
from forum.moderation.queries.waves import Alike, Other, alike

__all__ = ["Automatic", "Found", "automatic_of"]

MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """A rule in the version that found something. `key` is None for one of the forum's own; `words` what it does."""

    key: str | None
    name: str
    version: int
    action: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Hidden:
    """An automatic hiding, in numbers: who counted, and why others did not. Never who it was."""

    at: datetime
    numbers: Mapping[str, Any]  # Any: as JSON keeps it


@dataclass(frozen=True, slots=True)
class Automatic:
    """All of it. `alike` are the other cases of its wave."""

    found: Sequence[Found]
    hidden: Sequence[Hidden]
    alike: Sequence[Alike]

    @property
    def waiting(self) -> int:
        """How many cases of the wave are open besides this one."""
        return sum(each.is_open for each in self.alike)


def automatic_of(case: Case, *, post_id: int | None) -> Automatic:
    """The same for a case and its text, in one statement, since the page of a case asks many."""
    hits = ScreeningHit.post_id == post_id if post_id is not None else false()
    query = (
        select(Action, ScreeningHit, ScreeningRule, Other)
        .select_from(Case)
        .outerjoin(Action, and_(Action.case_id == Case.id, Action.verb == "auto_hide"))
        .outerjoin(ScreeningHit, hits)
        .outerjoin(ScreeningRule, ScreeningHit.rule_id == ScreeningRule.id)
        .outerjoin(Other, and_(Other.wave_id == Case.wave_id, Other.id != Case.id))
        .where(Case.id == case.id)
        .order_by(Action.id, ScreeningHit.id)
        .limit(MOST_ROWS)
    )
    # Few lines of the log beside few hits and few cases: each triple is a row, which is read once from every side.
    acts: dict[int, Hidden] = {}
    found: dict[int, Found] = {}
    others: dict[int, Case] = {}
    for action, hit, rule, other in db.session.execute(query):
        if other is not None:
            others[other.id] = other
        if action is not None:
            acts[action.id] = Hidden(action.at, action.details)
        if hit is not None:
            found[hit.id] = found_by(hit, rule)
    return Automatic(found=list(found.values()), hidden=list(acts.values()), alike=alike(others.values()))


def found_by(hit: ScreeningHit, rule: ScreeningRule | None) -> Found:
    """A rule of the moderators, or one of the forum's own."""
    if rule is not None:
        return Found(rule.key, rule.name, rule.version, rule.action, hit.at)
    name = built_in_names().get(hit.built_in, _("A rule that is gone"))
    return Found(None, name, VERSION, "nudge", hit.at)
