"""Starting topics and answering in them: each form makes one post, however often it is sent."""

import hashlib
from collections.abc import Collection
from datetime import timedelta

from flask_babel import format_timedelta
from flask_babel import gettext as _
from sqlalchemy import delete

from forum import clock, markup
from forum.accounts.models import Voice
from forum.accounts.operations import make_alias
from forum.accounts.queries import own_voice
from forum.conditions.models import Condition
from forum.database import change, db, lock
from forum.discussions import places, ports
from forum.discussions.models import AUDIENCES, Draft, Post, Submission, Topic
from forum.discussions.operations.counting import count_new_topic, count_reply
from forum.discussions.operations.telling import tell_of_post
from forum.discussions.queries.finding import find_submission, find_voice_in, last_reply_at, post_of_submission
from forum.discussions.refusals import not_allowed
from forum.errors import NotAllowed, Refused
from forum.viewers import Viewer

__all__ = ["post_reply", "start_topic"]


def start_topic(
    viewer: Viewer,
    *,
    condition: Condition,
    kind: str,
    title: str,
    body: str,
    key: str,
    gist: str = "",
    audience: str = "everyone",
    alias: str | None = None,
    voice: Voice | None = None,
    seen: Collection[str] | None = None,
    place: str | None = None,
) -> Topic:
    """Start a story, question, discussion or announcement. The same key and text again gives the first topic.

    It stands under the member's own name, a new alias, or `voice`, an alias of theirs without a topic. The draft for
    `place` (else for such a topic here) is used up. Line ends become LF, the gist one line. Raises Refused if the key
    was used for another text or somebody bears the name, ValueError for what no form lets through; Nudged as ports.
    """
    body, gist = markup.clean_newlines(body), " ".join(gist.split())
    html = markup.render(body)
    place = place or places.of_condition(condition.slug, kind)
    verdict = ports.judge(viewer, ports.Written(condition.id, kind, title, body, html, gist=gist), seen=seen)
    own = speaking_voice(viewer)
    digest = text_hash(place, title, body, gist=gist, audience=audience, alias=voice.name if voice else alias)
    first = first_post(viewer, key=key, digest=digest)
    if first is not None:
        return first.topic
    speaking = opening_voice(own, kind=kind, alias=alias, made=voice)
    state = "held" if verdict.held else "open"
    topic = new_topic(condition, voice=speaking, kind=kind, title=title, gist=gist, audience=audience, state=state)
    post = new_post(topic, voice=speaking, body=body, html=html, number=1, audience=audience, state=state)
    store(viewer, post=post, key=key, digest=digest, place=place)
    speaking.topic_id = topic.id if speaking.is_alias else None
    if not verdict.held:
        count_new_topic(topic)
    finish(post, verdict)
    return topic


def post_reply(
    viewer: Viewer,
    *,
    topic: Topic,
    body: str,
    key: str,
    audience: str = "everyone",
    alias: str | None = None,
    seen: Collection[str] | None = None,
) -> Post:
    """Answer in a topic, with the next number. The same key and text again gives the first post.

    Who has written there writes on in the same voice; in a topic for members, every reply is for members. Raises
    Refused if the topic is locked or no longer open, if the key was used for another text, or if the alias cannot be,
    and Nudged as start_topic does.
    """
    body = markup.clean_newlines(body)
    html = markup.render(body)
    place = places.of_topic(topic.public_id)
    written = ports.Written(topic.condition_id, "reply", None, body, html, topic_id=topic.id)
    verdict = ports.judge(viewer, written, seen=seen)
    own = speaking_voice(viewer)
    digest = text_hash(place, "", body, audience=audience, alias=alias)
    first = first_post(viewer, key=key, digest=digest)
    if first is not None:
        return first
    lock(topic)
    refuse_closed(topic)
    refuse_too_soon(topic, member_id=own.member_id or 0)
    voice = answering_voice(own, topic=topic, alias=alias)
    topic.numbered += 1
    state = "held" if verdict.held else "open"
    audience = "members" if topic.audience == "members" else audience
    post = new_post(topic, voice=voice, body=body, html=html, number=topic.numbered, audience=audience, state=state)
    store(viewer, post=post, key=key, digest=digest, place=place)
    finish(post, verdict)
    return post


def finish(post: Post, verdict: ports.Verdict) -> None:
    """Count what is open and tell whom it concerns; then let moderators look at what they should see."""
    if not verdict.held:
        count_reply(post.topic, reply=post)
        tell_of_post(post)
    if verdict != ports.OPEN:
        ports.screening().text_screened(post, verdict=verdict)


