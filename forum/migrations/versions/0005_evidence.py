"""Sources, summaries and their revisions."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """To this revision."""
    create_source()
    create_source_condition()
    create_summary()
    create_summary_revision()
    create_citation()


def downgrade() -> None:
    """Back to the one before."""
    for table in ("citation", "summary_revision", "summary", "source_condition", "source"):
        op.drop_table(table)


def create_source() -> None:
    """The table source."""
    op.create_table(
        "source",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("authors", sa.JSON(), nullable=False),
        sa.Column("et_al", sa.Boolean(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("journal", sa.String(length=200), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("volume", sa.String(length=40), nullable=True),
        sa.Column("issue", sa.String(length=40), nullable=True),
        sa.Column("pages", sa.String(length=60), nullable=True),
        sa.Column("doi", sa.String(length=200), nullable=True),
        sa.Column("pmid", sa.String(length=20), nullable=True),
        sa.Column("pmcid", sa.String(length=20), nullable=True),
        sa.Column("link", sa.String(length=500), nullable=True),
        *record_columns(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("doi", name=op.f("uq_source_doi")),
        sa.UniqueConstraint("key", name=op.f("uq_source_key")),
        sa.UniqueConstraint("pmid", name=op.f("uq_source_pmid")),
    )


def record_columns() -> list[sa.Column[Any]]:
    """What a source did and found, and how it was read."""
    return [
        sa.Column("design", sa.String(length=60), nullable=False),
        sa.Column("design_note", sa.Text(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("population", sa.Text(), nullable=True),
        sa.Column("dose", sa.Text(), nullable=True),
        sa.Column("comparator", sa.Text(), nullable=True),
        sa.Column("duration", sa.Text(), nullable=True),
        sa.Column("primary_outcome", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("harms", sa.Text(), nullable=True),
        sa.Column("limitation", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("result_read_from", sa.Text(), nullable=True),
        sa.Column("use_on_page", sa.String(length=20), nullable=False),
        sa.Column("use_note", sa.Text(), nullable=True),
        sa.Column("corrections", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("from_knowledge", sa.JSON(), nullable=False),
        sa.Column("second_check", sa.String(length=40), nullable=True),
        sa.Column("second_check_note", sa.Text(), nullable=True),
    ]


def create_source_condition() -> None:
    """The table source_condition."""
    op.create_table(
        "source_condition",
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("condition_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["condition_id"],
            ["condition.id"],
            name=op.f("fk_source_condition_condition_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_source_condition_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "condition_id", name=op.f("pk_source_condition")),
    )
    op.create_index("ix_source_condition_condition_id", "source_condition", ["condition_id"], unique=False)


def create_summary() -> None:
    """The table summary."""
    op.create_table(
        "summary",
        sa.Column("id", KEY, nullable=False),
        sa.Column("condition_id", KEY, nullable=False),
        sa.Column("shown_number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["condition.id"], name=op.f("fk_summary_condition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary")),
        sa.UniqueConstraint("condition_id", name=op.f("uq_summary_condition_id")),
    )


def create_summary_revision() -> None:
    """The table summary_revision."""
    op.create_table(
        "summary_revision",
        sa.Column("id", KEY, nullable=False),
        sa.Column("summary_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("searched_on", sa.Date(), nullable=False),
        sa.Column("searched_where", sa.Text(), nullable=False),
        sa.Column("review_due", sa.Date(), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("written_by_id", KEY, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("origin IN ('starter', 'editor')", name=op.f("ck_summary_revision_origin")),
        sa.ForeignKeyConstraint(
            ["summary_id"], ["summary.id"], name=op.f("fk_summary_revision_summary_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"],
            ["member.id"],
            name=op.f("fk_summary_revision_written_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_revision")),
        sa.UniqueConstraint("summary_id", "number", name=op.f("uq_summary_revision_summary_id_number")),
    )


def create_citation() -> None:
    """The table citation."""
    op.create_table(
        "citation",
        sa.Column("revision_id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["summary_revision.id"], name=op.f("fk_citation_revision_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_citation_source_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("revision_id", "source_id", name=op.f("pk_citation")),
    )
    op.create_index("ix_citation_source_id", "citation", ["source_id"], unique=False)
