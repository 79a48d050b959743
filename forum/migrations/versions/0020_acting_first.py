"""Rules that act before people do, what they found, and waves of texts that are alike."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
CURRENT = sa.text("is_current")
REFERENCES = (
    ("condition_id", "condition.id", "RESTRICT"),
    ("owner_id", "member.id", "SET NULL"),
    ("saved_by_id", "member.id", "SET NULL"),
)


def upgrade() -> None:
    """To this revision."""
    make_rules()
    op.create_index(
        *("uq_screening_rule_current", "screening_rule", ["key"]),
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )
    make_hits()
    make_waves()
    with op.batch_alter_table("moderation_case") as table:
        table.add_column(sa.Column("wave_id", KEY, nullable=True))
        table.create_foreign_key(
            "fk_moderation_case_wave_id", "screening_wave", ["wave_id"], ["id"], ondelete="SET NULL"
        )
        table.create_index("ix_case_wave_id", ["wave_id"])


def make_rules() -> None:
    """The rules, version by version."""
    op.create_table(
        "screening_rule",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("condition_id", KEY, nullable=True),
        sa.Column("scope", sa.String(length=10), nullable=False),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("sentence", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("owner_id", KEY, nullable=True),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("tried_texts", sa.Integer(), nullable=False),
        sa.Column("tried_hits", sa.Integer(), nullable=False),
        sa.Column("saved_by_id", KEY, nullable=True),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('word', 'link', 'vendor', 'pattern')", name=op.f("ck_screening_rule_kind")),
        sa.CheckConstraint("action IN ('nudge', 'hold', 'flag', 'note')", name=op.f("ck_screening_rule_action")),
        sa.CheckConstraint("scope IN ('everyone', 'newcomers')", name=op.f("ck_screening_rule_scope")),
        *(
            sa.ForeignKeyConstraint([column], [there], name=f"fk_screening_rule_{column}", ondelete=then)
            for column, there, then in REFERENCES
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_rule")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_screening_rule_key_version")),
    )
    op.create_index("ix_screening_rule_condition_id", "screening_rule", ["condition_id"])


def make_hits() -> None:
    """What they found."""
    op.create_table(
        "screening_hit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("rule_id", KEY, nullable=True),
        sa.Column("built_in", sa.String(length=20), nullable=False, server_default=""),
        sa.Column("post_id", KEY, nullable=True),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("(rule_id IS NULL) = (built_in <> '')", name=op.f("ck_screening_hit_one_rule")),
        sa.ForeignKeyConstraint(
            ["rule_id"], ["screening_rule.id"], name=op.f("fk_screening_hit_rule_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_screening_hit_post_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name=op.f("fk_screening_hit_case_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_hit")),
    )
    for column in ("rule_id", "post_id", "case_id"):
        op.create_index(f"ix_screening_hit_{column}", "screening_hit", [column])


def make_waves() -> None:
    """Texts that are alike."""
    op.create_table(
        "screening_mark",
        sa.Column("post_id", KEY, nullable=False),
        sa.Column("sign", sa.String(length=80), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_screening_mark_post_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("post_id", "sign", name=op.f("pk_screening_mark")),
    )
    op.create_index("ix_screening_mark_sign", "screening_mark", ["sign", "at"])
    op.create_table(
        "screening_wave",
        sa.Column("id", KEY, nullable=False),
        sa.Column("sign", sa.String(length=80), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening_wave")),
        sa.UniqueConstraint("sign", name=op.f("uq_screening_wave_sign")),
    )


def downgrade() -> None:
    """Back to the one before."""
    with op.batch_alter_table("moderation_case") as table:
        table.drop_index("ix_case_wave_id")
        table.drop_constraint("fk_moderation_case_wave_id", type_="foreignkey")
        table.drop_column("wave_id")
    for table_name in ("screening_wave", "screening_mark", "screening_hit", "screening_rule"):
        op.drop_table(table_name)
