"""What the worker does for experiences, and the commands for it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from forum import clock
from forum.app import Forum
from forum.cli import experiences, invented, queries, seeding
from forum.cli.seeding_experiences import Plan, seed_experiences
from forum.database import db, transaction
from forum.experiences.models import Release
from forum.experiences.operations.releasing import uncount
from forum.experiences.queries.releases import current_figures
from forum.jobs import jobs_of
from tests import factories


@pytest.fixture
def counted(app: Forum) -> tuple[int, int]:
    """A condition with many experiences, and one with four."""
    with app.app_context():
        many, few = factories.condition("many").id, factories.condition("few").id
        seeding.seed_members(invented.names(150, seed=1), password_hash="x", joined_at=clock.ago(days=400))
        people = [(*pair, f"Alias {pair[0]}") for pair in queries.own_voices()]
        seed_experiences(people, Plan(many, until=clock.now(), seed=1))
        seed_experiences(people[:4], Plan(few, until=clock.now(), seed=2))
        return many, few


def releases() -> list[tuple[int, bool]]:
    """Of which condition, and whether it is shown."""
    db.session.expire_all()
    found = db.session.scalars(select(Release).order_by(Release.id))
    return [(release.condition_id, release.taken_down_at is None) for release in found]


def test_the_command_makes_releases_where_there_are_enough(app: Forum, counted: tuple[int, int]) -> None:
    done = app.test_cli_runner().invoke(args=["experiences", "release"])
    assert (done.exit_code, done.output) == (0, "Made: 1 releases.\n")
    again = app.test_cli_runner().invoke(args=["experiences", "release"])
    assert again.output == "Made: 0 releases.\n"
    with app.app_context():
        many, few = counted
        assert releases() == [(many, True)]
        figures = current_figures(many)
        assert figures is not None
        assert figures.counted_on == clock.now().date()
        assert 90 < figures.n < 150
        assert current_figures(few) is None


def test_what_was_taken_down_is_counted_anew_by_the_worker(app: Forum, counted: tuple[int, int]) -> None:
    with app.app_context():
        experiences.release_all()
        many = counted[0]
        with transaction():
            uncount([row.id for row in queries.experiences_about(many)])
        # The queue of the tests works at once: the numbers were counted again as soon as that was stored.
        assert releases()[0] == (many, False)


def test_the_worker_knows_how_to_count_one_condition(app: Forum, counted: tuple[int, int]) -> None:
    with app.app_context():
        jobs_of(app).known["make_release"](counted[0])
        assert releases() == [(counted[0], True)]
        jobs_of(app).known["make_release"](10**9)


def test_an_account_of_a_few_days_is_not_counted(app: Forum) -> None:
    with app.app_context():
        condition = factories.condition()
        seeding.seed_members(invented.names(60, seed=1), password_hash="x", joined_at=clock.ago(days=13))
        people = [(*pair, f"Alias {pair[0]}") for pair in queries.own_voices()]
        seed_experiences(people, Plan(condition.id, until=clock.now() - timedelta(days=1)))
        assert experiences.release_all() == 0
