"""Releases of members' numbers, and cases about an experience."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TARGETS = ("topic_id", "post_id", "member_id", "contact_id")


def upgrade() -> None:
    """To this revision."""
    create_release()
    create_counted()
    add_experience_to_case()


def downgrade() -> None:
    """Back to the one before."""
    take_experience_from_case()
    op.drop_table("counted")
    op.drop_table("release")


def one_target(columns: tuple[str, ...]) -> str:
    """The condition that exactly one of these is set."""
    return " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in columns) + " = 1"


def add_experience_to_case() -> None:
    """A case may be about an experience."""
    with op.batch_alter_table("moderation_case") as table:
        table.add_column(sa.Column("experience_id", KEY, nullable=True))
        table.create_foreign_key(
            "fk_moderation_case_experience_id", "experience", ["experience_id"], ["id"], ondelete="RESTRICT"
        )
        table.drop_constraint(op.f("ck_moderation_case_one_target"), type_="check")
        table.create_check_constraint(op.f("ck_moderation_case_one_target"), one_target((*TARGETS, "experience_id")))
    is_open = sa.text("closed_at IS NULL")
    op.create_index(
        "uq_case_open_experience",
        "moderation_case",
        ["experience_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def take_experience_from_case() -> None:
    """The other way round: such a case becomes a closed one about the author, so that the log keeps its place."""
    op.drop_index("uq_case_open_experience", "moderation_case")
    with op.batch_alter_table("moderation_case") as table:
        table.drop_constraint(op.f("ck_moderation_case_one_target"), type_="check")
    op.execute(
        "UPDATE moderation_case SET member_id = author_id, closed_at = coalesce(closed_at, opened_at)"
        " WHERE experience_id IS NOT NULL"
    )
    with op.batch_alter_table("moderation_case") as table:
        table.drop_constraint(op.f("fk_moderation_case_experience_id"), type_="foreignkey")
        table.drop_column("experience_id")
        table.create_check_constraint(op.f("ck_moderation_case_one_target"), one_target(TARGETS))


def create_release() -> None:
    """The table release."""
    op.create_table(
        "release",
        sa.Column("id", KEY, nullable=False),
        sa.Column("condition_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["condition.id"], name=op.f("fk_release_condition_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("condition_id", "number", name=op.f("uq_release_condition_id_number")),
    )
    op.create_index("ix_release_made_at", "release", ["made_at"], unique=False)


def create_counted() -> None:
    """The table counted."""
    op.create_table(
        "counted",
        sa.Column("release_id", KEY, nullable=False),
        sa.Column("experience_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["experience.id"], name=op.f("fk_counted_experience_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_counted_release_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("release_id", "experience_id", name=op.f("pk_counted")),
    )
    op.create_index("ix_counted_experience_id", "counted", ["experience_id"], unique=False)
