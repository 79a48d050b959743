"""The database that is measured: filled once for each size, and used again."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.texts import Texts
from forum import clock
from forum.app import Forum, create_app
from forum.cli import invented, queries, seeding, starting
from forum.cli.seeding_experiences import Plan, seed_experiences
from forum.conditions.models import Condition
from forum.conditions.operations import load_conditions
from forum.database import db, is_sqlite, transaction
from forum.evidence.operations import load_starter
from forum.experiences.operations.releasing import make_release

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "instance" / "bench"
CONDITIONS = 10
STUDIED = "fibromyalgia"  # has the longest summary of those that a site starts with
COUNTED_CONDITION = 4  # the key of condition-3, whose list is measured
MEMBERS = 500
UNTIL = datetime(2026, 6, 1, tzinfo=UTC)
SEASON = timedelta(days=100)
NO_PASSWORD = "!"  # noqa: S105 - nobody signs in by the form
VERSION = 2  # of what is filled in; raise it when the rows change
SETTINGS = {
    "RATE_FACTOR": 1e6,  # the limits are counted as always, and never reached
    "ORIGIN": "http://localhost",
    "LOG_LEVEL": "WARNING",
}


@dataclass(frozen=True, slots=True)
class Filled:
    app: Forum
    folder: Path
    seconds: float


def filled(*, topics: int, posts: int) -> Filled:
    """An application on a database with so many topics and posts."""
    url = os.environ.get("FORUM_DATABASE_URL", "")
    kept = FOLDER / f"{topics}-{posts}{'-postgresql' if url else ''}"
    kept.mkdir(parents=True, exist_ok=True)
    wanted = {"topics": topics, "posts": posts, "version": VERSION, "url": url, "migrations": starting_point()}
    mark, pristine, used = kept / "filled.json", kept / "filled.sqlite3", kept / "forum.sqlite3"
    have = json.loads(mark.read_text("utf-8")) if mark.exists() else {}
    for leftover in kept.glob("forum.sqlite3*"):
        leftover.unlink()
    same = {name: have.get(name) for name in wanted} == wanted
    if same and not url:
        shutil.copyfile(pristine, used)
    app = create_app(SETTINGS, instance_path=str(kept))
    if not same:
        began = clock.now()
        with app.app_context():
            fill(topics=topics, posts=posts)
        wanted["seconds"] = (clock.now() - began).total_seconds()
        if not url:
            with closing(sqlite3.connect(used)) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copyfile(used, pristine)
        mark.write_text(json.dumps(wanted), "utf-8")
        have = wanted
    return Filled(app, kept, float(str(have["seconds"])))


def fill_experiences() -> None:
    """What every member tells about one condition, counted a season after they joined."""
    counted_at = UNTIL + SEASON
    condition = queries.find_condition(COUNTED_CONDITION)
    assert condition is not None
    people = [(*pair, f"Measured {number}") for number, pair in enumerate(queries.own_voices())]
    seed_experiences(people, Plan(condition.id, until=counted_at))
    with transaction():
        condition = queries.find_condition(COUNTED_CONDITION)
        assert condition is not None
        assert make_release(condition, day=counted_at.date())


def starting_point() -> str:
    """The newest migration: another one needs another database."""
    return str(starting.scripts().get_current_head())


def fill(*, topics: int, posts: int) -> None:
    print(f"Filling {db.engine.url.render_as_string()} with {topics:,} topics and {posts:,} posts …", flush=True)
    if starting.version_in_database() is not None:
        raise SystemExit("This database is not empty, and was not filled by the benchmark for this size. Name another.")
    starting.migrate()
    texts = Texts()
    with transaction():
        conditions = [
            Condition(slug=f"condition-{n}", name=f"Condition {n}", group="Measured", position=n, codes={})
            for n in range(CONDITIONS)
        ]
        db.session.add_all(conditions)
        db.session.flush()
        load_conditions()
        load_starter()
    voices = seeding.seed_members(invented.names(MEMBERS, seed=1), password_hash=NO_PASSWORD, joined_at=UNTIL)
    plan = seeding.Plan(topics=topics, posts=posts, until=UNTIL)
    seeding.seed_topics(plan, conditions=conditions, voices=voices, title=texts.title, text=texts.text)
    fill_experiences()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE" if is_sqlite() else "VACUUM ANALYZE")
    db.session.remove()
    db.engine.dispose()
