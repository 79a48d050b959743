"""Moderation as everybody may read it: the public log of a month, and the numbers of finished months."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, distinct, extract, func, or_, select
from sqlalchemy.orm import aliased

from forum.accounts.models import Rule
from forum.database import db, is_sqlite
from forum.moderation.models import FLAG_REASONS, Action, Case, Decision, Flag, Sanction
from forum.moderation.openness import AUTOMATIC, LATE, PUBLIC, SMALLEST, Cell, month_of, pooled, start_of
from forum.moderation.openness import month_after as after
from forum.moderation.queries.aliases import TOLD_AFTER
from forum.moderation.sanctions import LIMIT_OF
from forum.moderation.verbs import verb_words

__all__ = ["Act", "MonthFigures", "begun_at", "figures_of", "public_acts"]

APPEALS = ("uphold", "change", "reverse")
OUTCOMES = (
    *("keep", "ask_edit", "content_note", "hide", "remove", "lock", "slow", "move", "duplicate", "merge", "split"),
    *("nothing", "message", "suspend", "answer", "withdrawn"),
)


@dataclass(frozen=True, slots=True)
class Act:
    """What the team or the forum itself did on a day, and how many times. No name, no condition, no words."""

    day: date
    verb: str
    kind: str
    rule: str | None
    automatic: bool
    undone: bool
    count: int

    @property
    def words(self) -> str:
        """What was done, as everybody reads it."""
        return verb_words(self.verb)


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The numbers of a finished month. Times from opening a case to its decision, in seconds, if there are enough.

    `overturned`: of 100 decided appeals, how many changed or reversed the first decision, if there are enough of both.
    """

    month: date
    flags: Sequence[Cell]
    outcomes: Sequence[Cell]
    appeals: Sequence[Cell]
    overturned: int | None
    sanctions: Sequence[Cell]
    automatic: Sequence[Cell]
    moderators: Sequence[Cell]
    median: float | None
    ninetieth: float | None


def begun_at() -> datetime | None:
    """When moderation began: with the first flag or the first line of the log; None before."""
    first = [select(func.min(column)).scalar_subquery() for column in (Flag.created_at, Action.at)]
    found = [moment for moment in db.session.execute(select(*first)).one() if moment is not None]
    return min(found, default=None)


def public_acts(month: date, *, at: datetime) -> list[Act]:
    """What was done in a month, by finished days, newest first; within a day nothing tells what came first.

    What concerns somebody who may be at risk is left out, and so is what is not final yet.
    """
    until = min(start_of(after(month)), start_of(at.date()))
    query = (
        select(Action.at, Action.verb, Action.target, Action.actor_id, Rule.number, Rule.title, Decision.undone_at)
        .outerjoin(Decision, Action.decision_id == Decision.id)
        .outerjoin(Rule, Decision.rule_id == Rule.id)
        .outerjoin(Case, Action.case_id == Case.id)
        .where(Action.at >= start_of(month), Action.at < until, Action.verb.in_(PUBLIC))
        .where(or_(Decision.id.is_(None), Decision.final_at <= at))
        .where(or_(Action.verb.not_in(LATE), Action.at <= at - TOLD_AFTER))
        .where(or_(Case.id.is_(None), Case.reason != "at_risk"))
    )
    counts = Counter(
        (
            moment.date(),
            verb,
            target.partition(":")[0],
            f"{number}. {title}" if number is not None else None,
            actor is None,
            undone is not None,
        )
        for moment, verb, target, actor, number, title, undone in db.session.execute(query)
    )
    acts = [Act(*what, count) for what, count in counts.items()]
    return sorted(acts, key=lambda act: (-act.day.toordinal(), act.rule or "~", act.verb, act.kind, act.undone))


def figures_of(months: Sequence[date]) -> list[MonthFigures]:
    """The numbers of these months, which are over and follow each other; seven statements, however many they are."""
    if not months:
        return []
    span = start_of(months[0]), start_of(after(months[-1]))
    flags = by_month(Flag.created_at, Flag.reason, span=span)
    outcomes = by_month(Decision.decided_at, Decision.verb, span=span, chosen=counted_decision())
    sanctions = by_month(Sanction.created_at, Sanction.kind, span=span, chosen=of_counted_decision())
    automatic = by_month(Action.at, Action.verb, span=span, chosen=is_automatic())
    moderators, times = moderators_by_month(span), times_by_month(span)
    return [
        MonthFigures(
            month=month,
            flags=pooled(flags[month], FLAG_REASONS),
            outcomes=pooled(outcomes[month], OUTCOMES),
            appeals=pooled(outcomes[month], APPEALS),
            overturned=overturn_rate(outcomes[month]),
            sanctions=pooled(sanctions[month], tuple(LIMIT_OF)),
            automatic=pooled(automatic[month], sorted(AUTOMATIC)),
            moderators=pooled({"moderators": moderators.get(month, 0)}, ["moderators"]),
            median=times.get(month, {}).get(50),
            ninetieth=times.get(month, {}).get(90),
        )
        for month in months
    ]


