"""What of a draft has to be mended before it is handed to another editor, each with its place on the page.

Nothing here stops a draft from being saved.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from forum.evidence.citing import shown
from forum.evidence.models import Source
from forum.evidence.starter import StarterSummary

__all__ = ["Problem", "problems_of"]

Sources = Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `place` is short, q1, q2 and so on, not-shown, ongoing, studies, or whole."""

    place: str
    words: str

    def __str__(self) -> str:
        """The sentence."""
        return self.words


def problems_of(summary: StarterSummary, sources: Sources, *, change_note: str) -> tuple[Problem, ...]:
    """Everything that stands between this draft and another editor, in reading order; empty when all is well.

    `sources` holds every source that the draft shows and that exists, by key.
    """
    problems = []
    if not summary.bottom_line:
        problems.append(Problem("short", _("There is no bottom line yet.")))
    problems += [
        Problem("whole", _("%(key)s is not a source.", key=key)) for key in shown(summary) if key not in sources
    ]
    if not change_note:
        problems.append(Problem("whole", _("Say what changed, and why.")))
    return tuple(problems)
