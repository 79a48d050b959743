"""The sheet that a member takes to an appointment: their own record, and beside it what studies say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import ngettext

from forum.accounts.bylines import Byline
from forum.errors import NotAllowed
from forum.evidence.queries import pinned
from forum.evidence.reading import Account, Dates
from forum.experiences.card import Card, card_of
from forum.experiences.policies import can_change_experience
from forum.experiences.queries import check_ins_of, get_experience
from forum.experiences.queries.diary import questions_of
from forum.viewers import Viewer

__all__ = ["Sheet", "left_out_words", "sheet_for"]

MINE = Byline(name="", is_own=True)  # no name is printed: it would lead whoever reads the sheet to everything else


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is printed. `account` and `dates` are None where nobody has written a summary."""

    public_id: str
    slug: str
    condition: str
    made_on: date
    card: Card
    questions: Sequence[str]
    account: Account | None
    dates: Dates | None


def sheet_for(viewer: Viewer, public_id: str, *, made_on: date) -> Sheet:
    """The sheet of the viewer's own experience. Raises NotFound or, for anybody else's, NotAllowed."""
    found = get_experience(viewer, public_id)
    if not can_change_experience(viewer, found):
        raise NotAllowed
    evidence = pinned(found.condition)
    return Sheet(
        public_id=public_id,
        slug=found.condition.slug,
        condition=found.condition.name,
        made_on=made_on,
        card=card_of(found, check_ins_of(found), byline=MINE),
        questions=[each.words for each in questions_of(found.id)],
        account=evidence.account if evidence else None,
        dates=evidence.dates if evidence else None,
    )


def left_out_words(count: int) -> str:
    """What the sheet says of lines that two pages do not hold; "" where all are there."""
    if count <= 0:
        return ""
    return ngettext("%(num)d earlier line is left out.", "%(num)d earlier lines are left out.", count)
