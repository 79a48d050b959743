"""Drafts of summaries with comments and signatures, versions of records, figures, and what new sources ask."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
IS_OPEN = sa.text("ended_at IS NULL")


def foreign(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    """The key of a row elsewhere."""
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    """To this revision. What stands there was written for new sites, and nobody has signed it."""
    op.add_column("source", sa.Column("figures", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("citation", sa.Column("source_version", sa.Integer(), nullable=True))
    with op.batch_alter_table("summary") as batch:
        batch.add_column(sa.Column("talk_topic_id", KEY, nullable=True))
        batch.create_foreign_key(
            op.f("fk_summary_talk_topic_id"), "topic", ["talk_topic_id"], ["id"], ondelete="SET NULL"
        )
    with op.batch_alter_table("summary_revision") as batch:
        batch.add_column(sa.Column("review", sa.String(length=10), nullable=False, server_default="starter"))
        batch.add_column(sa.Column("second_look_due", sa.Date(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_summary_revision_review"), "review IN ('starter', 'two', 'one', 'urgent')"
        )
    reason_doubts()
    make_versions()
    make_candidates()
    make_drafts()
    make_words()
    make_signatures()


def reason_doubts() -> None:
    """Say why a summary is in doubt; one open row for each reason."""
    op.drop_index("uq_summary_doubt_open", "summary_doubt")
    with op.batch_alter_table("summary_doubt") as batch:
        batch.add_column(sa.Column("reason", sa.String(length=10), nullable=False, server_default="standing"))
        batch.create_check_constraint(op.f("ck_summary_doubt_reason"), "reason IN ('standing', 'record')")
    open_doubts("summary_id", "source_id", "reason")


def open_doubts(*columns: str) -> None:
    """The index of the doubts that nobody has ended."""
    op.create_index(
        "uq_summary_doubt_open",
        "summary_doubt",
        list(columns),
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def make_versions() -> None:
    """Records as they were."""
    op.create_table(
        "source_version",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        foreign("source_version", "source_id", "source", "CASCADE"),
        foreign("source_version", "by_id", "member", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_version")),
        sa.UniqueConstraint("source_id", "number", name=op.f("uq_source_version_source_id_number")),
    )


def make_candidates() -> None:
    """Sources that became known after a summary was written."""
    op.create_table(
        "summary_candidate",
        sa.Column("id", KEY, nullable=False),
        sa.Column("summary_id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by_id", KEY, nullable=True),
        sa.Column("ending", sa.String(length=10), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint("ending IN ('version', 'unchanged', 'withdrawn')", name=op.f("ck_summary_candidate_ending")),
        sa.CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name=op.f("ck_summary_candidate_ended")),
        foreign("summary_candidate", "summary_id", "summary", "CASCADE"),
        foreign("summary_candidate", "source_id", "source", "CASCADE"),
        foreign("summary_candidate", "ended_by_id", "member", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_candidate")),
        sa.UniqueConstraint("summary_id", "source_id", name=op.f("uq_summary_candidate_summary_id_source_id")),
    )
    op.create_index("ix_summary_candidate_source_id", "summary_candidate", ["source_id"])


def make_drafts() -> None:
    """Versions that are being written."""
    op.create_table(
        "summary_draft",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("condition_id", KEY, nullable=False),
        sa.Column("base_number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("searched_on", sa.Date(), nullable=True),
        sa.Column("searched_where", sa.Text(), nullable=False),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("change_note", sa.Text(), nullable=False),
        sa.Column("written_by_id", KEY, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("submitted_at", MOMENT, nullable=True),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("revision_id", KEY, nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'waiting', 'approved', 'published', 'dropped')", name=op.f("ck_summary_draft_state")
        ),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)", name=op.f("ck_summary_draft_published")
        ),
        foreign("summary_draft", "condition_id", "condition", "CASCADE"),
        foreign("summary_draft", "written_by_id", "member", "SET NULL"),
        foreign("summary_draft", "revision_id", "summary_revision", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_draft")),
        sa.UniqueConstraint("public_id", name=op.f("uq_summary_draft_public_id")),
    )
    op.create_index("ix_summary_draft_condition_id_state", "summary_draft", ["condition_id", "state"])
    op.create_index("ix_summary_draft_written_by_id", "summary_draft", ["written_by_id"])


def make_words() -> None:
    """What editors say about a draft."""
    op.create_table(
        "draft_comment",
        sa.Column("id", KEY, nullable=False),
        sa.Column("draft_id", KEY, nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("quoted", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("member_id", KEY, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("done_by_id", KEY, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.CheckConstraint("(done_at IS NULL) OR (done_at >= made_at)", name=op.f("ck_draft_comment_done")),
        foreign("draft_comment", "draft_id", "summary_draft", "CASCADE"),
        foreign("draft_comment", "member_id", "member", "SET NULL"),
        foreign("draft_comment", "done_by_id", "member", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_comment")),
    )
    op.create_index("ix_draft_comment_draft_id", "draft_comment", ["draft_id"])


def make_signatures() -> None:
    """Who signed what."""
    op.create_table(
        "summary_signature",
        sa.Column("id", KEY, nullable=False),
        sa.Column("draft_id", KEY, nullable=True),
        sa.Column("revision_id", KEY, nullable=True),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("member_id", KEY, nullable=True),
        sa.Column("interests", sa.Text(), nullable=False),
        sa.Column("qualification", sa.Text(), nullable=False),
        sa.Column("is_clinician", sa.Boolean(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "role IN ('writer', 'approver', 'second', 'clinician')", name=op.f("ck_summary_signature_role")
        ),
        sa.CheckConstraint("draft_id IS NOT NULL OR revision_id IS NOT NULL", name=op.f("ck_summary_signature_signed")),
        foreign("summary_signature", "draft_id", "summary_draft", "CASCADE"),
        foreign("summary_signature", "revision_id", "summary_revision", "CASCADE"),
        foreign("summary_signature", "member_id", "member", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summary_signature")),
    )
    for column in ("draft_id", "revision_id", "member_id"):
        op.create_index(f"ix_summary_signature_{column}", "summary_signature", [column])


def downgrade() -> None:
    """Back to the one before. A doubt for the sake of a record's figure is one that revision does not know."""
    for table in ("summary_signature", "draft_comment", "summary_draft", "summary_candidate", "source_version"):
        op.drop_table(table)
    op.execute("DELETE FROM summary_doubt WHERE reason = 'record'")
    op.drop_index("uq_summary_doubt_open", "summary_doubt")
    with op.batch_alter_table("summary_doubt") as batch:
        batch.drop_constraint(op.f("ck_summary_doubt_reason"), type_="check")
        batch.drop_column("reason")
    open_doubts("summary_id", "source_id")
    with op.batch_alter_table("summary_revision") as batch:
        batch.drop_constraint(op.f("ck_summary_revision_review"), type_="check")
        batch.drop_column("second_look_due")
        batch.drop_column("review")
    with op.batch_alter_table("summary") as batch:
        batch.drop_constraint(op.f("fk_summary_talk_topic_id"), type_="foreignkey")
        batch.drop_column("talk_topic_id")
    op.drop_column("citation", "source_version")
    op.drop_column("source", "figures")
