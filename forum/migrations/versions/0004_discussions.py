"""Topics, posts and what members keep about them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision."""
    create_topic()
    create_post()
    create_revision()
    create_draft()
    create_submission()
    create_reaction()
    create_read_mark()
    if op.get_bind().dialect.name != "sqlite":
        op.create_foreign_key("fk_voice_topic_id", "voice", "topic", ["topic_id"], ["id"], ondelete="CASCADE")


def downgrade() -> None:
    """Back to the one before."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint("fk_voice_topic_id", "voice", type_="foreignkey")
    for table in ("read_mark", "reaction", "submission", "draft", "revision", "post", "topic"):
        op.drop_table(table)


def create_topic() -> None:
    """The table topic."""
    op.create_table("topic", *topic_columns(), *topic_constraints())
    op.create_index("ix_topic_condition_everyone", "topic", ["condition_id", "last_at_everyone"], unique=False)
    op.create_index("ix_topic_condition_members", "topic", ["condition_id", "last_at_members"], unique=False)
    op.create_index("ix_topic_condition_created_at", "topic", ["condition_id", "created_at"], unique=False)
    op.create_index("ix_topic_last_at_everyone", "topic", ["last_at_everyone"], unique=False)
    op.create_index("ix_topic_last_at_members", "topic", ["last_at_members"], unique=False)
    op.create_index("ix_topic_kind_created_at", "topic", ["kind", "created_at"], unique=False)
    op.create_index("ix_topic_created_at", "topic", ["created_at"], unique=False)
    op.create_index("ix_topic_voice_id", "topic", ["voice_id"], unique=False)


def topic_columns() -> list["sa.Column[Any]"]:
    """What a topic has."""
    return [
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("condition_id", KEY, nullable=False),
        sa.Column("voice_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state_by_id", KEY, nullable=True),
        sa.Column("state_reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock_reason", sa.String(length=200), nullable=False),
        sa.Column("numbered", sa.Integer(), server_default="0", nullable=False),
        sa.Column("replies_everyone", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_at_everyone", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_number_everyone", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_voice_everyone_id", KEY, nullable=True),
        sa.Column("replies_members", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_at_members", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_number_members", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_voice_members_id", KEY, nullable=True),
    ]


def topic_constraints() -> list[sa.Constraint]:
    """What holds for it."""
    return [
        sa.CheckConstraint("audience IN ('everyone', 'members')", name=op.f("ck_topic_audience")),
        sa.CheckConstraint("kind IN ('story', 'question', 'discussion', 'announcement')", name=op.f("ck_topic_kind")),
        sa.CheckConstraint("state IN ('open', 'held', 'hidden', 'removed', 'taken_back')", name=op.f("ck_topic_state")),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["condition.id"], name=op.f("fk_topic_condition_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["last_voice_everyone_id"],
            ["voice.id"],
            name=op.f("fk_topic_last_voice_everyone_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["last_voice_members_id"],
            ["voice.id"],
            name=op.f("fk_topic_last_voice_members_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["state_by_id"], ["member.id"], name=op.f("fk_topic_state_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name=op.f("fk_topic_voice_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("public_id", name=op.f("uq_topic_public_id")),
    ]


def create_post() -> None:
    """The table post."""
    op.create_table(
        "post",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("topic_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("voice_id", KEY, nullable=False),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state_by_id", KEY, nullable=True),
        sa.Column("state_reason", sa.String(length=200), nullable=False),
        sa.Column("body_markdown", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("markup_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edits", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("audience IN ('everyone', 'members')", name=op.f("ck_post_audience")),
        sa.CheckConstraint("state IN ('open', 'held', 'hidden', 'removed', 'taken_back')", name=op.f("ck_post_state")),
        sa.ForeignKeyConstraint(["state_by_id"], ["member.id"], name=op.f("fk_post_state_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_post_topic_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name=op.f("fk_post_voice_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("public_id", name=op.f("uq_post_public_id")),
        sa.UniqueConstraint("topic_id", "number", name=op.f("uq_post_topic_id_number")),
    )
    op.create_index("ix_post_voice_id_created_at", "post", ["voice_id", "created_at"], unique=False)


def create_revision() -> None:
    """The table revision."""
    op.create_table(
        "revision",
        sa.Column("id", KEY, nullable=False),
        sa.Column("post_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=True),
        sa.Column("body_markdown", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("is_withheld", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_revision_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision")),
        sa.UniqueConstraint("post_id", "number", name=op.f("uq_revision_post_id_number")),
    )


def create_draft() -> None:
    """The table draft."""
    op.create_table(
        "draft",
        sa.Column("id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("body_markdown", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_draft_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("member_id", "place", name=op.f("uq_draft_member_id_place")),
    )


def create_submission() -> None:
    """The table submission."""
    op.create_table(
        "submission",
        sa.Column("id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("post_id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_submission_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_submission_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("member_id", "key", name=op.f("uq_submission_member_id_key")),
    )
    op.create_index("ix_submission_created_at", "submission", ["created_at"], unique=False)


def create_reaction() -> None:
    """The table reaction."""
    op.create_table(
        "reaction",
        sa.Column("post_id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('thank_you', 'same_here', 'thinking_of_you')", name=op.f("ck_reaction_kind")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_reaction_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_reaction_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "member_id", "kind", name=op.f("pk_reaction")),
    )
    op.create_index("ix_reaction_member_id", "reaction", ["member_id"], unique=False)


def create_read_mark() -> None:
    """The table read_mark."""
    op.create_table(
        "read_mark",
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("topic_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_read_mark_member_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_read_mark_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member_id", "topic_id", name=op.f("pk_read_mark")),
    )
    op.create_index("ix_read_mark_topic_id", "read_mark", ["topic_id"], unique=False)
