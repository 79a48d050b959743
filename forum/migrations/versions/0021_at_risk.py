"""Who looks after somebody who may be at risk, what was done, and whom the forum told that somebody does."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STEP_KINDS = (
    "kind IN ('taken', 'taken_over', 'handed_over', 'returned', 'note', 'message', 'answer', 'taken_back', 'alarm',"
    " 'reminder', 'closed', 'reopened', 'ordinary')"
)
VERBS_BEFORE = (
    "verb IN ('keep', 'hide', 'remove', 'lock', 'nothing', 'message', 'suspend', 'answer', 'withdrawn', 'uphold',"
    " 'change', 'reverse', 'ask_edit', 'content_note', 'slow', 'move', 'duplicate', 'split', 'merge')"
)
VERBS = VERBS_BEFORE.removesuffix(")") + ", 'look_after')"


def to_case(table: str) -> sa.ForeignKeyConstraint:
    """Its key."""
    name = op.f(f"fk_{table}_case_id")
    return sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=name, ondelete="RESTRICT")


def to_member(table: str, column: str) -> sa.ForeignKeyConstraint:
    """The key of a moderator, who may leave."""
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], ["member.id"], name=name, ondelete="SET NULL")


def upgrade() -> None:
    """To this revision. Whoever may be at risk in a case that is open already waits since it was opened."""
    op.create_table(
        "at_risk",
        sa.Column("case_id", KEY, nullable=False, autoincrement=False),
        sa.Column("waiting_since", MOMENT, nullable=False),
        sa.Column("holder_id", KEY, nullable=True),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("alarmed_at", MOMENT, nullable=True),
        sa.Column("remind_at", MOMENT, nullable=True),
        to_case("at_risk"),
        to_member("at_risk", "holder_id"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_at_risk")),
    )
    op.create_index("ix_at_risk_holder_id", "at_risk", ["holder_id"])
    op.create_table(
        "risk_step",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(STEP_KINDS, name=op.f("ck_risk_step_kind")),
        to_case("risk_step"),
        to_member("risk_step", "by_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_step")),
        sa.UniqueConstraint("public_id", name=op.f("uq_risk_step_public_id")),
    )
    op.create_index("ix_risk_step_case_id", "risk_step", ["case_id"])
    op.execute(
        "INSERT INTO at_risk (case_id, waiting_since)"
        " SELECT id, opened_at FROM moderation_case WHERE severity = 0 AND closed_at IS NULL"
    )
    with op.batch_alter_table("flag") as table:
        table.add_column(sa.Column("looked_after_at", MOMENT, nullable=True))
    change_verbs(VERBS)


def change_verbs(allowed: str) -> None:
    """What a decision may be."""
    with op.batch_alter_table("decision") as table:
        table.drop_constraint(op.f("ck_decision_verb"), type_="check")
        table.create_check_constraint(op.f("ck_decision_verb"), allowed)


def downgrade() -> None:
    """Back to the one before; what was looked after counts as closed without doing anything, as it did then."""
    op.execute("UPDATE decision SET verb = 'nothing' WHERE verb = 'look_after'")
    change_verbs(VERBS_BEFORE)
    with op.batch_alter_table("flag") as table:
        table.drop_column("looked_after_at")
    op.drop_table("risk_step")
    op.drop_table("at_risk")
