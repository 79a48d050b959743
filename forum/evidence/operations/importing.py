"""Saving what an editor chose of a file: all of it or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forum.conditions.models import Condition
from forum.evidence import queries
from forum.evidence.models import Source
from forum.evidence.operations.sourcing import add_source, fill_source, hold_editor
from forum.evidence.previewing import ADD, FILL, Preview
from forum.viewers import Viewer

__all__ = ["Imported", "import_found"]


@dataclass(frozen=True, slots=True)
class Imported:
    """The records that were made, and those into which something was put."""

    added: tuple[Source, ...]
    filled: tuple[Source, ...]


def import_found(
    previews: Iterable[Preview], chosen: Mapping[int, str], *, conditions: Sequence[Condition], viewer: Viewer
) -> Imported:
    """Do what was chosen for each number. Raises NotAllowed, or Refused where a record took its DOI meanwhile."""
    hold_editor(viewer)
    added, filled = [], []
    for each in previews:
        wish = chosen[each.number]
        if wish == ADD:
            values = {**each.found.values(), "et_al": each.found.et_al}
            added.append(add_source(values, conditions=conditions, viewer=viewer))
        elif wish.startswith(FILL):
            source = queries.get_source(wish.removeprefix(FILL))
            fill_source(source, each.found, conditions=conditions, viewer=viewer)
            filled.append(source)
    return Imported(tuple(added), tuple(filled))
