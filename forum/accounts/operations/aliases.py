"""One-off names of members."""

from sqlalchemy.exc import IntegrityError

from forum.accounts import queries
from forum.accounts.aliases import is_suggestion
from forum.accounts.models import Voice
from forum.accounts.names import name_key, name_skeleton
from forum.accounts.refusals import AliasTaken
from forum.database import db, savepoint

__all__ = ["make_alias"]


def make_alias(member_id: int, *, name: str, topic_id: int | None = None) -> Voice:
    """A new voice of this member that leads to nobody: for one topic, or (None) for what it is made for.

    Raises ValueError for a name that the forum did not suggest, AliasTaken for one that somebody bears.
    """
    if not is_suggestion(name):
        raise ValueError(name)
    plain = name.replace(" ", "")
    if queries.is_name_taken(name_key(plain), name_skeleton(plain)) or queries.is_alias_taken(name):
        raise AliasTaken(name)
    voice = Voice(member_id=member_id, topic_id=topic_id, name=name, is_alias=True)
    try:
        with savepoint():
            db.session.add(voice)
            db.session.flush()
    except IntegrityError as error:  # somebody took it at the same moment
        raise AliasTaken(name) from error
    return voice
