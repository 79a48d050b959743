"""The log for who may read it: its lines, and what was explained about them later."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, cast, false, func, literal, or_, select, true
from sqlalchemy import case as case_when
from sqlalchemy.orm import aliased, joinedload

from forum.accounts.models import Member
from forum.database import db
from forum.errors import NotFound
from forum.moderation.models import Action, Case
from forum.moderation.queries.aliases import under_alias
from forum.moderation.queries.scopes import in_charge
from forum.moderation.verbs import verb_words
from forum.paging import Page, page_count
from forum.viewers import Viewer

__all__ = ["Explanation", "Line", "get_action", "line_of", "log_page", "target_of_line", "target_of_member"]

LINES_PER_PAGE = 50
Author = aliased(Member)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What somebody said of a line later."""

    by: str | None
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log, with its number. Without `by` it was the forum itself; an explanation is not explained."""

    number: int
    at: datetime
    by: str | None
    words: str
    target: str
    case: str | None
    about: str | None
    reason: str
    explanations: Sequence[Explanation]
    can_be_explained: bool
    is_part: bool


def target_of_line(number: int) -> str:
    """How a line of the log is named in the line that explains it."""
    return f"line:{number}"


def target_of_member(member_id: int) -> str:
    """How a member is named in the log."""
    return f"member:{member_id}"


def readable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Which lines the viewer may read: what is about a moderator is not in that moderator's log.

    A moderator of some conditions reads what was done there, and what they did themselves.
    """
    if viewer.is_admin:
        return true()
    if viewer.id is None:
        return false()
    about_case = or_(Case.author_id.is_(None), Case.author_id != viewer.id)
    theirs = or_(in_charge(viewer.id), Action.actor_id == viewer.id)
    return about_case & (Action.target != target_of_member(viewer.id)) & theirs


def lines() -> Select[tuple[Action, str, str, str]]:
    """Each line with who did it, the case, and whom that is about; whose a one-off name is stands in nobody's log."""
    about = case_when((under_alias(), None), else_=Author.name).label("about")
    return (
        select(Action, Member.name, Case.public_id, about)
        .outerjoin(Member, Action.actor_id == Member.id)
        .outerjoin(Case, Action.case_id == Case.id)
        .outerjoin(Author, Case.author_id == Author.id)
    )


def log_page(viewer: Viewer, *, number: int, case: str | None = None, member: str | None = None) -> Page[Line]:
    """The log, newest first, for one case (public id) or one member (name): what they did, and what was about them."""
    found = lines().where(readable_by(viewer))
    if case:
        found = found.where(Case.public_id == case)
    if member:
        found = found.where(concerns(member.casefold()))
    total = db.session.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    pages = page_count(total, LINES_PER_PAGE)
    number = min(number, pages)
    found = found.order_by(Action.id.desc()).limit(LINES_PER_PAGE).offset((number - 1) * LINES_PER_PAGE)
    rows = db.session.execute(found).all()
    return Page(items=written(rows), number=number, pages=pages, total=total)


def concerns(key: str) -> ColumnElement[bool]:
    """Whether a line is by the member with this case-folded name, or about them under their own name."""
    named = select(literal("member:") + cast(Member.id, String)).where(Member.name_key == key)
    by = select(Member.id).where(Member.name_key == key)
    return or_(
        Action.actor_id.in_(by),
        Case.author_id.in_(by) & ~under_alias(),
        Action.case_id.is_(None) & Action.target.in_(named),
    )


def written(rows: Sequence[Row[Any]]) -> list[Line]:
    """Lines as moderators read them, with what was explained and the names of members who are named by their key."""
    explained = explanations_of([action.id for action, *_rest in rows])
    names = names_of({action.target for action, *_rest in rows if action.case_id is None})
    return [
        Line(
            number=action.id,
            at=action.at,
            by=by,
            words=verb_words(action.verb),
            target=action.target,
            case=public_id,
            about=about or (names.get(action.target) if action.case_id is None else None),
            reason=action.reason,
            explanations=explained.get(action.id, ()),
            can_be_explained=action.verb != "explain",
            is_part=action.verb != "together" and "batch" in action.details,
        )
        for action, by, public_id, about in rows
    ]


def explanations_of(numbers: Sequence[int]) -> Mapping[int, Sequence[Explanation]]:
    """What was explained about these lines, oldest first."""
    query = (
        select(Action, Member.name)
        .outerjoin(Member, Action.actor_id == Member.id)
        .where(Action.verb == "explain", Action.target.in_([target_of_line(number) for number in numbers]))
        .order_by(Action.id)
    )
    found: defaultdict[int, list[Explanation]] = defaultdict(list)
    for action, name in db.session.execute(query):
        found[int(action.target.partition(":")[2])].append(Explanation(by=name, at=action.at, words=action.reason))
    return found


def names_of(targets: set[str]) -> Mapping[str, str]:
    """The names of the members among these targets."""
    keys = [int(target.partition(":")[2]) for target in targets if target.startswith("member:")]
    if not keys:
        return {}
    query = select(Member.id, Member.name).where(Member.id.in_(keys))
    return {target_of_member(key): name for key, name in db.session.execute(query)}


def get_action(viewer: Viewer, number: int) -> tuple[Action, Case | None]:
    """A line that the viewer may read, with its case and what that is about. Raises NotFound."""
    query = (
        select(Action, Case)
        .outerjoin(Case, Action.case_id == Case.id)
        .where(Action.id == number, readable_by(viewer))
        .options(joinedload(Case.topic), joinedload(Case.post), joinedload(Case.experience))
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]


def line_of(viewer: Viewer, number: int) -> Line:
    """One line of the log. Raises NotFound for one that the viewer may not read."""
    rows = db.session.execute(lines().where(Action.id == number, readable_by(viewer))).all()
    if not rows:
        raise NotFound
    return written(rows)[0]
