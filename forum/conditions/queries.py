"""Reading conditions, finding one by any of its names, and whether a member follows it."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from forum.conditions.models import Condition, Follow
from forum.database import db
from forum.errors import NotFound

__all__ = ["all_conditions", "get_condition", "is_following", "matching_name", "name_key"]

SHORTEST_PART = 2  # letters that a part of a name needs, so that one letter does not find everything


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """The form in which names are compared: lower case, no accents, words of letters and digits."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"['\u2018\u2019]", "", plain)))


def all_conditions() -> list[Condition]:
    """Every condition with its synonyms, in the order of their groups."""
    query = select(Condition).options(selectinload(Condition.synonyms)).order_by(Condition.position, Condition.id)
    return list(db.session.scalars(query))


def get_condition(slug: str) -> Condition:
    """The condition at this address, with its synonyms. Raises NotFound."""
    query = select(Condition).where(Condition.slug == slug).options(selectinload(Condition.synonyms))
    condition = db.session.scalars(query).one_or_none()
    if condition is None:
        raise NotFound
    return condition


def matching_name(conditions: Iterable[Condition], text: str) -> list[Condition]:
    """The conditions that go by this name: where a whole name fits, those alone; else where a word begins so.

    Their synonyms are loaded. All names together are a few hundred; they are compared here, so that both databases
    find the same.
    """
    wanted = name_key(text)
    if not wanted:
        return []
    named = [(condition, names_of(condition)) for condition in conditions]
    exact = [condition for condition, names in named if wanted in names]
    if exact or len(wanted) < SHORTEST_PART:
        return exact
    return [condition for condition, names in named if any(f" {wanted}" in f" {name}" for name in names)]


def names_of(condition: Condition) -> set[str]:
    """Every name of a condition, as it is compared."""
    return {name_key(name) for name in (condition.name, *(synonym.name for synonym in condition.synonyms))}


def is_following(member_id: int, condition_id: int) -> bool:
    """Whether this member follows this condition."""
    return db.session.get(Follow, (member_id, condition_id)) is not None
