"""What became of a source after it appeared, which summaries are under review for it, and alarms before a review."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STANDINGS = "standing IN ('sound', 'corrected', 'concern', 'retracted')"
ENDINGS = "ending IN ('version', 'stands', 'sound')"
IS_OPEN = sa.text("ended_at IS NULL")


def foreign(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """The key of a row elsewhere."""
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    """To this revision. Of every source that is known now, nothing bad is known."""
    op.add_column("source", sa.Column("standing", sa.String(length=20), nullable=False, server_default="sound"))
    op.add_column("source", sa.Column("standing_day", sa.Date(), nullable=True))
    op.add_column("source", sa.Column("standing_notice", sa.Text(), nullable=True))
    op.add_column("summary", sa.Column("alarmed_for", sa.Date(), nullable=True))
    op.create_table(
        "source_mark",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("from_list", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint(STANDINGS, name=op.f("ck_source_mark_standing")),
        foreign("source_mark", "source_id", "source", "CASCADE"),
        foreign("source_mark", "by_id", "member", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_mark")),
    )
    op.create_index("ix_source_mark_source_id", "source_mark", ["source_id"])
    make_doubts()


def make_doubts() -> None:
    """Which summaries are under review, and how that ended."""
    op.create_table(
        "summary_doubt",
        sa.Column("id", KEY, nullable=False),
        sa.Column("summary_id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        sa.Column("ending", sa.String(length=10), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint(ENDINGS, name=op.f("ck_summary_doubt_ending")),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_summary_doubt_ended")),
        foreign("summary_doubt", "summary_id", "summary", "CASCADE"),
        foreign("summary_doubt", "source_id", "source", "CASCADE"),
        foreign("summary_doubt", "ended_by_id", "member", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_doubt")),
    )
    op.create_index("ix_summary_doubt_source_id", "summary_doubt", ["source_id"])
    op.create_index(
        "uq_summary_doubt_open",
        "summary_doubt",
        ["summary_id", "source_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("summary_doubt")
    op.drop_table("source_mark")
    op.drop_column("summary", "alarmed_for")
    for column in ("standing_notice", "standing_day", "standing"):
        op.drop_column("source", column)
