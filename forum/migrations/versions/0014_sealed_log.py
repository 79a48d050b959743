"""The moderation log becomes a chain: each line is sealed with the one before it."""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ACTION = sa.table(
    "action",
    sa.column("id", KEY),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("actor_id", KEY),
    sa.column("verb", sa.String()),
    sa.column("case_id", KEY),
    sa.column("decision_id", KEY),
    sa.column("target", sa.String()),
    sa.column("reason", sa.Text()),
    sa.column("details", sa.JSON()),
)
BATCH = 1_000


def upgrade() -> None:
    """To this revision. The lines that are there are sealed as they stand."""
    seals = op.create_table(
        "log_seal",
        sa.Column("action_id", KEY, nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_log_seal_action_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("action_id", name=op.f("pk_log_seal")),
    )
    head = op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_log_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    seal, rows = "0" * 64, []
    for line in op.get_bind().execute(sa.select(ACTION).order_by(ACTION.c.id)).mappings().all():
        seal = seal_of(dict(line), seal)
        rows.append({"action_id": line["id"], "seal": seal})
    for start in range(0, len(rows), BATCH):
        op.bulk_insert(seals, rows[start : start + BATCH])
    if rows:
        op.bulk_insert(head, [{"id": 1, "lines": len(rows), "seal": seal}])


def seal_of(line: dict[str, object], previous: str) -> str:
    """As forum/moderation/models/seals.py had it when this was written."""
    at = line["at"]
    assert isinstance(at, datetime)
    moment = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    words = line | {"at": moment.isoformat(timespec="microseconds")}
    text = json.dumps([previous, words], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def downgrade() -> None:
    """Back to the one before."""
    op.drop_table("log_head")
    op.drop_table("log_seal")
