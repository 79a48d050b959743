"""Which conditions a moderator looks after, views of one's own, and decisions made together."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision. Whoever moderates now looks after the whole forum, as before."""
    make_conditions()
    make_views()
    make_batches()


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


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("role_change", "scope")
    for table in ("batch_item", "batch", "saved_view", "moderator_condition"):
        op.drop_table(table)
