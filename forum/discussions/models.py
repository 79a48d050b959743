"""Topics, the numbered posts in them, and what members keep about them."""

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from forum import clock
from forum.accounts.models import Voice
from forum.columns import BigKey, Body, Counter, Id, Moment, PublicId, Title
from forum.conditions.models import Condition
from forum.database import Base

__all__ = ["Draft", "Post", "Reaction", "ReadMark", "Revision", "Submission", "Topic"]

TOPIC_KINDS = ("story", "question", "discussion", "announcement")
AUDIENCES = ("everyone", "members")
# open: may be read by its audience. held: waits for a moderator. hidden: by a moderator, the author may edit and
# ask again. removed: by a moderator, for good. taken_back: by its author.
STATES = ("open", "held", "hidden", "removed", "taken_back")
REACTIONS = ("thank_you", "same_here", "thinking_of_you")

IS_STATE = "state IN ('open', 'held', 'hidden', 'removed', 'taken_back')"
IS_AUDIENCE = "audience IN ('everyone', 'members')"


class Topic(Base):
    """A thread about one condition. Post number 1 is its opening text and has its state: they go together.

    Counts and last-post pointers exist once per audience and count only posts in state open by voices
    that are not withheld, the opening text left out of `replies_*`.
    """

    __tablename__ = "topic"
    __table_args__ = (
        CheckConstraint("kind IN ('story', 'question', 'discussion', 'announcement')", name="kind"),
        CheckConstraint(IS_STATE, name="state"),
        CheckConstraint(IS_AUDIENCE, name="audience"),
        Index("ix_topic_condition_everyone", "condition_id", "last_at_everyone"),
        Index("ix_topic_condition_members", "condition_id", "last_at_members"),
        Index("ix_topic_condition_created_at", "condition_id", "created_at"),
        Index("ix_topic_last_at_everyone", "last_at_everyone"),
        Index("ix_topic_last_at_members", "last_at_members"),
        Index("ix_topic_kind_created_at", "kind", "created_at"),
        Index("ix_topic_created_at", "created_at"),
        Index("ix_topic_voice_id", "voice_id"),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    condition_id: Mapped[int] = mapped_column(BigKey, ForeignKey("condition.id", ondelete="RESTRICT"))
    voice_id: Mapped[int] = mapped_column(BigKey, ForeignKey("voice.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[Title]
    gist: Mapped[str] = mapped_column(String(300), default="", server_default="")  # a story in two lines
    audience: Mapped[str] = mapped_column(String(10), default="everyone")
    state: Mapped[str] = mapped_column(String(12), default="open")
    state_at: Mapped[Moment | None]
    state_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    state_reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[Moment] = mapped_column(default=clock.now)
    locked_at: Mapped[Moment | None]
    lock_reason: Mapped[str] = mapped_column(String(200), default="")
    slow_minutes: Mapped[Counter]  # between two replies of one member; moderators set it, flags make it longer
    goes_on_in: Mapped[str] = mapped_column(String(16), default="", server_default="")  # the topic's public id
    numbered: Mapped[Counter]  # the highest post number given, whatever became of the post
    replies_everyone: Mapped[Counter]
    last_at_everyone: Mapped[Moment] = mapped_column(default=clock.now)
    last_number_everyone: Mapped[Counter]
    last_voice_everyone_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("voice.id", ondelete="SET NULL"))
    replies_members: Mapped[Counter]
    last_at_members: Mapped[Moment] = mapped_column(default=clock.now)
    last_number_members: Mapped[Counter]
    last_voice_members_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("voice.id", ondelete="SET NULL"))

    condition: Mapped[Condition] = relationship(lazy="raise")
    voice: Mapped[Voice] = relationship(lazy="raise", foreign_keys=voice_id)

    @property
    def is_locked(self) -> bool:
        """Whether it takes no more replies."""
        return self.locked_at is not None


class Post(Base):
    """One text of a topic, numbered from 1 without gaps. It keeps its number whatever becomes of it."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint(IS_STATE, name="state"),
        CheckConstraint(IS_AUDIENCE, name="audience"),
        UniqueConstraint("topic_id", "number"),
        Index("ix_post_voice_id_created_at", "voice_id", "created_at"),
        Index("ix_post_topic_id_voice_id", "topic_id", "voice_id"),  # in which voice a member writes here
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId]
    topic_id: Mapped[int] = mapped_column(BigKey, ForeignKey("topic.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    voice_id: Mapped[int] = mapped_column(BigKey, ForeignKey("voice.id", ondelete="RESTRICT"))
    audience: Mapped[str] = mapped_column(String(10), default="everyone")
    state: Mapped[str] = mapped_column(String(12), default="open")
    state_at: Mapped[Moment | None]
    state_by_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("member.id", ondelete="SET NULL"))
    state_reason: Mapped[str] = mapped_column(String(200), default="")
    body_markdown: Mapped[Body]
    body_html: Mapped[Body]
    markup_version: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[Moment] = mapped_column(default=clock.now)
    edited_at: Mapped[Moment | None]
    content_note: Mapped[str] = mapped_column(String(200), default="", server_default="")  # read before the text
    edits: Mapped[Counter]  # how many revisions there are besides the present text

    topic: Mapped[Topic] = relationship(lazy="raise")
    voice: Mapped[Voice] = relationship(lazy="raise", foreign_keys=voice_id)

    @property
    def is_opening(self) -> bool:
        """Whether it is the text that the topic began with."""
        return self.number == 1


class Revision(Base):
    """A text as it stood before an edit. Number 1 is the first text ever posted."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: Mapped[Id]
    post_id: Mapped[int] = mapped_column(BigKey, ForeignKey("post.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str | None] = mapped_column(String(200))  # of the topic, where the opening text was edited
    gist: Mapped[str | None] = mapped_column(String(300))  # likewise
    body_markdown: Mapped[Body]
    body_html: Mapped[Body]
    written_at: Mapped[Moment]
    replaced_at: Mapped[Moment] = mapped_column(default=clock.now)
    reason: Mapped[str] = mapped_column(String(200), default="")  # why the next text replaced it
    # Replaced while the text was held or hidden: what was wrong may stand here, so that only its author and
    # moderators read it, also when the new text is open again.
    is_withheld: Mapped[bool] = mapped_column(Boolean, default=False)


class Draft(Base):
    """What a member has typed and not posted: for a new topic, or for a reply. Theirs alone."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("member_id", "place"),)

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"))
    # "topic/<public id>", "condition/<slug>/<kind>" or "post/<public id>"
    place: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(400), default="")
    gist: Mapped[str] = mapped_column(String(400), default="", server_default="")
    body_markdown: Mapped[Body]
    audience: Mapped[str] = mapped_column(String(10), default="everyone", server_default="everyone")
    alias: Mapped[str | None] = mapped_column(String(80))  # the one-off name to write under; None: the member's own
    updated_at: Mapped[Moment] = mapped_column(default=clock.now)


class Submission(Base):
    """That a form was sent once. The same key answers with the same post."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("member_id", "key"), Index("ix_submission_created_at", "created_at"))

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    text_hash: Mapped[str] = mapped_column(String(64))
    post_id: Mapped[int] = mapped_column(BigKey, ForeignKey("post.id", ondelete="CASCADE"))
    created_at: Mapped[Moment] = mapped_column(default=clock.now)


class Reaction(Base):
    """A small answer without words. No dislike, no totals that rank."""

    __tablename__ = "reaction"
    __table_args__ = (
        CheckConstraint("kind IN ('thank_you', 'same_here', 'thinking_of_you')", name="kind"),
        Index("ix_reaction_member_id", "member_id"),
    )

    post_id: Mapped[int] = mapped_column(BigKey, ForeignKey("post.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    created_at: Mapped[Moment] = mapped_column(default=clock.now)


class ReadMark(Base):
    """How far a member has read a topic: the highest post number shown to them."""

    __tablename__ = "read_mark"
    __table_args__ = (Index("ix_read_mark_topic_id", "topic_id"),)

    member_id: Mapped[int] = mapped_column(BigKey, ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(BigKey, ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
    read_at: Mapped[Moment] = mapped_column(default=clock.now)
