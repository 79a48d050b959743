"""In whose name a text stands, as this viewer may know it. Templates learn of authors here and nowhere else."""

from dataclasses import dataclass

from forum.accounts.models import Voice
from forum.viewers import Viewer

__all__ = ["NOBODY", "Byline", "byline", "byline_of"]


@dataclass(frozen=True, slots=True)
class Byline:
    """What stands above a text. `page_of` is the name whose page may be linked, if any."""

    name: str
    page_of: str | None = None
    is_own: bool = False
    is_former: bool = False


NOBODY = Byline(name="")  # above a placeholder


def byline(voice: Voice, viewer: Viewer) -> Byline:
    """The name above a text. An alias and a former member link nowhere."""
    return byline_of(
        voice.name,
        member_id=voice.member_id,
        is_alias=voice.is_alias,
        is_former=voice.is_former,
        viewer=viewer,
    )


def byline_of(name: str, *, member_id: int | None, is_alias: bool, is_former: bool, viewer: Viewer) -> Byline:
    """The same from a voice's columns, for lists that load no whole rows."""
    own = viewer.id is not None and member_id == viewer.id
    linked = not is_alias and not is_former
    return Byline(name=name, page_of=name if linked else None, is_own=own, is_former=is_former)
