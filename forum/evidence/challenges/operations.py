"""Objecting to a sentence, and answering."""

from flask_babel import gettext as _
from sqlalchemy import delete, update

from forum import clock
from forum.accounts import operations as accounts
from forum.database import change, db, lock
from forum.errors import NotAllowed, Refused, TooMany
from forum.evidence.challenges import policies, queries
from forum.evidence.challenges.models import OUTCOMES, Challenge
from forum.evidence.models import Summary
from forum.notifications.operations import notify, notify_each
from forum.viewers import Viewer

__all__ = ["CHALLENGES_PER_DAY", "answer", "challenge", "part_challenges_from", "withhold_challenges"]

CHALLENGES_PER_DAY = 5  # by one member: what a few volunteer editors can answer with care
DAY_SECONDS = 86_400


def challenge(
    summary: Summary, *, viewer: Viewer, number: int, sentence: str, words: str, is_personal: bool
) -> Challenge:
    """Say what is wrong with a sentence of this version; the editors are told.

    Doing it again while it waits changes nothing. Raises NotAllowed for whoever may not, TooMany beyond a day's limit.
    """
    now = accounts.hold_viewer(viewer)
    if now.id is None or not policies.can_challenge(now):
        raise NotAllowed(_("You can do this once you agree to health data on the page “Your data”."))
    same = queries.find_same(now.id, summary.id, sentence)
    if same is not None:
        return same
    if queries.count_since(now.id, clock.ago(days=1)) >= CHALLENGES_PER_DAY:
        sentence = _("You have challenged %(count)s sentences today. Please go on tomorrow.", count=CHALLENGES_PER_DAY)
        raise TooMany(sentence, retry_after=DAY_SECONDS)
    made = Challenge(
        summary_id=summary.id,
        number=number,
        sentence=sentence,
        words=words,
        is_personal=is_personal,
        member_id=now.id,
        made_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    others = [each for each in queries.editors() if each != now.id]
    notify_each(others, kind="challenge", path=path_of(made), origin=f"challenge:{made.id}")
    return made


def answer(challenge: Challenge, *, viewer: Viewer, outcome: str, words: str, is_personal: bool) -> None:
    """Answer it, once; whoever made it is told. What was said to be about a person stays so.

    Raises NotAllowed for whoever is no editor or made it, and Refused where another editor was faster.
    """
    now = accounts.hold_viewer(viewer)
    lock(challenge)
    if not policies.can_answer(now, challenge):
        raise NotAllowed(_("An editor who did not make this challenge answers it."))
    if challenge.state != "open":
        raise Refused(_("Another editor has just answered this."))
    if outcome not in OUTCOMES:
        raise ValueError(outcome)
    challenge.state, challenge.answer = outcome, words
    challenge.answered_by_id, challenge.answered_at = now.id, clock.now()
    challenge.is_personal = challenge.is_personal or is_personal
    db.session.flush()
    if challenge.member_id is not None:
        notify(
            challenge.member_id,
            kind="challenge_outcome",
            path=path_of(challenge),
            origin=f"challenge:{challenge.id}",
        )


def path_of(challenge: Challenge) -> str:
    """Its address."""
    return f"/challenges/{challenge.public_id}"


def withhold_challenges(member_id: int) -> None:
    """Show nothing that this member wrote: what waits goes, and beside an answer their words are emptied."""
    mine = Challenge.member_id == member_id
    change(delete(Challenge).where(mine, Challenge.state == "open"))
    change(update(Challenge).where(mine).values(words=""))


def part_challenges_from(member_id: int) -> None:
    """Forget who made what, and who answered: for a member who leaves."""
    change(update(Challenge).where(Challenge.member_id == member_id).values(member_id=None))
    change(update(Challenge).where(Challenge.answered_by_id == member_id).values(answered_by_id=None))
