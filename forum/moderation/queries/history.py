"""What was decided before, about a member and on a case."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, or_, select

from forum import clock
from forum.accounts.models import Limit, Member, Rule, Voice
from forum.database import db
from forum.discussions.models import Post
from forum.moderation.models import Case, Decision, Flag, Sanction
from forum.moderation.queries.aliases import under_alias
from forum.moderation.queries.scopes import in_charge
from forum.moderation.sanctions import kind_words
from forum.moderation.verbs import verb_words
from forum.paging import Page, page_count
from forum.viewers import Viewer

__all__ = [
    "Facts",
    "History",
    "Past",
    "counts_against_somebody",
    "facts_about",
    "history_of",
    "past_decision",
    "past_decisions",
]

DECISIONS_PER_PAGE = 30
LEFT = frozenset(
    {"keep", "nothing", "content_note", "slow", "move", "duplicate", "merge", "split"}
)  # decisions after which what was flagged stood as before


@dataclass(frozen=True, slots=True)
class Past:
    """A decision as moderators read it. `sanction`: what came with it, in words; `lifted`: it was ended early.

    `in_force`: it holds now. `final_at`: until then whoever decided can undo it, and nobody is told.
    """

    public_id: str
    case: str
    verb: str
    words: str
    title: str
    rule: str | None
    by: str | None
    at: datetime
    final_at: datetime
    undone_at: datetime | None
    decided_by_id: int | None
    message: str
    note: str
    sanction: str | None
    until: datetime | None
    lifted: bool
    in_force: bool

    @property
    def undone(self) -> bool:
        """Whether it was taken back before anybody was told."""
        return self.undone_at is not None


@dataclass(frozen=True, slots=True)
class Facts:
    """Who somebody is to the forum, in numbers: open `posts` in their own name, `raised` flags and how these ended."""

    name: str
    joined_at: datetime
    posts: int
    raised: int
    acted_on: int
    left_standing: int
    undecided: int
    is_former: bool
    suspended_until: datetime | None
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class History:
    """A member's page for moderators."""

    facts: Facts
    decisions: Page[Past]
    open_case: str | None


def past_decisions(
    chosen: ColumnElement[bool], *, limit: int, offset: int = 0, first: int | None = None
) -> Sequence[Past]:
    """Decisions with their cases (and whatever `chosen` says of both), newest first; one statement.

    The one with the key `first` comes before all others, so that no limit leaves it out.
    """
    query = (
        select(Decision, Case, Rule, Member.name, Sanction)
        .join(Case, Decision.case_id == Case.id)
        .outerjoin(Rule, Decision.rule_id == Rule.id)
        .outerjoin(Member, Decision.decided_by_id == Member.id)
        .outerjoin(Sanction, Sanction.decision_id == Decision.id)
        .where(chosen)
        .order_by(Decision.id != first, Decision.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [
        Past(
            public_id=decision.public_id,
            case=case.public_id,
            verb=decision.verb,
            words=verb_words(decision.verb),
            title=case.snapshot_title,
            rule=f"{rule.number}. {rule.title}" if rule else None,
            by=name,
            at=decision.decided_at,
            final_at=decision.final_at,
            undone_at=decision.undone_at,
            decided_by_id=decision.decided_by_id,
            message=decision.message,
            note=decision.note,
            sanction=kind_words(sanction.kind) if sanction else None,
            until=sanction.until if sanction else None,
            lifted=bool(sanction and sanction.lifted_at),
            in_force=sanction is not None and sanction.is_in_force(clock.now()) and decision.undone_at is None,
        )
        for decision, case, rule, name, sanction in db.session.execute(query)
    ]


def counts_against_somebody() -> ColumnElement[bool]:
    """Not that somebody was looked after: to have been at risk is no part of what one is judged by later."""
    return Decision.verb != "look_after"


def is_for_alias() -> ColumnElement[bool]:
    """Whether a Limit was given for what stands under a one-off name: shown, it would tell whose name that is."""
    given = select(Sanction.id).join(Decision, Sanction.decision_id == Decision.id).join(Case)
    return given.where(Sanction.limit_id == Limit.id, under_alias()).correlate(Limit).exists()


def raised_by(member_id: int, *, viewer: Viewer, ended: Sequence[ColumnElement[bool]] = ()) -> ScalarSelect[int]:
    """How many flags the member raised, or of how many they were told of a Decision that is so.

    Not those on what is the viewer's own: who flagged it stays hidden from them.
    """
    own = exists().where(Case.id == Flag.case_id, Case.author_id == viewer.id)
    query = select(func.count()).select_from(Flag).where(Flag.flagger_id == member_id, ~own)
    if ended:
        query = query.where(exists().where(Decision.id == Flag.told_by_id, *ended))
    return query.scalar_subquery()


def facts_about(member_id: int, *, viewer: Viewer, at: datetime) -> Facts:
    """The numbers about a member; one statement."""
    posts = (
        select(func.count())
        .select_from(Post)
        .join(Voice, Post.voice_id == Voice.id)
        .where(Voice.member_id == member_id, ~Voice.is_alias, Post.state == "open")
        .scalar_subquery()
    )
    raised = raised_by(member_id, viewer=viewer)
    told = Decision.final_at <= at
    acted_on = raised_by(member_id, viewer=viewer, ended=[told, Decision.verb.not_in(LEFT)])
    left = raised_by(member_id, viewer=viewer, ended=[told, Decision.verb.in_(LEFT)])
    query = (
        select(Member, posts, raised, acted_on, left, Limit)
        .outerjoin(
            Limit,
            (Limit.member_id == Member.id)
            & (Limit.kind == "suspended")
            & ~is_for_alias()
            & Limit.lifted_at.is_(None)
            & or_(Limit.until.is_(None), Limit.until > at),
        )
        .where(Member.id == member_id)
        .order_by(Limit.until.desc())
    )
    member, count, flags, acted, kept, limit = db.session.execute(query).first() or (None, 0, 0, 0, 0, None)
    assert member is not None
    return Facts(
        name=member.name,
        joined_at=member.joined_at,
        posts=count,
        raised=flags,
        acted_on=acted,
        left_standing=kept,
        undecided=flags - acted - kept,
        is_former=member.deleted_at is not None,
        suspended_until=limit.until if limit else None,
        is_suspended=limit is not None,
    )


def past_decision(decision_id: int) -> Past:
    """One decision as moderators read it."""
    return past_decisions(Decision.id == decision_id, limit=1)[0]


def history_of(member: Member, *, viewer: Viewer, at: datetime, number: int) -> History:
    """A member's page for this moderator: what happened in the member's own name, nothing of one-off names."""
    about = (Case.author_id == member.id) & ~under_alias() & counts_against_somebody() & in_charge(viewer.id)
    total = db.session.execute(
        select(func.count()).select_from(Decision).join(Case, Decision.case_id == Case.id).where(about)
    ).scalar_one()
    pages = page_count(total, DECISIONS_PER_PAGE)
    number = min(number, pages)
    found = past_decisions(about, limit=DECISIONS_PER_PAGE, offset=(number - 1) * DECISIONS_PER_PAGE)
    is_theirs = Case.member_id == member.id, Case.closed_at.is_(None), ~Case.is_appeal
    open_case = select(Case.public_id).where(*is_theirs, in_charge(viewer.id))
    return History(
        facts=facts_about(member.id, viewer=viewer, at=at),
        decisions=Page(items=found, number=number, pages=pages, total=total),
        open_case=db.session.scalars(open_case).one_or_none(),
    )
