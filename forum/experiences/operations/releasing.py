"""Making releases of members' numbers, and taking them down when somebody counted in one takes consent back."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import insert

from forum import clock
from forum.conditions.models import Condition
from forum.database import after_commit, change, db, lock
from forum.experiences.models import Counted, Release
from forum.experiences.numbers.assembling import assembled, is_worth_it
from forum.experiences.numbers.figures import Figures
from forum.experiences.queries.counting import census_of, lock_consents_in, lock_consents_of
from forum.experiences.queries.releases import figures_of, releases_of, shown_releases_that_count
from forum.jobs import enqueue

__all__ = ["make_release", "uncount"]

ROWS_AT_ONCE = 5_000  # two values each; the databases take some thirty thousand in a statement


def make_release(condition: Condition, *, day: date) -> Release | None:
    """Count one condition. None: too few to show, too like what is known, or no better than what is shown."""
    lock(condition)
    earlier = releases_of(condition.id)
    known = [figures_of(release) for release in earlier]
    census = census_of(condition.id, day=day, held=lock_consents_in(condition.id))
    figures = assembled(census, day=day, number=len(earlier) + 1, earlier=known)
    if figures is None:
        return None
    is_shown = bool(earlier) and earlier[0].taken_down_at is None
    if is_shown and not is_worth_it(figures, known[0]):
        return None
    counted = [response.key for response in census.responses]
    return store(condition, figures=figures, counted=counted)


def store(condition: Condition, *, figures: Figures, counted: Sequence[int]) -> Release:
    """Keep a release, and who is counted in it, so that it can be taken down when one of them leaves."""
    release = Release(
        condition_id=condition.id,
        number=figures.number,
        counted_on=figures.counted_on,
        method=figures.method,
        figures=figures.as_json(),
    )
    db.session.add(release)
    db.session.flush()
    for start in range(0, len(counted), ROWS_AT_ONCE):
        keys = counted[start : start + ROWS_AT_ONCE]
        change(insert(Counted).values([{"release_id": release.id, "experience_id": key} for key in keys]))
    return release


def uncount(experience_ids: Collection[int]) -> None:
    """Take down at once, whole, every release that counts one of these. New ones are made as soon as may be.

    One cell alone would say in which somebody was who has just left. A release that is being made meanwhile holds
    the consents that it counts, so that we look when it is there.
    """
    lock_consents_of(experience_ids)
    for release in shown_releases_that_count(experience_ids):
        lock(release)
        if release.taken_down_at is None:
            release.taken_down_at = clock.now()
            condition_id = release.condition_id
            after_commit(lambda key=condition_id: enqueue("make_release", key))  # type: ignore[misc]  # a default
    db.session.flush()
