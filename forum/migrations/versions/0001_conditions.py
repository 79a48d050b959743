"""Conditions and the names they go by."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision."""
    create_condition()
    create_synonym()


def downgrade() -> None:
    """Back to the one before."""
    for table in ("synonym", "condition"):
        op.drop_table(table)


def create_condition() -> None:
    """The table condition."""
    op.create_table(
        "condition",
        sa.Column("id", KEY, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("group", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("topics_everyone", sa.Integer(), server_default="0", nullable=False),
        sa.Column("topics_members", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
        sa.UniqueConstraint("slug", name=op.f("uq_condition_slug")),
    )


def create_synonym() -> None:
    """The table synonym."""
    op.create_table(
        "synonym",
        sa.Column("id", KEY, nullable=False),
        sa.Column("condition_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["condition.id"], name=op.f("fk_synonym_condition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_synonym")),
        sa.UniqueConstraint("condition_id", "key", name=op.f("uq_synonym_condition_id_key")),
    )
    op.create_index("ix_synonym_key", "synonym", ["key"], unique=False)
