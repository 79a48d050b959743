"""Reading members: by sign-in, by name, by id."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from forum.accounts.models import (
    Attempt,
    Block,
    Consent,
    Limit,
    MailToken,
    Member,
    ModeratorCondition,
    Role,
    RoleChange,
    Rule,
    SetupLink,
    SignIn,
    Voice,
    member_role,
)
from forum.accounts.names import name_key
from forum.database import db, read_plain
from forum.errors import NotFound
from forum.viewers import ActiveLimit, Viewer

__all__ = [
    "SignedIn",
    "admin_count",
    "all_rules",
    "attempts_since",
    "blocked_by",
    "blocked_either_way",
    "current_rules",
    "find_block",
    "find_mail_token",
    "find_member",
    "find_member_by_email",
    "find_role",
    "find_setup_link",
    "find_signed_in",
    "get_member",
    "get_member_by_name",
    "get_own_sign_in",
    "is_alias_taken",
    "is_mail_token_there",
    "is_name_taken",
    "members_with_roles",
    "open_sign_ins",
    "own_voice",
    "role_changes",
    "roles_of",
    "viewer_of",
]

PLAIN = tuple(joinedload(each) for each in (Member.roles, Member.limits, Member.consents, Member.only_conditions))

HEALTH = "health_data"
# Asked at every request of a member: plain columns, made once. Roles, limits and consents come as a (small) product.
BY_TOKEN = (
    select(
        *(SignIn.id.label("sign_in_id"), SignIn.used_at, Member.id, Member.name, Member.joined_at, Member.timezone),
        Member.away_since,
        *(Role.name.label("role"), Limit.id.label("limit_id"), Limit.kind, Limit.condition_id, Limit.until),
        *(Limit.reason, Limit.starts_at, Limit.lifted_at, Consent.id.label("consent_id")),
        ModeratorCondition.condition_id.label("moderated_id"),
    )
    .join(Member, SignIn.member_id == Member.id)
    .outerjoin(member_role, member_role.c.member_id == Member.id)
    .outerjoin(Role, Role.id == member_role.c.role_id)
    .outerjoin(ModeratorCondition, ModeratorCondition.member_id == Member.id)
    .outerjoin(Limit, and_(Limit.member_id == Member.id, Limit.lifted_at.is_(None)))
    .outerjoin(Consent, and_(Consent.member_id == Member.id, Consent.kind == HEALTH, Consent.withdrawn_at.is_(None)))
    .where(SignIn.token_hash == bindparam("token_hash"), SignIn.ended_at.is_(None))
    .where(Member.active.is_(True), Member.deleted_at.is_(None))
)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A sign-in that has not ended, and who it is."""

    sign_in_id: int
    used_at: datetime
    viewer: Viewer


def find_signed_in(token_hash: str, *, at: datetime) -> SignedIn | None:
    """The sign-in that this cookie belongs to, with its member as policies know them; one statement."""
    rows = read_plain(BY_TOKEN, {"token_hash": token_hash}).all()
    if not rows:
        return None
    first = rows[0]
    limits = {
        row.limit_id: ActiveLimit(row.kind, row.condition_id, row.until, row.reason)
        for row in rows
        if row.limit_id is not None and row.starts_at <= at and (row.until is None or at < row.until)
    }
    viewer = Viewer(
        id=first.id,
        name=first.name,
        roles=frozenset(row.role for row in rows if row.role is not None),
        limits=tuple(limits.values()),
        joined_at=first.joined_at,
        away_since=first.away_since,
        timezone=first.timezone,
        consented=any(row.consent_id is not None for row in rows),
        only_conditions=frozenset(row.moderated_id for row in rows if row.moderated_id is not None),
    )
    return SignedIn(first.sign_in_id, first.used_at, viewer)


def viewer_of(member: Member, *, at: datetime) -> Viewer:
    """The plain values that policies need of a member whose roles, limits and consents are loaded."""
    return Viewer(
        id=member.id,
        name=member.name,
        roles=frozenset(role.name for role in member.roles),
        limits=tuple(
            ActiveLimit(limit.kind, limit.condition_id, limit.until, limit.reason)
            for limit in member.limits
            if limit.is_in_force(at)
        ),
        joined_at=member.joined_at,
        away_since=member.away_since,
        timezone=member.timezone,
        consented=any(c.kind == HEALTH and c.withdrawn_at is None for c in member.consents),
        only_conditions=frozenset(each.condition_id for each in member.only_conditions),
    )


def get_member(member_id: int, *, afresh: bool = False) -> Member:
    """The member with this key, with roles, limits and consents; `afresh`: not as loaded. Raises NotFound."""
    query = select(Member).where(Member.id == member_id).options(*PLAIN).execution_options(populate_existing=afresh)
    member = db.session.execute(query).unique().scalar_one_or_none()
    if member is None:
        raise NotFound
    return member


def find_member(name: str) -> Member | None:
    """The member called so, in whatever case, unless the account was deleted."""
    key = name_key(name)
    if "\x00" in key:  # PostgreSQL takes none
        return None
    query = select(Member).where(Member.name_key == key, Member.deleted_at.is_(None)).options(*PLAIN)
    return db.session.execute(query).unique().scalar_one_or_none()


def get_member_by_name(name: str) -> Member:
    """The member called so, in whatever case, unless the account was deleted. Raises NotFound."""
    member = find_member(name)
    if member is None:
        raise NotFound
    return member


