"""Moderation in the open, and the words that it sends again and again.

Indexes on the log by target, on flags and decisions by when they were made; words for letters in versions; notes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INDEXES = (
    ("ix_action_target", "action", "target"),
    ("ix_flag_created_at", "flag", "created_at"),
    ("ix_decision_decided_at", "decision", "decided_at"),
)


def upgrade() -> None:
    """To this revision."""
    for name, table, column in INDEXES:
        op.create_index(name, table, [column])
    create_wording()
    create_wording_version()
    create_moderation_note()


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("moderation_note")
    op.drop_table("wording_version")
    op.drop_table("wording")
    for name, table, _column in INDEXES:
        op.drop_index(name, table)


def create_wording() -> None:
    """The table wording."""
    op.create_table(
        "wording",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("rule_number", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
        sa.UniqueConstraint("public_id", name=op.f("uq_wording_public_id")),
        sa.UniqueConstraint("rule_number", name=op.f("uq_wording_rule_number")),
    )


def create_wording_version() -> None:
    """The table wording_version."""
    op.create_table(
        "wording_version",
        sa.Column("id", KEY, nullable=False),
        sa.Column("wording_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_by_id", KEY, nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_wording_version_number")),
        sa.ForeignKeyConstraint(
            ["wording_id"], ["wording.id"], name=op.f("fk_wording_version_wording_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["member.id"], name=op.f("fk_wording_version_written_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording_version")),
        sa.UniqueConstraint("wording_id", "number", name=op.f("uq_wording_version_wording_id_number")),
    )


def create_moderation_note() -> None:
    """The table moderation_note."""
    op.create_table(
        "moderation_note",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("member_id", KEY, nullable=True),
        sa.Column("written_by_id", KEY, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(case_id IS NULL) <> (member_id IS NULL)", name=op.f("ck_moderation_note_one_subject")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name=op.f("fk_moderation_note_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_moderation_note_member_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["member.id"], name=op.f("fk_moderation_note_written_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_note")),
    )
    op.create_index("ix_moderation_note_case_id", "moderation_note", ["case_id"])
    op.create_index("ix_moderation_note_member_id", "moderation_note", ["member_id"])
