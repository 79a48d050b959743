"""Which conditions a moderator looks after, views of one's own, decisions made together, and care for moderators."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision. Whoever moderates now looks after the whole forum, as before."""
    make_conditions()
    make_views()
    make_batches()
    make_care()


def make_conditions() -> None:
    """Who looks after what, and the trail of it."""
    op.create_table(
        "moderator_condition",
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("condition_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_moderator_condition_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["condition.id"], name=op.f("fk_moderator_condition_condition_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("member_id", "condition_id", name=op.f("pk_moderator_condition")),
    )
    op.create_index(op.f("ix_moderator_condition_condition_id"), "moderator_condition", ["condition_id"])
    op.add_column("role_change", sa.Column("scope", sa.Text(), nullable=False, server_default=""))


def make_views() -> None:
    """The filters of the queue under names."""
    op.create_table(
        "saved_view",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_saved_view_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("public_id", name=op.f("uq_saved_view_public_id")),
        sa.UniqueConstraint("member_id", "name", name=op.f("uq_saved_view_member_id_name")),
    )


def make_batches() -> None:
    """Decisions that were made with one press."""
    op.create_table(
        "batch",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("made_by_id", KEY, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["member.id"], name=op.f("fk_batch_made_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_batch_public_id")),
    )
    op.create_index("ix_batch_made_by_id", "batch", ["made_by_id"])
    op.create_table(
        "batch_item",
        sa.Column("decision_id", KEY, nullable=False),
        sa.Column("batch_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_batch_item_decision_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_batch_item_batch_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("decision_id", name=op.f("pk_batch_item")),
    )
    op.create_index(op.f("ix_batch_item_batch_id"), "batch_item", ["batch_id"])


def make_care() -> None:
    """What a moderator would rather not see, how they work, and whether they have stepped back."""
    op.create_table(
        "moderator_care",
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("covers_words", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("daily_cap", sa.Integer(), nullable=True),
        sa.Column("went_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("daily_cap BETWEEN 1 AND 200", name=op.f("ck_moderator_care_daily_cap")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_moderator_care_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_moderator_care")),
    )
    op.create_table(
        "spared_topic",
        sa.Column("id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("condition_id", KEY, nullable=True),
        sa.CheckConstraint("(reason IS NULL) <> (condition_id IS NULL)", name=op.f("ck_spared_topic_one_topic")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_spared_topic_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["condition.id"], name=op.f("fk_spared_topic_condition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spared_topic")),
        sa.UniqueConstraint("member_id", "reason", name=op.f("uq_spared_topic_member_id_reason")),
        sa.UniqueConstraint("member_id", "condition_id", name=op.f("uq_spared_topic_member_id_condition_id")),
    )
    op.create_index(op.f("ix_spared_topic_condition_id"), "spared_topic", ["condition_id"])
    op.add_column("member", sa.Column("away_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("member", "away_since")
    op.drop_column("role_change", "scope")
    for table in ("spared_topic", "moderator_care", "batch_item", "batch", "saved_view", "moderator_condition"):
        op.drop_table(table)