def find_member_by_email(email: str) -> Member | None:
    """The member whose confirmed address this is."""
    query = select(Member).where(Member.email == email, Member.confirmed_at.is_not(None), Member.deleted_at.is_(None))
    return db.session.scalars(query).one_or_none()


def is_name_taken(key: str, skeleton: str) -> bool:
    """Whether somebody has this name, or one that looks like it. The unique indexes have the last word."""
    query = select(exists().where(or_(Member.name_key == key, Member.name_skeleton == skeleton)))
    return bool(db.session.execute(query).scalar_one())


def is_alias_taken(name: str) -> bool:
    """Whether an alias is called so, anywhere: two people under one name would be taken for one."""
    return bool(db.session.execute(select(exists().where(Voice.is_alias, Voice.name == name))).scalar_one())


def own_voice(member_id: int) -> Voice:
    """The voice in which a member speaks under their own name."""
    query = select(Voice).where(Voice.member_id == member_id, ~Voice.is_alias)
    return db.session.scalars(query).one()


def blocked_either_way(
    viewer_id: int | None, member_id: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    """Whether the viewer blocked the member in this column, or was blocked by them: an EXISTS for other queries."""
    if viewer_id is None:
        return false()
    return (
        exists()
        .where(
            or_(
                and_(Block.blocker_id == viewer_id, Block.blocked_id == member_id),
                and_(Block.blocker_id == member_id, Block.blocked_id == viewer_id),
            )
        )
        .correlate_except(Block)
    )


def find_block(blocker_id: int, blocked_id: int) -> Block | None:
    """The block of one member by another, if there is one."""
    return db.session.get(Block, (blocker_id, blocked_id))


def open_sign_ins(member_id: int) -> Sequence[SignIn]:
    """Where a member is signed in, the last used first."""
    query = select(SignIn).where(SignIn.member_id == member_id, SignIn.ended_at.is_(None))
    return db.session.scalars(query.order_by(SignIn.used_at.desc(), SignIn.id.desc())).all()


def get_own_sign_in(sign_in_id: int, *, member_id: int) -> SignIn:
    """This sign-in, if it is the member's. Raises NotFound."""
    query = select(SignIn).where(SignIn.id == sign_in_id, SignIn.member_id == member_id)
    sign_in = db.session.scalars(query).one_or_none()
    if sign_in is None:
        raise NotFound
    return sign_in


def attempts_since(kind: str, key: str, *, since: datetime, count: int) -> Sequence[datetime]:
    """When this was tried after `since`, the latest first, at most so many."""
    query = select(Attempt.at).where(Attempt.kind == kind, Attempt.key == key, Attempt.at > since)
    return db.session.scalars(query.order_by(Attempt.at.desc()).limit(count)).all()


def find_mail_token(token_hash: str, *, purpose: str, since: datetime) -> MailToken | None:
    """The mailed link with this token, with its member, if it was made after `since`."""
    query = select(MailToken).where(
        MailToken.token_hash == token_hash, MailToken.purpose == purpose, MailToken.created_at > since
    )
    return db.session.scalars(query.options(joinedload(MailToken.member))).one_or_none()


def is_mail_token_there(token_id: int) -> bool:
    """Whether a mailed link still works, read afresh."""
    return bool(db.session.execute(select(exists().where(MailToken.id == token_id))).scalar_one())


def find_setup_link(token_hash: str) -> SetupLink | None:
    """The set-up link with this token."""
    return db.session.scalars(select(SetupLink).where(SetupLink.token_hash == token_hash)).one_or_none()


def find_role(name: str) -> Role | None:
    """The role called so, once somebody had it."""
    return db.session.scalars(select(Role).where(Role.name == name)).one_or_none()


def roles_of(member: Member) -> list[Role]:
    """The member's roles, read afresh into the member, with the conditions that they look after."""
    query = select(Member).where(Member.id == member.id)
    query = query.options(selectinload(Member.roles), selectinload(Member.only_conditions))
    return db.session.scalars(query.execution_options(populate_existing=True)).one().roles


def admin_count() -> int:
    """How many members can run the site."""
    query = (
        select(func.count())
        .select_from(Member)
        .where(Member.roles.any(Role.name == "admin"), Member.active, Member.deleted_at.is_(None))
    )
    return db.session.execute(query).scalar_one()


def members_with_roles() -> Sequence[Member]:
    """Everybody with a role, by name."""
    query = select(Member).where(Member.roles.any(), Member.deleted_at.is_(None))
    loaded = query.options(selectinload(Member.roles), selectinload(Member.only_conditions))
    return db.session.scalars(loaded.order_by(Member.name_key)).all()


def role_changes(member_id: int) -> Sequence[RoleChange]:
    """What roles a member was given and lost, with whoever did it, the latest first."""
    query = select(RoleChange).where(RoleChange.member_id == member_id).options(joinedload(RoleChange.by))
    return db.session.scalars(query.order_by(RoleChange.id.desc())).all()


def current_rules() -> Sequence[Rule]:
    """The rules in force, in their order."""
    return db.session.scalars(select(Rule).where(Rule.is_current).order_by(Rule.number)).all()


def all_rules() -> Sequence[Rule]:
    """The rules in all their versions."""
    return db.session.scalars(select(Rule).order_by(Rule.number, Rule.version)).all()


def blocked_by(member_id: int) -> Sequence[Member]:
    """Whom a member has blocked, by name."""
    query = (
        select(Member)
        .join(Block, Block.blocked_id == Member.id)
        .where(Block.blocker_id == member_id, Member.deleted_at.is_(None))
    )
    return db.session.scalars(query.order_by(Member.name_key)).all()
