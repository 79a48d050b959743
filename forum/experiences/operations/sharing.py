"""Who may read an experience and its story, and under which name; sharing them, and stopping to."""

from collections.abc import Collection
from dataclasses import dataclass

from flask_babel import gettext as _

from forum import clock
from forum.accounts.aliases import is_suggestion
from forum.accounts.models import Voice
from forum.accounts.operations import make_alias
from forum.accounts.queries import own_voice
from forum.database import db, lock
from forum.discussions.models import AUDIENCES, Topic
from forum.discussions.operations import change_topic_audience, start_topic
from forum.discussions.refusals import not_allowed
from forum.errors import NotAllowed, Refused
from forum.experiences import ports
from forum.experiences.facts import facts_of
from forum.experiences.models import Experience
from forum.experiences.operations.counting import give_counting_consent, withdraw_counting_consent
from forum.experiences.operations.keeping import discard_typed
from forum.experiences.operations.record import hold_experience, missing_in
from forum.experiences.queries.sharing import find_topic_of, find_voice_of
from forum.viewers import Viewer

__all__ = ["Story", "answer_readers", "plan_readers", "share", "share_experience", "unshare_experience"]


@dataclass(frozen=True, slots=True)
class Story:
    """A text that can be posted as it is: forms have looked at it."""

    title: str
    gist: str
    body: str


def plan_readers(experience: Experience, *, audience: str, alias: str | None) -> None:
    """Who may read it, and the one-off name it stands under (None: the member's own). Holds for the story, too.

    What is shared already changes its readers at once. Raises ValueError for what no form lets through, Refused
    for another name than the one under which it is known, or was before sharing it was stopped.
    """
    if audience not in AUDIENCES or (alias is not None and not is_suggestion(alias)):
        raise ValueError(audience)
    topic = find_topic_of(experience)
    if topic is not None:
        change_topic_audience(topic, audience=audience)
    lock(experience)
    if experience.voice_id is not None and alias != experience.alias:  # also after it was shared: its address is known
        raise Refused(_("It is known under its name by now. Under another one, readers would learn both."))
    experience.audience, experience.alias = audience, alias
    db.session.flush()


def answer_readers(experience: Experience, *, audience: str, alias: str | None, counted: bool | None) -> None:
    """Plan who may see it and under which name, and whether it is counted: True, False, or (None) not answered."""
    plan_readers(experience, audience=audience, alias=alias)
    if counted:
        give_counting_consent(experience)
    elif counted is not None:
        withdraw_counting_consent(experience)


def share(
    viewer: Viewer,
    *,
    experience: Experience,
    story: Story | None,
    with_facts: bool,
    key: str,
    seen: Collection[str] | None = None,
) -> Topic | None:
    """Share the facts, the story or both, in one voice and for the same readers. Gives the story, if there is one.

    However often it is sent, and by two requests at once, it is shared once. Raises Refused for facts that lack
    what a shared experience needs, and for a name that somebody else has taken meanwhile; Nudged if there is a nudge
    about the story that its author has not `seen` (None: nobody is asked).
    """
    if viewer.id is None:
        raise NotAllowed
    if lock(own_voice(viewer.id)).withheld_at is not None:
        raise not_allowed("consent")
    lock(experience)
    topic = find_topic_of(experience)
    if story is not None and topic is None:
        topic = post_story(viewer, experience=experience, story=story, key=key, seen=seen)
    if with_facts:
        share_experience(experience, topic=topic)
    if topic is not None or experience.shared_at is not None:
        discard_typed(viewer, slug=experience.condition.slug)
    db.session.flush()
    return topic


def post_story(
    viewer: Viewer, *, experience: Experience, story: Story, key: str, seen: Collection[str] | None
) -> Topic:
    """Post the story in the voice of the experience, if that has one. Both are one member's, and locked."""
    voice = find_voice_of(experience)
    speaking = voice if voice is not None and voice.is_alias and voice.name == experience.alias else None
    topic = start_topic(
        viewer,
        condition=experience.condition,
        kind="story",
        title=story.title,
        gist=story.gist,
        body=story.body,
        key=key,
        audience=experience.audience,
        alias=None if speaking else experience.alias,
        voice=speaking,
        seen=seen,
    )
    experience.topic, experience.voice = topic, topic.voice
    return topic


def share_experience(experience: Experience, *, topic: Topic | None = None) -> None:
    """Its readers see the facts from now on, beside the story (`topic`) if there is one, and in the same voice.

    Raises Refused for facts that lack what a shared experience needs.
    """
    hold_experience(experience)
    if experience.shared_at is not None:
        return
    if missing_in(facts_of(experience)):
        raise Refused(_("To be shared it needs where you are with LDN now, and what happened to the complaint."))
    if topic is None:
        experience.voice = voice_for(experience)
    else:
        experience.topic, experience.voice = topic, topic.voice
    experience.shared_at = clock.now()
    db.session.flush()
    ports.watching().experience_changed(experience)


def voice_for(experience: Experience) -> Voice:
    """The voice that was planned: the one it has, the member's own, or a new one-off name."""
    voice = find_voice_of(experience)
    if experience.alias is None:
        return own_voice(experience.member_id)
    if voice is not None and voice.is_alias and voice.name == experience.alias:
        return voice
    return make_alias(experience.member_id, name=experience.alias)


def unshare_experience(experience: Experience) -> None:
    """Only its member sees the facts from now on. Whether they are counted is a question of its own."""
    lock(experience)
    if experience.shared_at is None:
        return
    experience.shared_at = None
    db.session.flush()
    ports.watching().experience_gone(experience)
