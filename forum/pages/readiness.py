"""Whether this process can serve: its database answers and has the tables that this version expects."""

from dataclasses import dataclass

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from forum import config
from forum.database import db, sqlite_warning

__all__ = ["Readiness", "readiness"]

MIGRATIONS = config.ROOT / "forum" / "migrations"


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found, in words for whoever runs the site."""

    database: str
    migrations: str
    warning: str = ""  # something to mend that keeps nobody out

    @property
    def is_ready(self) -> bool:
        """Whether requests may come."""
        return (self.database, self.migrations) == ("reachable", "current")


def readiness() -> Readiness:
    """Ask the database. Never raises for one that is gone."""
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    try:
        found = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError:
        db.session.rollback()
        return Readiness(database="not reachable", migrations="unknown")
    state = "current" if found == newest else "not current"
    return Readiness(database="reachable", migrations=state, warning=sqlite_warning())
