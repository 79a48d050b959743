"""What moderators do for somebody who may be at risk, as tests call it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from forum.database import db, transaction
from forum.moderation import operations, queries
from forum.moderation.models import AtRisk, RiskStep
from forum.viewers import Viewer
from tests.moderation import scenes


def worry(scene: scenes.Scene) -> str:
    """Somebody is worried about whoever wrote the post; the case."""
    return scenes.flag(scene.flagger, scene.post, reason="at_risk")


def take(viewer: Viewer, case: str) -> None:
    with transaction():
        operations.take_on(queries.get_case(case), viewer=viewer)


def instead(viewer: Viewer, case: str) -> None:
    with transaction():
        operations.take_on_from_another(queries.get_case(case), viewer=viewer)


def note(viewer: Viewer, case: str, words: str = "I looked at their other texts.") -> None:
    with transaction():
        operations.note_step(queries.get_case(case), viewer=viewer, words=words)


def write(viewer: Viewer, case: str, words: str = "Hello,\n\nhow are you tonight?") -> str:
    with transaction():
        return operations.write_to_member(queries.get_case(case), viewer=viewer, words=words).public_id


def give_back(viewer: Viewer, case: str) -> None:
    with transaction():
        operations.give_back(queries.get_case(case), viewer=viewer, words="They answered me.")


def close(viewer: Viewer, case: str, *, version: int | None = None) -> str:
    with transaction():
        found = queries.get_case(case)
        seen = found.version if version is None else version
        return operations.close_risk(found, viewer=viewer, version=seen, words="They are with their sister.").public_id


def ordinary(viewer: Viewer, case: str) -> None:
    with transaction():
        found = queries.get_case(case)
        operations.make_ordinary(found, viewer=viewer, version=found.version, words="It is a song text.")


def row(case: str) -> AtRisk:
    found = queries.find_risk(scenes.case(case).id)
    assert found is not None
    return found


def kinds() -> list[str]:
    """The steps, oldest first."""
    return list(db.session.scalars(select(RiskStep.kind).order_by(RiskStep.id)))


@contextmanager
def moved(**span: float) -> Iterator[None]:
    """So much later, for the worker."""
    with scenes.later(**span):
        yield
