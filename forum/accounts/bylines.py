"""In whose name a text stands, as this viewer may know it. Templates learn of authors here and nowhere else."""

from dataclasses import dataclass

from forum.accounts.models import Voice
from forum.viewers import Viewer

__all__ = ["NOBODY", "Byline", "byline"]


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
    own = viewer.id is not None and voice.member_id == viewer.id
    linked = voice.topic_id is None and not voice.is_former
    return Byline(name=voice.name, page_of=voice.name if linked else None, is_own=own, is_former=voice.is_former)
