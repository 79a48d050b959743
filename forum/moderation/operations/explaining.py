"""Explaining a line of the log: with one more line, because none is ever changed."""

from flask_babel import gettext as _

from forum.errors import Refused
from forum.moderation import queries
from forum.moderation.models import Action, Case
from forum.moderation.operations import cases
from forum.viewers import Viewer

__all__ = ["explain"]


def explain(line: Action, *, viewer: Viewer, case: Case | None, words: str) -> Action:
    """Say more about a line, or what was wrong with it. `line` and its `case` come from queries.get_action.

    Raises Refused for a line that is an explanation itself: what it explains can be explained again.
    """
    if line.verb == "explain":
        raise Refused(_("This is an explanation. Explain the line that it is about once more."))
    target = queries.target_of_line(line.id)
    return cases.log("explain", actor_id=viewer.id, target=target, case=case, reason=words)
