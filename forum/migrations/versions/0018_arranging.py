"""What moderators arrange: a wait between replies, where a topic goes on, a note before a text, a day to change it."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

VERBS = (
    *("keep", "hide", "remove", "lock", "nothing", "message", "suspend", "answer", "withdrawn"),
    *("uphold", "change", "reverse"),
)
NEW_VERBS = ("ask_edit", "content_note", "slow", "move", "duplicate", "split", "merge")


def allow_verbs(verbs: tuple[str, ...]) -> None:
    """Let decisions have these verbs and no others."""
    with op.batch_alter_table("decision") as table:
        table.drop_constraint(op.f("ck_decision_verb"), type_="check")
        table.create_check_constraint(op.f("ck_decision_verb"), f"verb IN ({', '.join(repr(verb) for verb in verbs)})")


def upgrade() -> None:
    """To this revision. New columns are added in place: the triggers of the search stay on their tables."""
    op.add_column("topic", sa.Column("slow_minutes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("topic", sa.Column("goes_on_in", sa.String(length=16), nullable=False, server_default=""))
    op.add_column("post", sa.Column("content_note", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("decision", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_decision_due_at",
        "decision",
        ["due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    allow_verbs(VERBS + NEW_VERBS)


def downgrade() -> None:
    """Back to the one before. What was arranged is told as kept, and its traces go."""
    decision = sa.table("decision", sa.column("verb", sa.String()))
    op.execute(sa.update(decision).where(decision.c.verb.in_(NEW_VERBS)).values(verb="keep"))
    allow_verbs(VERBS)
    op.drop_index("ix_decision_due_at", "decision")
    op.drop_column("decision", "due_at")
    op.drop_column("post", "content_note")
    op.drop_column("topic", "goes_on_in")
    op.drop_column("topic", "slow_minutes")
