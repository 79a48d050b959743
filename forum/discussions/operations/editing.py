"""Authors change their texts, take them back, put them back."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import delete, update

from forum import clock, markup
from forum.database import change, db
from forum.discussions import places, ports
from forum.discussions.models import Draft, Post, Revision
from forum.discussions.operations.readers import set_audience
from forum.discussions.operations.standing import lock_post, move
from forum.errors import Refused
from forum.viewers import Viewer

__all__ = ["edit_post", "put_back", "take_back"]


def edit_post(
    viewer: Viewer,
    *,
    post: Post,
    body: str,
    title: str | None = None,
    gist: str | None = None,
    audience: str | None = None,
    reason: str = "",
    seen: Collection[str] | None = None,
) -> Post:
    """Replace the author's text (of an opening text, also title and gist); the old text becomes a revision.

    None leaves something as it is. A hidden text stays hidden and moderators are asked again. Raises Refused where
    it cannot be changed now, and Nudged if there is a nudge that the author has not `seen` (None: nobody is asked).
    """
    body = markup.clean_newlines(body)
    html = markup.render(body)
    topic = post.topic
    written = ports.Written(
        topic.condition_id, topic.kind if post.is_opening else "reply", title, body, html, topic.id, post.id, gist or ""
    )
    verdict = ports.judge(viewer, written, seen=seen)
    lock_post(post)
    new_title = title if post.is_opening and title is not None else topic.title
    new_gist = " ".join(gist.split()) if post.is_opening and gist is not None else topic.gist
    change(delete(Draft).where(Draft.member_id == viewer.id, Draft.place == places.of_post(post.public_id)))
    is_changed = (body, new_title, new_gist) != (post.body_markdown, topic.title, topic.gist)
    if is_changed:
        refuse_fixed(post)
        keep_revision(post, reason=reason)
        post.body_markdown, post.body_html, post.markup_version = body, html, markup.VERSION
        post.edited_at = clock.now()
        topic.title, topic.gist = new_title, new_gist
    if is_changed or audience is not None:
        set_audience(post, wanted_audience(post, audience))
    if is_changed:
        look_again(viewer, post, verdict)
    return post


def wanted_audience(post: Post, audience: str | None) -> str:
    """Who shall read a text that its author changes. New words in a topic for members are for members."""
    if post.topic.audience == "members" and not post.is_opening and audience != "everyone":
        return "members"
    return audience or post.audience


def look_again(viewer: Viewer, post: Post, verdict: ports.Verdict) -> None:
    """Hold a changed text, or let moderators see that it changed."""
    if verdict.held and post.state == "open":
        move(post, "held", by=viewer, reason="")
    db.session.flush()
    ports.screening().text_changed(post)
    if verdict != ports.OPEN and post.state in ("open", "held"):
        ports.screening().text_screened(post, verdict=verdict)


def refuse_fixed(post: Post) -> None:
    """Raise Refused for a text that its author cannot change now."""
    if post.topic.is_locked:
        raise Refused(_("A moderator has locked this topic, so that its texts stay as they are."))
    if post.state == "taken_back":
        raise Refused(_("You have taken this text back. Put it back first, then change it."))
    if post.state == "removed":
        raise Refused(_("Moderators have removed this text, so that it can no longer be changed."))


def keep_revision(post: Post, *, reason: str) -> None:
    """Keep the text as it stands. What was replaced while others could not read it, and all before, stays from them."""
    is_withheld = post.state != "open"
    if is_withheld:
        change(update(Revision).where(Revision.post_id == post.id).values(is_withheld=True))
    post.edits += 1
    db.session.add(
        Revision(
            post_id=post.id,
            number=post.edits,
            title=post.topic.title if post.is_opening else None,
            gist=post.topic.gist if post.is_opening else None,
            body_markdown=post.body_markdown,
            body_html=post.body_html,
            written_at=post.edited_at or post.created_at,
            reason=reason,
            is_withheld=is_withheld,
        )
    )


def take_back(viewer: Viewer, *, post: Post) -> None:
    """The author's text leaves the page; of an opening text, the whole topic. It can be put back."""
    lock_post(post)
    if post.state == "taken_back":
        return
    if post.state not in ("open", "held"):
        raise Refused(_("Moderators have already hidden this text. Only you and they can read it."))
    move(post, "taken_back", by=viewer, reason="")
    ports.screening().text_gone(post)


def put_back(viewer: Viewer, *, post: Post) -> None:
    """The author's text returns to its place, looked at as if it were new: it may be held."""
    topic = post.topic
    title = topic.title if post.is_opening else None
    kind = topic.kind if post.is_opening else "reply"
    body, html = post.body_markdown, post.body_html
    gist = topic.gist if post.is_opening else ""
    written = ports.Written(topic.condition_id, kind, title, body, html, topic.id, post.id, gist)
    verdict = ports.screening().screen(viewer, written)
    lock_post(post)
    if post.state != "taken_back":
        return
    move(post, "held" if verdict.held else "open", by=viewer, reason="")
    if not verdict.held:
        ports.screening().text_changed(post)
    if verdict != ports.OPEN:
        ports.screening().text_screened(post, verdict=verdict)
