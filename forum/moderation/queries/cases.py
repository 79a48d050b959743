"""Reading what operations decide on: cases, their flags and decisions, and who may act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, exists, func, or_, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Limit, Member
from forum.accounts.role_holders import holds_role
from forum.conditions.models import Condition
from forum.conditions.queries import all_conditions
from forum.database import db
from forum.discussions.models import Post
from forum.discussions.queries import find_opening, find_post
from forum.errors import NotFound
from forum.experiences.models import CheckIn, Experience
from forum.experiences.queries import find_experience
from forum.experiences.queries.timeline import check_ins_of
from forum.mail import Letter
from forum.moderation.models import Appeal, Case, ContactMessage, Decision, Flag, Sanction
from forum.moderation.queries.scopes import in_charge
from forum.moderation.queries.team import may_decide, spares
from forum.viewers import Viewer

__all__ = [
    "WHOLE_CASE",
    "Places",
    "admin_ids",
    "cases_held_by",
    "cases_without_moderator",
    "experience_of",
    "find_letter",
    "find_open_case",
    "find_sanction",
    "flags_of",
    "flags_since",
    "get_case",
    "get_decision",
    "has_cases",
    "has_experience",
    "has_role",
    "is_last_word",
    "last_decision_on",
    "latest_decision",
    "messages_since",
    "moderators_for",
    "open_flags_in",
    "people_of_case",
    "places_of",
    "text_of",
    "timeline_of",
    "unedited",
]

TARGETS = {
    "topic": Case.topic_id,
    "post": Case.post_id,
    "experience": Case.experience_id,
    "member": Case.member_id,
    "contact": Case.contact_id,
}

WHOLE = (Case.topic, Case.post, Case.experience, Case.member, Case.author, Case.contact, Case.condition)
WHOLE_CASE = (
    *(joinedload(each) for each in (*WHOLE, Case.claimed_by, Case.second_opinion_by)),
    joinedload(Case.appeal).joinedload(Appeal.decision).joinedload(Decision.rule),
)


def find_open_case(kind: str, target_id: int) -> Case | None:
    """The open case on this topic, post, experience, member or message; appeals are cases of their own."""
    here = TARGETS[kind] == target_id, Case.closed_at.is_(None), ~Case.is_appeal
    return db.session.scalars(select(Case).where(*here)).one_or_none()


def get_case(public_id: str) -> Case:
    """A case with its target, its author, its condition and what it appeals against. Raises NotFound."""
    case = db.session.scalars(
        select(Case).where(Case.public_id == public_id).options(*WHOLE_CASE).execution_options(populate_existing=True)
    ).one_or_none()
    if case is None:
        raise NotFound
    return case


def flags_of(case_id: int) -> Sequence[Flag]:
    """The flags on a case, oldest first."""
    return db.session.scalars(select(Flag).where(Flag.case_id == case_id).order_by(Flag.created_at, Flag.id)).all()


def people_of_case() -> ScalarSelect[int]:
    """How many members flagged a Case: each of them can do so once."""
    return select(func.count()).select_from(Flag).where(Flag.case_id == Case.id).correlate(Case).scalar_subquery()


def flags_since(member_id: int, since: datetime) -> int:
    """How many flags the member has raised since then."""
    query = select(func.count()).where(Flag.flagger_id == member_id, Flag.created_at > since)
    return db.session.execute(query).scalar_one()


def open_flags_in(topic_id: int) -> int:
    """How many flags on a topic and on its replies nobody has decided yet."""
    post = exists().where(Post.id == Case.post_id, Post.topic_id == topic_id).correlate(Case)
    query = select(func.coalesce(func.sum(Case.people), 0)).where(Case.closed_at.is_(None))
    return int(db.session.execute(query.where(or_(Case.topic_id == topic_id, post))).scalar_one())


def messages_since(member_id: int | None, since: datetime) -> int:
    """How many messages the member has sent to the team since then; for None, all visitors together."""
    query = select(func.count()).where(ContactMessage.member_id == member_id, ContactMessage.created_at > since)
    return db.session.execute(query).scalar_one()


def get_decision(public_id: str) -> Decision:
    """A decision with its rule, its case and what that is about. Raises NotFound."""
    decision = db.session.scalars(
        select(Decision)
        .where(Decision.public_id == public_id)
        .options(
            joinedload(Decision.rule),
            joinedload(Decision.case).options(
                joinedload(Case.topic),
                joinedload(Case.post),
                joinedload(Case.experience),
                joinedload(Case.member),
                joinedload(Case.author),
                joinedload(Case.contact),
                joinedload(Case.appeal).joinedload(Appeal.decision),
            ),
        )
    ).one_or_none()
    if decision is None:
        raise NotFound
    return decision


def latest_decision(case_id: int) -> Decision | None:
    """What was decided last on a case and not undone, with who decided it."""
    query = (
        select(Decision)
        .where(Decision.case_id == case_id, Decision.undone_at.is_(None))
        .options(joinedload(Decision.decided_by))
        .order_by(Decision.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).one_or_none()


def last_decision_on(kind: str, target_id: int) -> tuple[Decision, Case] | None:
    """What was decided last on a target, in whichever case but appeals and care, with that case."""
    query = (
        select(Decision, Case)
        .join(Case, Decision.case_id == Case.id)
        .where(TARGETS[kind] == target_id, Decision.undone_at.is_(None), ~Case.is_appeal, Decision.verb != "look_after")
        .order_by(Decision.id.desc())
        .limit(1)
    )
    found = db.session.execute(query).one_or_none()
    return (found[0], found[1]) if found else None


def unedited(at: datetime) -> Sequence[str]:
    """The public ids of decisions whose authors should have changed the text by now, the oldest first."""
    query = select(Decision.public_id).where(Decision.due_at <= at, Decision.undone_at.is_(None))
    return db.session.scalars(query.order_by(Decision.due_at, Decision.id)).all()


def is_last_word(decision: Decision) -> bool:
    """Whether nothing was decided about the same thing since; its case is loaded."""
    case = decision.case
    target_id: int = getattr(case, f"{case.kind}_id")
    last = last_decision_on(case.kind, target_id)
    return last is not None and last[0].id == decision.id


def has_experience(topic_id: int) -> bool:
    """Whether a topic is the story of an experience."""
    return db.session.execute(select(exists().where(Experience.topic_id == topic_id))).scalar_one()


def find_sanction(decision_id: int) -> tuple[Sanction, Limit | None] | None:
    """The sanction that a decision gave, with the limit it made."""
    query = (
        select(Sanction, Limit)
        .outerjoin(Limit, Sanction.limit_id == Limit.id)
        .where(Sanction.decision_id == decision_id)
    )
    found = db.session.execute(query).one_or_none()
    return (found[0], found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Places:
    """The conditions to which a sanction can be narrowed, and those to which a topic can move."""

    for_sanction: Sequence[Condition]
    for_topic: Sequence[Condition]


def places_of(case: Case) -> Places:
    """A sanction holds where the text stands; one about a member, anywhere. At most one statement."""
    every = all_conditions() if case.kind in {"member", "topic"} else []
    if case.kind == "member":
        return Places(every, [])
    own = [case.condition] if case.condition is not None else []
    return Places(own, [] if case.is_appeal else every)


def find_letter(letter_id: int) -> Letter | None:
    """A letter in the outbox."""
    return db.session.get(Letter, letter_id)


def text_of(case: Case) -> Post | None:
    """The text that a case is about (of a topic, its opening text), with topic, condition and voices."""
    if case.topic is not None:
        return find_opening(case.topic)
    return find_post(case.post.public_id) if case.post is not None else None


def experience_of(case: Case) -> Experience | None:
    """The experience that a case is about, whole."""
    return find_experience(case.experience.public_id) if case.experience is not None else None


def timeline_of(public_id: str) -> tuple[Experience, Sequence[CheckIn]]:
    """An experience, whole, with the check-ins that stand. It is there."""
    found = find_experience(public_id)
    assert found is not None
    return found, check_ins_of(found)


def has_cases(kind: str, target_id: int) -> bool:
    """Whether a case is or was about this target."""
    return db.session.execute(select(exists().where(TARGETS[kind] == target_id))).scalar_one()


def moderators_for(case: Case) -> Sequence[int]:
    """The keys of the moderators to call: who may decide it and did not ask to be spared; without such, all who may."""
    query = select(Member.id, spares(Member.id)).join(Case, Case.id == case.id).where(may_decide())
    found = db.session.execute(query.order_by(Member.id)).all()
    return [key for key, spared in found if not spared] or [key for key, _spared in found]


def cases_held_by(viewer: Viewer, *, at: datetime) -> Sequence[Case]:
    """The open cases that this moderator has claimed, each whole, in the order in which they are locked."""
    mine = Case.claimed_by_id == viewer.id, Case.claimed_until > at, Case.closed_at.is_(None)
    return db.session.scalars(select(Case).where(*mine).options(*WHOLE_CASE).order_by(Case.id)).all()


def admin_ids() -> Sequence[int]:
    """The keys of the admins."""
    return db.session.scalars(select(Member.id).where(holds_role("admin")).order_by(Member.id)).all()


def has_role(member_id: int, name: str) -> bool:
    """Whether the member holds this role now."""
    return db.session.scalar(select(exists().where(Member.id == member_id, holds_role(name)))) or False


def cases_without_moderator(viewer: Viewer | None = None) -> int:
    """How many open cases wait because no moderator may decide them; of those that this viewer looks after."""
    able = select(Member.id).where(may_decide()).correlate(Case).exists()
    query = select(func.count()).select_from(Case).where(Case.closed_at.is_(None), ~able)
    query = query if viewer is None or viewer.is_admin else query.where(in_charge(viewer.id))
    return db.session.execute(query).scalar_one()
