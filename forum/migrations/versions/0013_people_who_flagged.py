"""How many people flagged what a case is about, kept on the case: the queue is ordered by it."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision. A member flags a case once, so that its flags are its people."""
    with op.batch_alter_table("moderation_case") as table:
        table.add_column(sa.Column("people", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE moderation_case SET people = (SELECT count(*) FROM flag WHERE flag.case_id = moderation_case.id)"
    )


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("moderation_case") as table:
        table.drop_column("people")
