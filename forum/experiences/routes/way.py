"""The way to a shared experience as one request finds it: what is saved, what is typed, and where the member is."""

from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from forum import web
from forum.conditions.models import Condition
from forum.conditions.queries import get_condition
from forum.discussions import places
from forum.discussions.models import Draft, Post, Topic
from forum.discussions.policies import can_post_in, why_not_change_in, why_not_post_in
from forum.discussions.refusals import not_allowed
from forum.experiences.addresses import share_path
from forum.experiences.models import Experience
from forum.experiences.queries import find_own_experience
from forum.experiences.queries.sharing import drafts_at, find_opening_of
from forum.experiences.typed import STEPS, Typed, place_of
from forum.viewers import Viewer

__all__ = ["Way", "show", "way_at"]


@dataclass(frozen=True, slots=True)
class Way:
    """What there is of one member and one condition."""

    viewer: Viewer
    condition: Condition
    step: str
    experience: Experience | None
    typed: Typed | None
    topic: Topic | None  # the story, once it is posted
    opening: Post | None
    draft: Draft | None  # of the story, or of a change of it

    @property
    def is_shared(self) -> bool:
        """Whether others may see anything of it."""
        return self.has_shared_facts or self.topic is not None

    @property
    def may_add(self) -> bool:
        """Whether the member may let others see anything new now; a silence lets them only change what is there."""
        return can_post_in(self.viewer, self.condition.id)

    @property
    def has_name(self) -> bool:
        """Whether others know it, or knew it once, under a name, which it keeps."""
        return self.experience is not None and self.experience.voice_id is not None

    @property
    def has_shared_facts(self) -> bool:
        return self.experience is not None and self.experience.shared_at is not None

    @property
    def story_place(self) -> str:
        """The place of the story's draft."""
        return story_place(self.condition.slug, self.opening)

    def path(self, step: str) -> str:
        """The address of a step."""
        return share_path(self.condition.slug, step)

    @property
    def next_step(self) -> str:
        """Where saving this step leads: on; and from a change of what is shared, to the look at it."""
        return "look" if self.is_shared else STEPS[min(STEPS.index(self.step) + 1, len(STEPS) - 1)]

    @property
    def left_at(self) -> str:
        """The step where the member left."""
        if self.typed is not None:
            return self.typed.step
        if self.is_shared:
            return "look"
        return "story" if self.experience is not None or self.draft is not None else "facts"

    def typed_or_new(self) -> Typed:
        """What is typed so far."""
        return self.typed or Typed(self.step)

    def words(self, step: str) -> dict[str, str] | None:
        """What was typed at a step and is not saved."""
        return self.typed_or_new().words.get(step)


def story_place(slug: str, opening: Post | None) -> str:
    """The place of a new story, or of a change of the one that is posted."""
    return places.of_condition(slug, "story") if opening is None else places.of_post(opening.public_id)


def way_at(slug: str, step: str) -> Way:
    """The way of whoever asks. Raises NotFound for an unknown condition, NotAllowed for who may not write there.

    Of whoever is silenced: what they told already can be changed, but nothing begun.
    """
    viewer = web.viewer()
    condition = get_condition(slug)
    me = viewer.id or 0
    experience = find_own_experience(me, condition.id)
    # A silence forbids nothing that is one's own already.
    word = (why_not_change_in if experience else why_not_post_in)(viewer, condition.id)
    if word:
        raise not_allowed(word)
    opening = find_opening_of(experience) if experience else None
    typed, story = place_of(slug), story_place(slug, opening)
    drafts = drafts_at(me, typed, story)
    return Way(
        viewer=viewer,
        condition=condition,
        step=step,
        experience=experience,
        typed=Typed.of_text(drafts[typed].body_markdown) if typed in drafts else None,
        topic=opening.topic if opening else None,
        opening=opening,
        draft=drafts.get(story),
    )


def show(
    way: Way, *, status: int = 200, **values: Any
) -> ResponseReturnValue:  # Any: what the template of the step prints
    """The page of a step."""
    return render_template(
        f"experiences/share_{way.step}.html", way=way, **({"refusal": None, "nudges": ()} | values)
    ), status
