"""One-off names for voices, a story in two lines, and drafts that know their readers."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision. Columns are added as the engines do it themselves, so that no trigger is lost."""
    op.add_column("voice", sa.Column("is_alias", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("topic", sa.Column("gist", sa.String(length=300), server_default="", nullable=False))
    op.add_column("revision", sa.Column("gist", sa.String(length=300), nullable=True))
    op.add_column("draft", sa.Column("gist", sa.String(length=400), server_default="", nullable=False))
    op.add_column("draft", sa.Column("audience", sa.String(length=10), server_default="everyone", nullable=False))
    op.add_column("draft", sa.Column("alias", sa.String(length=80), nullable=True))
    set_own_voice("NOT is_alias")
    op.create_index("ix_post_topic_id_voice_id", "post", ["topic_id", "voice_id"])
    is_alias = sa.text("is_alias")
    op.create_index(
        "uq_voice_alias_name", "voice", ["name"], unique=True, sqlite_where=is_alias, postgresql_where=is_alias
    )


def downgrade() -> None:
    """Back to the one before. A one-off name of a single experience has no place there."""
    op.drop_index("uq_voice_alias_name", "voice")
    op.drop_index("ix_post_topic_id_voice_id", "post")
    op.execute("DELETE FROM voice WHERE is_alias AND topic_id IS NULL")
    set_own_voice("topic_id IS NULL")
    for table, column in (
        ("draft", "alias"),
        ("draft", "audience"),
        ("draft", "gist"),
        ("revision", "gist"),
        ("topic", "gist"),
        ("voice", "is_alias"),
    ):
        op.drop_column(table, column)


def set_own_voice(where: str) -> None:
    """A member has one voice of their own: the one for which this holds."""
    op.drop_index("uq_voice_own", "voice")
    op.create_index(
        "uq_voice_own",
        "voice",
        ["member_id"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
