"""Experiences: the record of a treatment, and what hangs on it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
IS_EFFECT = (
    "effect IN ('very_much_better', 'much_better', 'a_little_better', 'no_change', 'a_little_worse', 'much_worse',"
    " 'very_much_worse', 'cannot_tell')"
)


def upgrade() -> None:
    """To this revision."""
    create_experience()
    create_dose_step()
    create_side_effect()
    create_check_in()
    create_experience_revision()
    create_appointment_question()
    create_check_in_reminder()
    create_counting_consent()


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("counting_consent")
    op.drop_table("check_in_reminder")
    op.drop_table("appointment_question")
    op.drop_table("experience_revision")
    op.drop_table("check_in")
    op.drop_table("side_effect")
    op.drop_table("dose_step")
    op.drop_table("experience")


def create_experience() -> None:
    """The table experience."""
    op.create_table(
        "experience",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("member_id", KEY, nullable=False),
        sa.Column("condition_id", KEY, nullable=False),
        sa.Column("voice_id", KEY, nullable=True),
        sa.Column("topic_id", KEY, nullable=True),
        sa.Column("audience", sa.String(length=10), nullable=False),
        sa.Column("alias", sa.String(length=80), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state_by_id", KEY, nullable=True),
        sa.Column("state_reason", sa.String(length=200), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        *facts(),
        *checks(),
        sa.ForeignKeyConstraint(
            ["condition_id"], ["condition.id"], name=op.f("fk_experience_condition_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_experience_member_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["state_by_id"], ["member.id"], name=op.f("fk_experience_state_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_experience_topic_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["voice_id"], ["voice.id"], name=op.f("fk_experience_voice_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experience")),
        sa.UniqueConstraint("member_id", "condition_id", name=op.f("uq_experience_member_id_condition_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_experience_public_id")),
    )
    op.create_index("ix_experience_condition_id_shared_at", "experience", ["condition_id", "shared_at"], unique=False)
    op.create_index("ix_experience_voice_id", "experience", ["voice_id"], unique=False)
    op.create_index("uq_experience_topic_id", "experience", ["topic_id"], unique=True)


def checks() -> list[sa.CheckConstraint]:
    """What may stand in the columns of an experience."""
    return [
        sa.CheckConstraint("audience IN ('everyone', 'members')", name=op.f("ck_experience_audience")),
        sa.CheckConstraint(IS_EFFECT, name=op.f("ck_experience_effect")),
        sa.CheckConstraint("interest IN ('none', 'sell', 'prescribe', 'paid')", name=op.f("ck_experience_interest")),
        sa.CheckConstraint("state IN ('open', 'held', 'hidden', 'removed')", name=op.f("ck_experience_state")),
        sa.CheckConstraint(
            "status IN ('considering', 'taking', 'paused', 'stopped', 'finished')", name=op.f("ck_experience_status")
        ),
        sa.CheckConstraint(
            "shared_at IS NULL OR (voice_id IS NOT NULL AND status IS NOT NULL)", name=op.f("ck_experience_shared")
        ),
    ]


def facts() -> list[sa.Column[Any]]:
    """What the member says of the treatment."""
    return [
        sa.Column("for_another", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("form", sa.String(length=20), nullable=True),
        sa.Column("time_of_day", sa.String(length=20), nullable=True),
        sa.Column("purpose", sa.String(length=120), nullable=False),
        sa.Column("effect", sa.String(length=20), nullable=True),
        sa.Column("effect_first_on", sa.Date(), nullable=True),
        sa.Column("noticed", sa.String(length=20), nullable=True),
        sa.Column("stop_reason", sa.String(length=20), nullable=True),
        sa.Column("effort", sa.String(length=20), nullable=True),
        sa.Column("cost", sa.String(length=20), nullable=True),
        sa.Column("other_changes", sa.String(length=500), nullable=False),
        sa.Column("opioids", sa.String(length=20), nullable=True),
        sa.Column("interest", sa.String(length=20), nullable=True),
    ]


def create_dose_step() -> None:
    """The table dose_step."""
    op.create_table(
        "dose_step",
        sa.Column("id", KEY, nullable=False),
        sa.Column("experience_id", KEY, nullable=False),
        sa.Column("from_month", sa.Date(), nullable=False),
        sa.Column("micrograms", sa.Integer(), nullable=False),
        sa.CheckConstraint("micrograms = 0 OR micrograms BETWEEN 10 AND 50000", name=op.f("ck_dose_step_micrograms")),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["experience.id"], name=op.f("fk_dose_step_experience_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dose_step")),
        sa.UniqueConstraint("experience_id", "from_month", name=op.f("uq_dose_step_experience_id_from_month")),
    )


def create_side_effect() -> None:
    """The table side_effect."""
    op.create_table(
        "side_effect",
        sa.Column("id", KEY, nullable=False),
        sa.Column("experience_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("words", sa.String(length=80), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=True),
        sa.Column("is_still_there", sa.Boolean(), nullable=True),
        sa.CheckConstraint("severity IN ('mild', 'moderate', 'severe')", name=op.f("ck_side_effect_severity")),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["experience.id"], name=op.f("fk_side_effect_experience_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_side_effect")),
        sa.UniqueConstraint("experience_id", "kind", "words", name=op.f("uq_side_effect_experience_id_kind_words")),
    )


def create_check_in() -> None:
    """The table check_in."""
    op.create_table(
        "check_in",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("experience_id", KEY, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("micrograms", sa.Integer(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("effect", sa.String(length=20), nullable=True),
        sa.Column("side_effects", sa.JSON(), nullable=False),
        sa.Column("line", sa.String(length=300), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces_id", KEY, nullable=True),
        sa.CheckConstraint(IS_EFFECT, name=op.f("ck_check_in_effect")),
        sa.CheckConstraint("micrograms = 0 OR micrograms BETWEEN 10 AND 50000", name=op.f("ck_check_in_micrograms")),
        sa.CheckConstraint("rating BETWEEN 0 AND 10", name=op.f("ck_check_in_rating")),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["experience.id"], name=op.f("fk_check_in_experience_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["check_in.id"], name=op.f("fk_check_in_replaces_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("public_id", name=op.f("uq_check_in_public_id")),
    )
    op.create_index("ix_check_in_experience_id_on_day", "check_in", ["experience_id", "on_day"], unique=False)
    op.create_index(
        "uq_check_in_day",
        "check_in",
        ["experience_id", "on_day"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )


def create_experience_revision() -> None:
    """The table experience_revision."""
    op.create_table(
        "experience_revision",
        sa.Column("id", KEY, nullable=False),
        sa.Column("experience_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["experience.id"], name=op.f("fk_experience_revision_experience_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experience_revision")),
        sa.UniqueConstraint("experience_id", "number", name=op.f("uq_experience_revision_experience_id_number")),
    )


def create_appointment_question() -> None:
    """The table appointment_question."""
    op.create_table(
        "appointment_question",
        sa.Column("id", KEY, nullable=False),
        sa.Column("experience_id", KEY, nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["experience.id"], name=op.f("fk_appointment_question_experience_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_question")),
    )
    op.create_index("ix_appointment_question_experience_id", "appointment_question", ["experience_id"], unique=False)


def create_check_in_reminder() -> None:
    """The table check_in_reminder."""
    op.create_table(
        "check_in_reminder",
        sa.Column("id", KEY, nullable=False),
        sa.Column("experience_id", KEY, nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("months IN (1, 3, 6, 12)", name=op.f("ck_check_in_reminder_months")),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["experience.id"], name=op.f("fk_check_in_reminder_experience_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in_reminder")),
        sa.UniqueConstraint("experience_id", "months", name=op.f("uq_check_in_reminder_experience_id_months")),
    )
    op.create_index("ix_check_in_reminder_due_on", "check_in_reminder", ["due_on"], unique=False)


def create_counting_consent() -> None:
    """The table counting_consent."""
    op.create_table(
        "counting_consent",
        sa.Column("id", KEY, nullable=False),
        sa.Column("experience_id", KEY, nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["experience_id"], ["experience.id"], name=op.f("fk_counting_consent_experience_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counting_consent")),
    )
    op.create_index(
        "uq_counting_consent_given",
        "counting_consent",
        ["experience_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
