"""Consents to be counted are found by their experience, also those taken back: counting asks once for each."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_index("ix_counting_consent_experience_id", "counting_consent", ["experience_id"])


def downgrade() -> None:
    """Back to the one before."""
    op.drop_index("ix_counting_consent_experience_id", "counting_consent")
