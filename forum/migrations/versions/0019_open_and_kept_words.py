"""What moderation in the open reads by: the log by target, flags and decisions by when they were made."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_action_target", "action", "target"),
    ("ix_flag_created_at", "flag", "created_at"),
    ("ix_decision_decided_at", "decision", "decided_at"),
)


def upgrade() -> None:
    """To this revision."""
    for name, table, column in INDEXES:
        op.create_index(name, table, [column])


def downgrade() -> None:
    """Back to the one before."""
    for name, table, _column in INDEXES:
        op.drop_index(name, table)
