"""Following conditions, and bringing the list of conditions into the database."""

from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from forum.conditions.models import Condition, Follow, Synonym
from forum.conditions.queries import all_conditions, is_following, name_key
from forum.database import change, db, savepoint
from forum.viewers import Viewer

__all__ = ["CONTENT", "follow", "load_conditions", "unfollow"]

CONTENT = Path(__file__).parent / "content" / "conditions.yaml"


def follow(viewer: Viewer, *, condition: Condition) -> None:
    """The member hears of new topics about this condition from now on."""
    if viewer.id is None or is_following(viewer.id, condition.id):
        return
    try:
        with savepoint():
            db.session.add(Follow(member_id=viewer.id, condition_id=condition.id))
            db.session.flush()
    except IntegrityError:
        return  # the same form, sent twice at once


def unfollow(viewer: Viewer, *, condition: Condition) -> None:
    """The member hears no more of them."""
    change(delete(Follow).where(Follow.member_id == viewer.id, Follow.condition_id == condition.id))


def load_conditions(path: Path = CONTENT) -> int:
    """Bring the conditions of this file into the database, names and synonyms as the file has them.

    Doing it twice is harmless. Returns how many conditions were new.
    """
    entries: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    present = {condition.slug: condition for condition in all_conditions()}
    for position, entry in enumerate(entries, start=1):
        condition = present.get(entry["slug"])
        if condition is None:
            condition = Condition(slug=entry["slug"], synonyms=[])
            db.session.add(condition)
        condition.name = entry["name"]
        condition.group = entry["group"]
        condition.position = position
        condition.codes = {"mesh": entry["mesh"], "mesh_source": entry["mesh_source"]} if entry.get("mesh") else {}
        set_synonyms(condition, names=entry["synonyms"])
    db.session.flush()
    return len({entry["slug"] for entry in entries} - present.keys())


def set_synonyms(condition: Condition, *, names: list[str]) -> None:
    """Give the condition these other names, and no others. Two that compare as one are one."""
    wanted = {name_key(name): name for name in reversed(names)}
    present = {synonym.key: synonym for synonym in condition.synonyms}
    for key in present.keys() - wanted.keys():
        condition.synonyms.remove(present[key])
        db.session.delete(present[key])
    for position, (key, name) in enumerate(reversed(wanted.items())):
        if key not in present:
            condition.synonyms.append(Synonym(name=name, key=key, position=position))
        else:
            present[key].name, present[key].position = name, position
