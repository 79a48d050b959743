"""Members, their roles, sign-ins, limits, blocks and voices, and the rules they agreed to."""

from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, synonym

from forum import clock
from forum.columns import BigKey, Body, Id, Moment, Name
from forum.database import Base

__all__ = [
    "Attempt",
    "Block",
    "Consent",
    "Limit",
    "MailToken",
    "Member",
    "ModeratorCondition",
    "Role",
    "RoleChange",
    "Rule",
    "SetupLink",
    "SignIn",
    "Voice",
]

ROLES = ("moderator", "editor", "admin")
LIMIT_KINDS = ("silenced", "held", "suspended")
CONSENT_KINDS = ("rules", "health_data")
IS_OWN_VOICE = text("NOT is_alias")
IS_ALIAS = text("is_alias")

member_role = Table(
    "member_role",
    Base.metadata,
    Column("member_id", BigKey, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", BigKey, ForeignKey("role.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Base, RoleMixin):
    """What a member may do beyond taking part: moderator, editor or admin."""

    __tablename__ = "role"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(20), unique=True)


class Member(Base, UserMixin):
    """Somebody registered. When the account is deleted the row stays, emptied, so that nothing loses its place."""

    __tablename__ = "member"
    __table_args__ = (Index("ix_member_joined_at", "joined_at"),)

    id: Mapped[Id]
    name: Mapped[Name]  # as written at registration, in PRECIS form
    name_key: Mapped[str] = mapped_column(String(160), unique=True)  # case-folded
    name_skeleton: Mapped[str] = mapped_column(String(240), unique=True)  # what it looks like
    password: Mapped[str | None] = mapped_column(String(255))  # None after erasure
    email: Mapped[str | None] = mapped_column(String(254), unique=True)  # type: ignore[assignment]  # not asked
    confirmed_at: Mapped[Moment | None]  # when the e-mail address was confirmed; it counts for nothing before
    pending_email: Mapped[str | None] = mapped_column(String(254))
    recovery_hash: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    joined_at: Mapped[Moment] = mapped_column(default=clock.now)
    deleted_at: Mapped[Moment | None]
    timezone: Mapped[str] = mapped_column(String(60), default="UTC")
    language: Mapped[str] = mapped_column(String(10), default="en")
    away_since: Mapped[Moment | None]  # a moderator who has stepped back, until they come back

    username = synonym("name")  # what Flask-Security calls it
    roles: Mapped[list[Role]] = relationship(secondary=member_role, lazy="raise")  # type: ignore[assignment]  # Role
    limits: Mapped[list["Limit"]] = relationship(lazy="raise", foreign_keys="Limit.member_id", back_populates="member")
    consents: Mapped[list["Consent"]] = relationship(lazy="raise", back_populates="member")
    only_conditions: Mapped[list["ModeratorCondition"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    @property
    def email_is_confirmed(self) -> bool:
        """Whether letters may be sent to the address."""
        return self.email is not None and self.confirmed_at is not None


class ModeratorCondition(Base):
    """A condition whose cases a moderator looks after. Whoever has no such row looks after the whole forum.

    A condition that somebody looks after cannot be deleted: its moderator would be one of the whole forum.
    """

    __tablename__ = "moderator_condition"

    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    condition_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("condition.id", ondelete="RESTRICT"), primary_key=True, index=True
    )


class Voice(Base):
    """In whose name a text stands: the member's own, or a one-off alias of theirs.

    An alias belongs to one topic, to one experience, or to a story and its experience together (then to both).
    Templates, notices and search know the voice. The member's key behind it is for policies, moderation
    and the member's own pages.
    """

    __tablename__ = "voice"
    __table_args__ = (
        Index(
            "uq_voice_own",
            "member_id",
            unique=True,
            sqlite_where=IS_OWN_VOICE,
            postgresql_where=IS_OWN_VOICE,
        ),
        Index(
            "uq_voice_alias_name",
            "name",
            unique=True,
            sqlite_where=IS_ALIAS,
            postgresql_where=IS_ALIAS,
        ),
        UniqueConstraint("member_id", "topic_id"),
    )

    id: Mapped[Id]
    member_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    topic_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("topic.id", ondelete="CASCADE", use_alter=True))
    name: Mapped[Name]  # what readers see; "former member" after the account is gone
    is_alias: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    is_former: Mapped[bool] = mapped_column(Boolean, default=False)
    withheld_at: Mapped[Moment | None]  # consent withdrawn, or hidden when the account was deleted