def overturn_rate(outcomes: Mapping[str, int]) -> int | None:
    """Whole percent of the decided appeals; None where a side has fewer than SMALLEST, which the rate would tell."""
    upheld, overturned = outcomes.get("uphold", 0), outcomes.get("change", 0) + outcomes.get("reverse", 0)
    return round(100 * overturned / (upheld + overturned)) if min(upheld, overturned) >= SMALLEST else None


def counted_decision() -> ColumnElement[bool]:
    """A Decision that stood, on a case that is in the public log, too: or one could be told from the other.

    An appeal that was taken back is the outcome of nothing.
    """
    of = aliased(Case)
    dropped = of.is_appeal & (Decision.verb == "withdrawn")
    left_out = select(of.id).where(of.id == Decision.case_id, or_(of.reason == "at_risk", dropped))
    return Decision.undone_at.is_(None) & ~left_out.correlate(Decision).exists()


def of_counted_decision() -> ColumnElement[bool]:
    """The same for a Sanction."""
    return select(Decision.id).where(Decision.id == Sanction.decision_id, counted_decision()).exists()


def is_automatic() -> ColumnElement[bool]:
    """Whether the forum did it by itself."""
    return Action.actor_id.is_(None) & Action.verb.in_(AUTOMATIC)


def year_and_month(moment: Any) -> tuple[ColumnElement[int], ColumnElement[int]]:  # Any: a column of moments
    """The month (UTC) of a moment, as either engine tells it. PostgreSQL would use its own time zone."""
    utc = moment if is_sqlite() else func.timezone("UTC", moment)
    return extract("year", utc), extract("month", utc)


def by_month(
    moment: Any,  # Any: a column of moments
    what: Any,  # Any: a column of words
    *,
    span: tuple[datetime, datetime],
    chosen: ColumnElement[bool] | None = None,
) -> Mapping[date, Mapping[str, int]]:
    """How many rows there are of each kind in each month."""
    year, month = year_and_month(moment)
    query: Select[Any] = select(year, month, what, func.count()).where(moment >= span[0], moment < span[1])
    if chosen is not None:
        query = query.where(chosen)
    found: defaultdict[date, dict[str, int]] = defaultdict(dict)
    for in_year, in_month, kind, count in db.session.execute(query.group_by(year, month, what)):
        found[date(int(in_year), int(in_month), 1)][kind] = count
    return found


def moderators_by_month(span: tuple[datetime, datetime]) -> Mapping[date, int]:
    """How many moderators decided or did something that the public log tells."""
    year, month = year_and_month(Action.at)
    query = (
        select(year, month, func.count(distinct(Action.actor_id)))
        .where(Action.at >= span[0], Action.at < span[1], Action.verb.in_(PUBLIC), Action.actor_id.is_not(None))
        .group_by(year, month)
    )
    return {date(int(y), int(m), 1): count for y, m, count in db.session.execute(query)}


def times_by_month(span: tuple[datetime, datetime]) -> Mapping[date, Mapping[int, float]]:
    """The median and the 90th percentile of the time to a decision, where a month has at least SMALLEST.

    By nearest rank (Hyndman & Fan 1996, The American Statistician 50:361-365, definition 1): always a time that was.
    """
    year, month = year_and_month(Decision.decided_at)
    by = [year, month]
    waited: Any = Decision.decided_at - Case.opened_at  # Any: a span in PostgreSQL, days in SQLite
    if is_sqlite():
        waited = func.julianday(Decision.decided_at) - func.julianday(Case.opened_at)
    place = func.row_number().over(partition_by=by, order_by=(waited, Decision.id)).label("place")
    total = func.count().over(partition_by=by).label("total")
    ranked = (
        select(Case.opened_at, Decision.decided_at, place, total)
        .join(Case, Decision.case_id == Case.id)
        .where(Decision.decided_at >= span[0], Decision.decided_at < span[1], counted_decision())
        .where(Decision.verb != "withdrawn", ~Case.is_appeal)
        .subquery()
    )
    rank = {percent: (ranked.c.total * percent + 99) // 100 for percent in (50, 90)}
    query = select(ranked).where(ranked.c.total >= SMALLEST, or_(*(ranked.c.place == each for each in rank.values())))
    found: defaultdict[date, dict[int, float]] = defaultdict(dict)
    for opened_at, decided_at, at, of in db.session.execute(query):
        waiting: timedelta = decided_at - opened_at
        for percent in rank:
            if at == (of * percent + 99) // 100:
                found[month_of(decided_at)][percent] = waiting.total_seconds()
    return found
