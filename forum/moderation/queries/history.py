"""What was decided before: about a member, on a case, and in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy import case as case_when
from sqlalchemy.orm import aliased

from forum.accounts.models import Limit, Member, Rule, Voice
from forum.database import db
from forum.discussions.models import Post
from forum.moderation.letters import verb_words
from forum.moderation.models import Action, Case, Decision, Flag, Sanction
from forum.moderation.queries.aliases import under_alias
from forum.moderation.queries.scopes import in_charge
from forum.moderation.sanctions import kind_words
from forum.paging import Page, page_count
from forum.viewers import Viewer

__all__ = ["Facts", "History", "Line", "Past", "history_of", "log_page", "past_decisions"]

DECISIONS_PER_PAGE = 30
LINES_PER_PAGE = 50
Author = aliased(Member)


@dataclass(frozen=True, slots=True)
class Past:
    """A decision as moderators read it. `sanction`: what came with it, in words; `lifted`: it was ended early.

    `final_at`: until then whoever decided can undo it, and nobody is told.
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
    undone: bool
    message: str
    note: str
    sanction: str | None
    until: datetime | None
    lifted: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """Who somebody is to the forum, in numbers: open `posts` in their own name, flags they `raised`."""

    name: str
    joined_at: datetime
    posts: int
    raised: int
    is_former: bool
    suspended_until: datetime | None
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class History:
    """A member's page for moderators."""

    facts: Facts
    decisions: Page[Past]
    open_case: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log. Without `by` it was the forum itself. `is_part`: it belongs to the line above it."""

    at: datetime
    by: str | None
    words: str
    target: str
    case: str | None
    about: str | None
    reason: str
    is_part: bool


def past_decisions(chosen: ColumnElement[bool], *, limit: int, offset: int = 0) -> Sequence[Past]:
    """Decisions with their cases (and whatever `chosen` says of both), newest first; one statement."""
    query = (
        select(Decision, Case, Rule, Member.name, Sanction)
        .join(Case, Decision.case_id == Case.id)
        .outerjoin(Rule, Decision.rule_id == Rule.id)
        .outerjoin(Member, Decision.decided_by_id == Member.id)
        .outerjoin(Sanction, Sanction.decision_id == Decision.id)
        .where(chosen)
        .order_by(Decision.id.desc())
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
            undone=decision.undone_at is not None,
            message=decision.message,
            note=decision.note,
            sanction=kind_words(sanction.kind) if sanction else None,
            until=sanction.until if sanction else None,
            lifted=bool(sanction and sanction.lifted_at),
        )
        for decision, case, rule, name, sanction in db.session.execute(query)
    ]


def is_for_alias() -> ColumnElement[bool]:
    """Whether a Limit was given for what stands under a one-off name: shown, it would tell whose name that is."""
    given = select(Sanction.id).join(Decision, Sanction.decision_id == Decision.id).join(Case)
    return given.where(Sanction.limit_id == Limit.id, under_alias()).correlate(Limit).exists()


def facts_about(member_id: int, *, at: datetime) -> Facts:
    """The numbers about a member; one statement."""
    posts = (
        select(func.count())
        .select_from(Post)
        .join(Voice, Post.voice_id == Voice.id)
        .where(Voice.member_id == member_id, ~Voice.is_alias, Post.state == "open")
        .scalar_subquery()
    )
    raised = select(func.count()).select_from(Flag).where(Flag.flagger_id == member_id).scalar_subquery()
    query = (
        select(Member, posts, raised, Limit)
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
    member, count, flags, limit = db.session.execute(query).first() or (None, 0, 0, None)
    assert member is not None
    return Facts(
        name=member.name,
        joined_at=member.joined_at,
        posts=count,
        raised=flags,
        is_former=member.deleted_at is not None,
        suspended_until=limit.until if limit else None,
        is_suspended=limit is not None,
    )


def history_of(viewer: Viewer, member: Member, *, at: datetime, number: int) -> History:
    """A member's page for this moderator: what happened in the member's own name, nothing of one-off names."""
    about = (Case.author_id == member.id) & ~under_alias() & in_charge(viewer.id)
    total = db.session.execute(
        select(func.count()).select_from(Decision).join(Case, Decision.case_id == Case.id).where(about)
    ).scalar_one()
    pages = page_count(total, DECISIONS_PER_PAGE)
    number = min(number, pages)
    found = past_decisions(about, limit=DECISIONS_PER_PAGE, offset=(number - 1) * DECISIONS_PER_PAGE)
    open_case = select(Case.public_id).where(
        Case.member_id == member.id, Case.closed_at.is_(None), in_charge(viewer.id)
    )
    return History(
        facts=facts_about(member.id, at=at),
        decisions=Page(items=found, number=number, pages=pages, total=total),
        open_case=db.session.scalars(open_case).one_or_none(),
    )


def log_page(viewer: Viewer, *, number: int, case: str | None = None, member: str | None = None) -> Page[Line]:
    """The log, newest first, for one case (public id) or one member (name): what they did, and what was about them.

    What is about a moderator is not in that moderator's log. A moderator of some conditions reads what was done there,
    and what they did themselves. Whose a one-off name is stands in nobody's.
    """
    is_alias = under_alias()
    chosen: ColumnElement[bool] = or_(Case.author_id.is_(None), Case.author_id != viewer.id)
    chosen &= or_(in_charge(viewer.id), Action.actor_id == viewer.id)
    if viewer.is_admin:
        chosen = true()
    if case:
        chosen &= Case.public_id == case
    if member:
        key = member.casefold()
        chosen &= or_(Member.name_key == key, (Author.name_key == key) & ~is_alias)
    lines = (
        select(Action, Member.name, Case.public_id, case_when((is_alias, None), else_=Author.name).label("about"))
        .outerjoin(Member, Action.actor_id == Member.id)
        .outerjoin(Case, Action.case_id == Case.id)
        .outerjoin(Author, Case.author_id == Author.id)
        .where(chosen)
    )
    total = db.session.execute(select(func.count()).select_from(lines.subquery())).scalar_one()
    pages = page_count(total, LINES_PER_PAGE)
    number = min(number, pages)
    found = lines.order_by(Action.id.desc()).limit(LINES_PER_PAGE).offset((number - 1) * LINES_PER_PAGE)
    items = [line_of(*row) for row in db.session.execute(found)]
    return Page(items=items, number=number, pages=pages, total=total)


def line_of(action: Action, by: str | None, case: str | None, about: str | None) -> Line:
    """A line of the log as moderators read it."""
    return Line(
        at=action.at,
        by=by,
        words=verb_words(action.verb),
        target=action.target,
        case=case,
        about=about,
        reason=action.reason,
        is_part=action.verb != "together" and "batch" in action.details,
    )
