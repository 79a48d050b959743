"""The card of a story, the page of an experience, and a member's own list."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from forum.accounts.bylines import byline
from forum.database import db
from forum.discussions.queries.visibility import Stance, stance_of
from forum.experiences.card import Card, card_of
from forum.experiences.models import CheckIn, Experience
from forum.experiences.queries.visibility import ExperienceVoice, experience_visible
from forum.viewers import Viewer

__all__ = ["card_of_topic", "check_ins_of"]


@cache
def card_statement(stance: Stance) -> Select[tuple[Experience]]:
    """The shared experience that a story belongs to, as far as such a viewer may see it."""
    return (
        select(Experience)
        .join(ExperienceVoice, Experience.voice_id == ExperienceVoice.id)
        .where(Experience.topic_id == bindparam("topic"), Experience.shared_at.is_not(None))
        .where(experience_visible(stance))
        .options(
            contains_eager(Experience.voice.of_type(ExperienceVoice)),
            joinedload(Experience.dose_steps),
            selectinload(Experience.side_effects),
        )
    )


def card_of_topic(viewer: Viewer, topic_id: int) -> Card | None:
    """The card beside a story, if there is one for this viewer; one statement where there is none, else three."""
    values = {"topic": topic_id, "me": viewer.id}
    found = db.session.execute(card_statement(stance_of(viewer)), values).unique().scalar_one_or_none()
    if found is None or found.voice is None:
        return None
    return card_of(found, check_ins_of(found), byline=byline(found.voice, viewer))


def check_ins_of(experience: Experience) -> Sequence[CheckIn]:
    """The check-ins that stand, by day."""
    query = select(CheckIn).where(CheckIn.experience_id == experience.id, CheckIn.replaced_at.is_(None))
    return db.session.scalars(query.order_by(CheckIn.on_day)).all()
