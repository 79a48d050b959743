"""The page on which something is written: a new topic, a reply, a change. One page, whatever is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forum import markup, web
from forum.accounts.aliases import is_suggestion, suggested_alias
from forum.accounts.refusals import AliasTaken
from forum.conditions.queries import get_condition
from forum.discussions import places
from forum.discussions.addresses import post_path, topic_path
from forum.discussions.forms import ChangeForm, ReplyForm, SignedForm, StoryForm, TopicForm, new_key
from forum.discussions.models import Post, Topic
from forum.discussions.policies import can_edit_post, can_start_kind, why_not_change_in, why_not_post_in
from forum.discussions.ports import Nudge, Nudged
from forum.discussions.queries import find_draft, find_voice_in, get_post, get_topic
from forum.discussions.refusals import not_allowed
from forum.discussions.signing import Signing
from forum.errors import NotFound, Refused
from forum.viewers import Viewer

__all__ = [
    "Desk",
    "change_desk",
    "desk_at",
    "draft_form",
    "fit",
    "preview_of",
    "refuse",
    "reply_desk",
    "show",
    "topic_desk",
    "wants_fragment",
]

Writing = TopicForm | ReplyForm | ChangeForm


@dataclass(frozen=True, slots=True)
class Desk:
    """What is being written, where it goes, and the way back."""

    place: str
    heading: str
    action: str
    button: str
    form: type[Writing]
    condition_slug: str
    condition_name: str
    back: str
    back_to: str
    kind: str = "reply"
    has_title: bool = False
    is_change: bool = False
    is_asking_again: bool = False
    topic_id: int | None = None  # of the topic that is answered
    may_alias: bool = False
    is_members_topic: bool = False  # every reply is for members


def require_writing(viewer: Viewer, condition_id: int) -> None:
    """Raise NotAllowed with the reason for a viewer who cannot write in this condition now."""
    word = why_not_post_in(viewer, condition_id)
    if word:
        raise not_allowed(word)


def topic_desk(viewer: Viewer, slug: str, kind: str) -> Desk:
    """For a new topic. Raises NotFound for an unknown condition, NotAllowed for who may not start this."""
    condition = get_condition(slug)
    require_writing(viewer, condition.id)
    if not can_start_kind(viewer, kind):
        raise not_allowed("announcement")
    words = {
        "story": (_("Your story"), _("Save and go on")),
        "question": (_("Ask a question"), _("Post your question")),
        "discussion": (_("Start a discussion"), _("Post it")),
        "announcement": (_("Announce something"), _("Post it")),
    }
    action = f"/conditions/{slug}/share/story" if kind == "story" else f"/conditions/{slug}/ask?kind={kind}"
    return Desk(
        place=places.of_condition(slug, kind),
        heading=words[kind][0],
        action=action,
        button=words[kind][1],
        form=StoryForm if kind == "story" else TopicForm,
        condition_slug=slug,
        condition_name=condition.name,
        back=f"/conditions/{slug}",
        back_to=condition.name,
        kind=kind,
        has_title=True,
        may_alias=kind != "announcement",
    )


def reply_desk(viewer: Viewer, topic: Topic) -> Desk:
    """For a reply. Raises NotAllowed for who may not write here; a locked topic refuses when it is sent."""
    require_writing(viewer, topic.condition_id)
    return Desk(
        place=places.of_topic(topic.public_id),
        heading=_("Your reply"),
        action=f"/topics/{topic.public_id}/replies",
        button=_("Post reply"),
        form=ReplyForm,
        condition_slug=topic.condition.slug,
        condition_name=topic.condition.name,
        back=topic_path(topic.public_id, topic.title),
        back_to=topic.title,
        topic_id=topic.id,
        may_alias=True,
        is_members_topic=topic.audience == "members",
    )


def change_desk(viewer: Viewer, post: Post) -> Desk:
    """For a change of what was posted. Raises NotAllowed for anybody but the author."""
    is_own = viewer.id is not None and post.voice.member_id == viewer.id
    if not is_own:
        raise not_allowed("own")
    topic = post.topic
    word = why_not_change_in(viewer, topic.condition_id)
    if word:
        raise not_allowed(word)
    return Desk(
        place=places.of_post(post.public_id),
        heading=_("Change your text"),
        action=f"{post_path(post.public_id)}/edit",
        button=_("Change it and ask again") if post.state == "hidden" else _("Save the change"),
        form=ChangeForm,
        condition_slug=topic.condition.slug,
        condition_name=topic.condition.name,
        back=post_path(post.public_id),
        back_to=topic.title,
        kind=topic.kind if post.is_opening else "reply",
        has_title=post.is_opening,
        is_change=True,
        is_members_topic=topic.audience == "members",
        is_asking_again=post.state == "hidden" and can_edit_post(viewer, post, is_own=is_own, topic=topic),
    )


def desk_at(viewer: Viewer, text: str | None) -> Desk:
    """The desk for the place that a form carries. Raises NotFound where there is none."""
    place = places.read(text or "")
    if place is None:
        raise NotFound
    if place.what == "topic":
        return reply_desk(viewer, get_topic(viewer, place.ref))
    if place.what == "post":
        return change_desk(viewer, get_post(viewer, place.ref))
    desk = topic_desk(viewer, place.ref, place.kind)
    return replace(desk, place=text or "", action=places.path_of(place)) if place.what == "talk" else desk


def draft_form(viewer: Viewer, desk: Desk, **stored: str) -> Writing:
    """The form with this member's draft, or else with what is `stored`, and a new key."""
    draft = find_draft(viewer.id or 0, desk.place)
    words: dict[str, str | None] = dict(stored)
    if draft is not None:
        words |= {"title": draft.title, "gist": draft.gist, "body": draft.body_markdown, "alias": draft.alias}
        words["voice"] = "alias" if draft.alias else "own"
        # A draft that was begun for members, or in a topic for members, does not open what stands there.
        words["audience"] = "members" if "members" in (draft.audience, stored.get("audience")) else "everyone"
    return desk.form(formdata=None, data=words | {"key": new_key()})


