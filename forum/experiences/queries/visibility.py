"""Who may see an experience: the one criterion, by the same rule as for texts, and only once it is shared.

A query that uses it joins the voice: `outerjoin(ExperienceVoice, Experience.voice_id == ExperienceVoice.id)`.
"""

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from forum.accounts.models import Voice
from forum.discussions.models import Topic
from forum.discussions.queries.visibility import ME, Stance, looks_after, stance_of, visible
from forum.experiences.models import Experience
from forum.viewers import Viewer

__all__ = ["ExperienceVoice", "experience_visible", "experience_visible_to"]

ExperienceVoice = aliased(Voice, name="experience_voice")
Story = aliased(Topic, name="story_of_experience")


def experience_visible_to(viewer: Viewer) -> ColumnElement[bool]:
    """Experiences that this viewer may see. Needs Experience and ExperienceVoice."""
    return experience_visible(stance_of(viewer), viewer.id)


def experience_visible(stance: Stance, me: int | None = ME) -> ColumnElement[bool]:
    """Shared, and visible as a text would be; or the viewer's own, shared or not.

    Where its story is for members alone, so is the experience: the author may narrow the story by itself.
    """
    theirs = looks_after(me, Experience.condition_id)
    state, audience = Experience.state, Experience.audience
    as_a_text = visible(stance, me, ExperienceVoice, state=state, audience=audience, theirs=theirs)
    shared = and_(Experience.shared_at.is_not(None), as_a_text)
    if stance == "visitor":
        narrow = exists().where(Story.id == Experience.topic_id, Story.audience == "members")
        return and_(shared, ~narrow.correlate_except(Story))
    return or_(shared, Experience.member_id == me)
