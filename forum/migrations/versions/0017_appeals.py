"""Appeals: a case of its own on the same thing, the decision that it is about, and what its author says."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TARGETS = ("topic", "post", "member", "experience")
VERBS = ("keep", "hide", "remove", "lock", "nothing", "message", "suspend", "answer", "withdrawn")
NEW_VERBS = ("uphold", "change", "reverse")


def index_open_cases(where: str) -> None:
    """At most one open case on a thing, of those that `where` says."""
    for target in TARGETS:
        op.drop_index(f"uq_case_open_{target}", "moderation_case")
        op.create_index(
            f"uq_case_open_{target}",
            "moderation_case",
            [f"{target}_id"],
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )


def allow_verbs(verbs: tuple[str, ...]) -> None:
    """Let decisions have these verbs and no others."""
    with op.batch_alter_table("decision") as table:
        table.drop_constraint(op.f("ck_decision_verb"), type_="check")
        table.create_check_constraint(op.f("ck_decision_verb"), f"verb IN ({', '.join(repr(verb) for verb in verbs)})")


def upgrade() -> None:
    """To this revision."""
    with op.batch_alter_table("moderation_case") as table:
        table.add_column(sa.Column("is_appeal", sa.Boolean(), nullable=False, server_default=sa.false()))
    index_open_cases("closed_at IS NULL AND NOT is_appeal")
    op.create_table(
        "appeal",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("decision_id", KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name="fk_appeal_case_id", ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_appeal_decision_id", ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("case_id", name="pk_appeal"),
        sa.UniqueConstraint("decision_id", name="uq_appeal_decision_id"),
    )
    allow_verbs(VERBS + NEW_VERBS)


def downgrade() -> None:
    """Back to the one before. Appeals are closed as withdrawn, and their words go."""
    op.drop_table("appeal")
    op.execute("UPDATE decision SET verb = 'withdrawn' WHERE verb IN ('uphold', 'change', 'reverse')")
    op.execute("UPDATE moderation_case SET closed_at = opened_at WHERE is_appeal AND closed_at IS NULL")
    allow_verbs(VERBS)
    index_open_cases("closed_at IS NULL")
    with op.batch_alter_table("moderation_case") as table:
        table.drop_column("is_appeal")
