"""Cases, decisions and a log that cannot be changed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ONE_TARGET = (
    "(CASE WHEN topic_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN post_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN member_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END)"
    " = 1"
)


def upgrade() -> None:
    """To this revision."""
    create_contact_message()
    create_moderation_case()
    create_decision()
    create_flag()
    create_sanction()
    create_action()


def downgrade() -> None:
    """Back to the one before."""
    for table in ("action", "sanction", "flag", "decision", "moderation_case", "contact_message"):
        op.drop_table(table)


def create_contact_message() -> None:
    """The table contact_message."""
    op.create_table(
        "contact_message",
        sa.Column("id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=True),
        sa.Column("reply_to", sa.String(length=254), nullable=True),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_contact_message_member_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_message")),
    )


def create_moderation_case() -> None:
    """The table moderation_case."""
    op.create_table(
        "moderation_case",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("topic_id", KEY, nullable=True),
        sa.Column("post_id", KEY, nullable=True),
        sa.Column("member_id", KEY, nullable=True),
        sa.Column("contact_id", KEY, nullable=True),
        sa.Column("author_id", KEY, nullable=True),
        sa.Column("condition_id", KEY, nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("snapshot_title", sa.String(length=400), nullable=False),
        sa.Column("snapshot_markdown", sa.Text(), nullable=False),
        sa.Column("snapshot_html", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(ONE_TARGET, name=op.f("ck_moderation_case_one_target")),
        points_to("topic_id", "topic.id", ondelete="RESTRICT"),
        points_to("post_id", "post.id", ondelete="RESTRICT"),
        points_to("member_id", "member.id", ondelete="RESTRICT"),
        points_to("contact_id", "contact_message.id", ondelete="RESTRICT"),
        points_to("author_id", "member.id", ondelete="SET NULL"),
        points_to("condition_id", "condition.id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_case")),
        sa.UniqueConstraint("public_id", name=op.f("uq_moderation_case_public_id")),
    )
    index_moderation_case()


def points_to(column: str, target: str, *, ondelete: str) -> sa.ForeignKeyConstraint:
    """A foreign key of moderation_case."""
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_moderation_case_{column}"), ondelete=ondelete)


def index_moderation_case() -> None:
    """The order of the queue, and at most one open case per target."""
    op.create_index("ix_case_author_id", "moderation_case", ["author_id"], unique=False)
    op.create_index("ix_case_queue", "moderation_case", ["closed_at", "severity", "opened_at"], unique=False)
    op.create_index("uq_case_contact", "moderation_case", ["contact_id"], unique=True)
    for target in ("member", "post", "topic"):
        op.create_index(
            f"uq_case_open_{target}",
            "moderation_case",
            [f"{target}_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )


def create_decision() -> None:
    """The table decision."""
    op.create_table(
        "decision",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("verb", sa.String(length=20), nullable=False),
        sa.Column("rule_id", KEY, nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("decided_by_id", KEY, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("final_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "verb IN ('keep', 'hide', 'remove', 'lock', 'nothing', 'message', 'suspend', 'answer', 'withdrawn')",
            name=op.f("ck_decision_verb"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name=op.f("fk_decision_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["member.id"], name=op.f("fk_decision_decided_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["rule.id"], name=op.f("fk_decision_rule_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("public_id", name=op.f("uq_decision_public_id")),
    )
    op.create_index("ix_decision_case_id", "decision", ["case_id"], unique=False)


def create_flag() -> None:
    """The table flag."""
    op.create_table(
        "flag",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("flagger_id", KEY, nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("seen_markdown", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_flag_case_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["flagger_id"], ["member.id"], name=op.f("fk_flag_flagger_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["told_by_id"], ["decision.id"], name=op.f("fk_flag_told_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint("case_id", "flagger_id", name=op.f("uq_flag_case_id_flagger_id")),
    )
    op.create_index("ix_flag_flagger_id", "flag", ["flagger_id"], unique=False)


def create_sanction() -> None:
    """The table sanction."""
    op.create_table(
        "sanction",
        sa.Column("id", KEY, nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("decision_id", KEY, nullable=False),
        sa.Column("limit_id", KEY, nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_sanction_decision_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["limit_id"], ["member_limit.id"], name=op.f("fk_sanction_limit_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_sanction_member_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction")),
    )
    op.create_index("ix_sanction_member_id", "sanction", ["member_id"], unique=False)


def create_action() -> None:
    """The table action."""
    op.create_table(
        "action",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", KEY, nullable=True),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("case_id", KEY, nullable=True),
        sa.Column("decision_id", KEY, nullable=True),
        sa.Column("target", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["member.id"], name=op.f("fk_action_actor_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name=op.f("fk_action_case_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_action_decision_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
    )
    op.create_index("ix_action_at", "action", ["at"], unique=False)
    op.create_index("ix_action_case_id", "action", ["case_id"], unique=False)
