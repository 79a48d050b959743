"""How the ways in are laid out: groups of conditions, and the choices above a list of topics."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext as _

from forum.conditions.models import Condition

__all__ = ["Group", "alphabetical", "grouped", "kind_choices", "order_choices"]


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions that are listed together."""

    name: str
    conditions: tuple[Condition, ...]


def grouped(conditions: Iterable[Condition]) -> list[Group]:
    """The conditions by their groups, in the order that they come in."""
    return [Group(name, tuple(members)) for name, members in groupby(conditions, key=lambda each: each.group)]


def alphabetical(conditions: Iterable[Condition]) -> list[Condition]:
    """The conditions from A to Z."""
    return sorted(conditions, key=lambda each: each.name.casefold())


def kind_choices() -> list[tuple[str, str]]:
    """Which topics can be shown."""
    return [
        ("", _("Everything")),
        ("story", _("Stories")),
        ("question", _("Questions")),
        ("discussion", _("Discussions")),
    ]


def order_choices() -> list[tuple[str, str]]:
    """In which order."""
    return [("active", _("Latest activity")), ("newest", _("Newest"))]
