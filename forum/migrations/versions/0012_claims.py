"""Who works on a case, who asks for a second opinion, and from when taking part in its topic counts."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PEOPLE = ("claimed_by_id", "second_opinion_by_id")


def upgrade() -> None:
    """To this revision. For a case that is there already, taking part counts from when it was opened."""
    with op.batch_alter_table("moderation_case") as table:
        for column in PEOPLE:
            table.add_column(sa.Column(column, KEY, nullable=True))
            table.create_foreign_key(f"fk_moderation_case_{column}", "member", [column], ["id"], ondelete="SET NULL")
        table.add_column(sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("second_opinion_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("second_opinion_question", sa.String(length=500), nullable=False, server_default=""))
        table.add_column(sa.Column("window_from", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE moderation_case SET window_from = opened_at")
    with op.batch_alter_table("moderation_case") as table:
        table.alter_column("window_from", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("moderation_case") as table:
        for column in PEOPLE:
            table.drop_constraint(f"fk_moderation_case_{column}", type_="foreignkey")
            table.drop_column(column)
        for column in ("claimed_until", "second_opinion_at", "second_opinion_question", "window_from"):
            table.drop_column(column)
