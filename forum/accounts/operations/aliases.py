"""One-off names of members."""

from flask_babel import gettext as _

from forum.accounts import queries
from forum.accounts.aliases import is_suggestion
from forum.accounts.models import Voice
from forum.accounts.names import name_key, name_skeleton
from forum.database import db
from forum.errors import Refused

__all__ = ["make_alias"]


def make_alias(member_id: int, *, name: str, topic_id: int | None = None) -> Voice:
    """A new voice of this member that leads to nobody: for one topic, or (None) for what it is made for.

    Raises ValueError for a name that the forum did not suggest, Refused for one that somebody bears.
    """
    if not is_suggestion(name):
        raise ValueError(name)
    plain = name.replace(" ", "")
    if queries.is_name_taken(name_key(plain), name_skeleton(plain)) or queries.is_alias_taken(name):
        raise Refused(_("Somebody writes under the name %(name)s already. Please take another one.", name=name))
    voice = Voice(member_id=member_id, topic_id=topic_id, name=name, is_alias=True)
    db.session.add(voice)
    db.session.flush()
    return voice