def opening_voice(own: Voice, *, kind: str, alias: str | None, made: Voice | None) -> Voice:
    """The voice that a new topic begins in."""
    if made is not None:
        if not made.is_alias or made.member_id != own.member_id or made.topic_id is not None:
            raise ValueError(made.id)
        return made
    if alias is None:
        return own
    if kind == "announcement":
        raise Refused(_("An announcement stands under the name of whoever makes it."))
    return make_alias(own.member_id or 0, name=alias)


def answering_voice(own: Voice, *, topic: Topic, alias: str | None) -> Voice:
    """The one voice of this member in the topic, which is locked."""
    spoken = find_voice_in(topic.id, own.member_id or 0)
    if spoken is None:
        return own if alias is None else make_alias(own.member_id or 0, name=alias, topic_id=topic.id)
    if alias is not None and not spoken.is_alias:
        raise Refused(_("You have written here under your own name, so that another name would give itself away."))
    return spoken


def refuse_closed(topic: Topic) -> None:
    """Raise Refused if nobody may answer here now."""
    if topic.is_locked:
        raise Refused(_("A moderator has locked this topic, so that it takes no more replies."))
    if topic.state != "open":
        raise Refused(_("This topic is not open now, so that it takes no replies."))


def refuse_too_soon(topic: Topic, *, member_id: int) -> None:
    """Raise Refused for a second reply before the time that moderators asked for has passed."""
    last = last_reply_at(topic.id, member_id) if topic.slow_minutes else None
    if last is None:
        return
    wait = last + ports.screening().pace(topic) - clock.now()
    if wait > timedelta(0):
        words = format_timedelta(wait, granularity="minute", threshold=1)
        raise Refused(_("This topic goes slowly at the moment. You can reply again in %(span)s.", span=words))


def speaking_voice(viewer: Viewer) -> Voice:
    """The viewer's voice, held until the transaction ends, so that one member's posts are stored one by one.

    Raises NotAllowed while their texts are withheld.
    """
    if viewer.id is None:
        raise NotAllowed
    voice = lock(own_voice(viewer.id))
    if voice.withheld_at is not None:
        raise not_allowed("consent")
    return voice


def text_hash(
    place: str, title: str, body: str, *, gist: str = "", audience: str = "everyone", alias: str | None = None
) -> str:
    """What is kept of a sent form to know it again, who may read it and under which name included."""
    said = (
        (place, title, body)
        if (gist, audience, alias) == ("", "everyone", None)
        else (*(place, title, body, gist, audience, alias or ""),)
    )
    return hashlib.sha256("\x00".join(said).encode()).hexdigest()


def first_post(viewer: Viewer, *, key: str, digest: str) -> Post | None:
    """The post that this form made before. Raises Refused if the form held another text then.

    The member's voice is locked: nobody else can be storing the same form at this moment.
    """
    sent = find_submission(viewer.id or 0, key)
    if sent is None:
        return None
    if sent.text_hash != digest:
        raise Refused(_("This form was sent before, with another text. Look at what was posted, then send this again."))
    return post_of_submission(sent)


def new_topic(
    condition: Condition, *, voice: Voice, kind: str, title: str, gist: str, audience: str, state: str
) -> Topic:
    """A topic in which nothing is counted yet."""
    moment = clock.now()
    return Topic(
        condition=condition,
        voice=voice,
        kind=kind,
        title=title,
        gist=gist,
        state=state,
        audience=known_audience(audience),
        created_at=moment,
        numbered=1,
        last_at_everyone=moment,
        last_at_members=moment,
        replies_everyone=0,
        replies_members=0,
    )


def new_post(topic: Topic, *, voice: Voice, body: str, html: str, number: int, audience: str, state: str) -> Post:
    """A text of this topic."""
    return Post(
        topic=topic,
        voice=voice,
        number=number,
        audience=known_audience(audience),
        state=state,
        body_markdown=body,
        body_html=html,
        markup_version=markup.VERSION,
        created_at=topic.created_at if number == 1 else clock.now(),
    )


def known_audience(audience: str) -> str:
    """The audience, if there is such a one. Raises ValueError."""
    if audience not in AUDIENCES:
        raise ValueError(audience)
    return audience


def store(viewer: Viewer, *, post: Post, key: str, digest: str, place: str) -> None:
    """Store a new post, that its form was sent, and that its draft is no longer needed."""
    db.session.add(post)
    db.session.flush()
    db.session.add(Submission(member_id=viewer.id, key=key, text_hash=digest, post_id=post.id))
    change(delete(Draft).where(Draft.member_id == viewer.id, Draft.place == place))
