"""Whether an editor is just writing about a source."""

from sqlalchemy import Text, cast, select

from forum.database import db
from forum.evidence.citing import shown
from forum.evidence.drafts.models import SummaryDraft
from forum.evidence.drafts.policies import OPEN
from forum.evidence.drafts.written import summary_of

__all__ = ["is_drafted"]


def is_drafted(key: str) -> bool:
    """Whether a draft that is not done with shows the source with this key."""
    names_it = cast(SummaryDraft.parts, Text).contains(key, autoescape=True)
    found = db.session.scalars(select(SummaryDraft).where(SummaryDraft.state.in_(OPEN), names_it))
    return any(key in shown(summary_of("", draft)) for draft in found)
