"""Which conditions a moderator looks after."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision. Whoever moderates now looks after the whole forum, as before."""
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


def downgrade() -> None:
    """Back to the one before."""
    op.drop_column("role_change", "scope")
    op.drop_table("moderator_condition")