def show(
    desk: Desk,
    form: Writing,
    *,
    status: int = 200,
    refusal: str | None = None,
    preview: str | None = None,
    nudges: Sequence[Nudge] = (),
) -> ResponseReturnValue:
    """The page with the form as it is. A refused form gets a new key: the old one stands for another text."""
    if isinstance(form, ChangeForm):
        fit(form, desk)
    elif refusal:
        form.key.data = new_key()
    return render_template(
        "discussions/write.html",
        desk=desk,
        form=form,
        refusal=refusal,
        preview=preview,
        nudges=nudges,
        signing=signing_of(desk, form) if isinstance(form, SignedForm) else None,
    ), status


def refuse(desk: Desk, form: Writing, refusal: Refused) -> ResponseReturnValue:
    """The page with every word and the reason; a name that somebody bears is replaced by another suggestion.

    What the author is asked first is no error: the same form, sent again, is posted as it is.
    """
    if isinstance(refusal, Nudged):
        form.ask(each.key for each in refusal.nudges)
        return show(desk, form, status=422, nudges=refusal.nudges)
    if isinstance(refusal, AliasTaken) and isinstance(form, SignedForm):
        form.suggest_another()
    return show(desk, form, status=409, refusal=refusal.reason)


def signing_of(desk: Desk, form: SignedForm) -> Signing:
    """What the form shows of readers and names."""
    who, alias = web.viewer(), form.alias.data or ""
    spoken = find_voice_in(desk.topic_id, who.id or 0) if desk.topic_id else None
    return Signing(
        own=who.name or "",
        alias=alias if is_suggestion(alias) else suggested_alias(),
        audience=form.audience.data or "everyone",
        is_alias=form.voice.data == "alias",
        speaks_as=spoken.name if spoken else None,
        may_alias=desk.may_alias,
        is_members_topic=desk.is_members_topic,
        why=" ".join(form.voice.errors),
    )


def fit(form: ChangeForm, desk: Desk) -> ChangeForm:
    """Only an opening text has a title to change, only a story a gist, and replies in a topic for members no choice."""
    if not desk.has_title and "title" in form:
        del form.title
    if desk.kind != "story" and "gist" in form:
        del form.gist
    if desk.is_members_topic and not desk.has_title and "audience" in form:
        del form.audience
    return form


def preview_of(form: Writing) -> str | None:
    """The form's text as it will look, or None for a text that cannot be posted."""
    body = markup.clean_newlines(form.body.data or "")
    return None if markup.problem(body) else markup.render(body)


def wants_fragment() -> bool:
    """Whether a script on the page asks, for a part of it."""
    return request.headers.get("HX-Request") == "true"
