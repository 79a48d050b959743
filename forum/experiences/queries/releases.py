"""Reading the releases of members' numbers."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, select

from forum.database import db
from forum.experiences.models import Counted, Release
from forum.experiences.numbers.figures import Figures

__all__ = [
    "current_figures",
    "figures_of",
    "figures_on",
    "newest_release",
    "release_days",
    "releases_of",
    "shown_releases_that_count",
]


def newest(condition_id: int) -> Select[tuple[Release]]:
    """The releases of a condition, the newest first."""
    return select(Release).where(Release.condition_id == condition_id).order_by(Release.number.desc())


def figures_of(release: Release) -> Figures:
    """The numbers of a release that is shown."""
    return Figures.of_json(release.figures, counted_on=release.counted_on, number=release.number, method=release.method)


def newest_release(condition_id: int) -> Release | None:
    """The last release that was made, shown or taken down."""
    return db.session.scalars(newest(condition_id).limit(1)).one_or_none()


def current_figures(condition_id: int) -> Figures | None:
    """The numbers that are shown now. None: too few to show, or taken down until others can be shown."""
    release = newest_release(condition_id)
    return None if release is None or release.taken_down_at is not None else figures_of(release)


def figures_on(condition_id: int, day: date) -> Figures | None:
    """The numbers that were counted on this day, unless they were taken down."""
    query = newest(condition_id).where(Release.counted_on == day, Release.taken_down_at.is_(None)).limit(1)
    release = db.session.scalars(query).one_or_none()
    return None if release is None else figures_of(release)


def release_days(condition_id: int) -> list[date]:
    """The days of the releases that can be read, the newest first."""
    query = select(Release.counted_on).where(Release.condition_id == condition_id, Release.taken_down_at.is_(None))
    return list(db.session.scalars(query.distinct().order_by(Release.counted_on.desc())))


def releases_of(condition_id: int) -> Sequence[Release]:
    """Every release ever made, the newest first; also those taken down, beside which a new one must be safe."""
    return db.session.scalars(newest(condition_id)).all()


def shown_releases_that_count(experience_ids: Collection[int]) -> Sequence[Release]:
    """The releases that can be read and count one of these experiences, in the order in which they are locked."""
    counting = select(Counted.release_id).where(Counted.experience_id.in_(experience_ids))
    query = select(Release).where(Release.id.in_(counting), Release.taken_down_at.is_(None))
    return db.session.scalars(query.order_by(Release.condition_id, Release.id)).all()
