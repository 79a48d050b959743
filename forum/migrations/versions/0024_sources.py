"""What an editor writes down of a source, and which sources editors have written."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision. All sources so far came from the site's files."""
    with op.batch_alter_table("source") as batch:
        batch.add_column(sa.Column("registry_number", sa.String(length=60), nullable=True))
        batch.add_column(sa.Column("funding", sa.Text(), nullable=True))
        batch.add_column(sa.Column("interests", sa.Text(), nullable=True))
        batch.add_column(sa.Column("origin", sa.String(length=10), nullable=False, server_default="starter"))
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch.create_check_constraint(op.f("ck_source_origin"), "origin IN ('starter', 'editor')")


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("source") as batch:
        batch.drop_constraint(op.f("ck_source_origin"), type_="check")
        for name in ("version", "origin", "interests", "funding", "registry_number"):
            batch.drop_column(name)
