"""Notices, and who follows which condition."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision."""
    create_follow()
    create_notice()


def downgrade() -> None:
    """Back to the one before."""
    for table in ("notice", "follow"):
        op.drop_table(table)


def create_follow() -> None:
    """The table follow."""
    op.create_table(
        "follow",
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("condition_id", KEY, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["condition.id"], name=op.f("fk_follow_condition_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_follow_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("member_id", "condition_id", name=op.f("pk_follow")),
    )
    op.create_index("ix_follow_condition_id", "follow", ["condition_id"], unique=False)


def create_notice() -> None:
    """The table notice."""
    op.create_table(
        "notice",
        sa.Column("id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("origin", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("visible_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_notice_member_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_member_id_visible_from", "notice", ["member_id", "visible_from"], unique=False)
    op.create_index("ix_notice_origin", "notice", ["origin"], unique=False)
