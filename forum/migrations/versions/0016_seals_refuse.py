"""The seals of the moderation log refuse changes as its lines do; its head grows and is never taken away."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

SQLITE = """
CREATE TRIGGER log_seal_no_update BEFORE UPDATE ON log_seal
BEGIN SELECT RAISE(ABORT, 'the moderation log cannot be changed'); END;
--
CREATE TRIGGER log_seal_no_delete BEFORE DELETE ON log_seal
BEGIN SELECT RAISE(ABORT, 'the moderation log cannot be changed'); END;
--
CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head
BEGIN SELECT RAISE(ABORT, 'the moderation log cannot be changed'); END;
--
CREATE TRIGGER log_head_only_grows BEFORE UPDATE ON log_head WHEN NEW.lines <> OLD.lines + 1
BEGIN SELECT RAISE(ABORT, 'the moderation log cannot be changed'); END;
"""

# refuse_change() is of 0007.
POSTGRESQL = """
CREATE TRIGGER log_seal_no_change BEFORE UPDATE OR DELETE ON log_seal
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
--
CREATE TRIGGER log_seal_no_truncate BEFORE TRUNCATE ON log_seal EXECUTE FUNCTION refuse_change();
--
CREATE TRIGGER log_head_no_delete BEFORE DELETE ON log_head FOR EACH ROW EXECUTE FUNCTION refuse_change();
--
CREATE TRIGGER log_head_no_truncate BEFORE TRUNCATE ON log_head EXECUTE FUNCTION refuse_change();
--
CREATE TRIGGER log_head_only_grows BEFORE UPDATE ON log_head
  FOR EACH ROW WHEN (NEW.lines <> OLD.lines + 1) EXECUTE FUNCTION refuse_change();
"""

SQLITE_BACK = """
DROP TRIGGER log_seal_no_update;
--
DROP TRIGGER log_seal_no_delete;
--
DROP TRIGGER log_head_no_delete;
--
DROP TRIGGER log_head_only_grows;
"""

POSTGRESQL_BACK = """
DROP TRIGGER log_seal_no_change ON log_seal;
--
DROP TRIGGER log_seal_no_truncate ON log_seal;
--
DROP TRIGGER log_head_no_delete ON log_head;
--
DROP TRIGGER log_head_no_truncate ON log_head;
--
DROP TRIGGER log_head_only_grows ON log_head;
"""


def run(sqlite: str, postgresql: str) -> None:
    """Run the statements of this engine, one at a time."""
    for statement in (sqlite if op.get_bind().dialect.name == "sqlite" else postgresql).split("\n--\n"):
        op.execute(statement.strip())


def upgrade() -> None:
    """To this revision."""
    run(SQLITE, POSTGRESQL)


def downgrade() -> None:
    """Back to the one before."""
    run(SQLITE_BACK, POSTGRESQL_BACK)