class SignIn(Base):
    """One device on which a member is signed in. The cookie carries the token; ending the row ends it."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_member_id", "member_id"),)

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256 of the token in the cookie
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"))
    device: Mapped[str] = mapped_column(String(80), default="")
    started_at: Mapped[Moment] = mapped_column(default=clock.now)
    used_at: Mapped[Moment] = mapped_column(default=clock.now)
    ended_at: Mapped[Moment | None]

    member: Mapped[Member] = relationship(lazy="raise")


class Limit(Base):
    """What a sanction forbids a member, where and until when. Written by moderation alone."""

    __tablename__ = "member_limit"
    __table_args__ = (
        CheckConstraint("kind IN ('silenced', 'held', 'suspended')", name="kind"),
        Index("ix_member_limit_member_id", "member_id"),
    )

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"))
    condition_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("condition.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    starts_at: Mapped[Moment] = mapped_column(default=clock.now)
    until: Mapped[Moment | None]
    reason: Mapped[Body]
    lifted_at: Mapped[Moment | None]

    member: Mapped[Member] = relationship(lazy="raise", back_populates="limits")

    def is_in_force(self, at: datetime) -> bool:
        """Whether it holds at this moment."""
        return self.lifted_at is None and self.starts_at <= at and (self.until is None or at < self.until)


class Consent(Base):
    """That a member agreed to something (the rules, or the use of health data), to which words, and when."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("kind IN ('rules', 'health_data')", name="kind"),
        Index("ix_consent_member_id", "member_id"),
    )

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[Moment] = mapped_column(default=clock.now)
    withdrawn_at: Mapped[Moment | None]

    member: Mapped[Member] = relationship(lazy="raise", back_populates="consents")


class Block(Base):
    """One member does not want to meet another: neither reads or is told of the other."""

    __tablename__ = "block"
    __table_args__ = (
        CheckConstraint("blocker_id <> blocked_id", name="not_oneself"),
        Index("ix_block_blocked_id", "blocked_id"),
    )

    blocker_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    blocked_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    created_at: Mapped[Moment] = mapped_column(default=clock.now)


class Attempt(Base):
    """One try at something that is limited (sign-in, recovery, registration), kept in every set-up."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_kind_key_at", "kind", "key", "at"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(30))
    key: Mapped[str] = mapped_column(String(64))  # keyed hash of a name or an address, never the thing itself
    at: Mapped[Moment] = mapped_column(default=clock.now)


class MailToken(Base):
    """A link that was mailed. It is gone once used, replaced by a newer one, or outdated by a change of the account."""

    __tablename__ = "mail_token"
    __table_args__ = (
        CheckConstraint("purpose IN ('confirm', 'reset')", name="purpose"),
        Index("ix_mail_token_member_id", "member_id"),
    )

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Moment] = mapped_column(default=clock.now)

    member: Mapped[Member] = relationship(lazy="raise")


class RoleChange(Base):
    """That a role was granted or removed, by whom and when. By nobody: on the command line, or by the set-up link."""

    __tablename__ = "role_change"
    __table_args__ = (Index("ix_role_change_member_id", "member_id"),)

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"))
    by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    role: Mapped[str] = mapped_column(String(20))
    granted: Mapped[bool] = mapped_column(Boolean)
    scope: Mapped[Body] = mapped_column(default="", server_default="")  # the conditions by name; empty: everywhere
    at: Mapped[Moment] = mapped_column(default=clock.now)

    by: Mapped[Member | None] = relationship(lazy="raise", foreign_keys=by_id)


class SetupLink(Base):
    """The one-time address by which the first admin is made on a site that has none."""

    __tablename__ = "setup_link"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Moment] = mapped_column(default=clock.now)
    used_at: Mapped[Moment | None]


class Rule(Base):
    """A rule of the forum in one version. Decisions name the version that was in force."""

    __tablename__ = "rule"
    __table_args__ = (UniqueConstraint("number", "version"),)

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(Integer)
    version: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(120))
    body: Mapped[Body]
    since: Mapped[Moment] = mapped_column(default=clock.now)
    is_current: Mapped[bool] = mapped_column(Boolean, default=True)
