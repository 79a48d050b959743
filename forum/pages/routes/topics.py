"""A topic, and the way to one of its posts."""

from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from forum import web
from forum.accounts.aliases import suggested_alias
from forum.afterwards import later
from forum.discussions.addresses import POSTS_PER_PAGE, post_anchor, topic_path
from forum.discussions.forms import new_key
from forum.discussions.operations import mark_read
from forum.discussions.policies import can_reply, why_not_post_in
from forum.discussions.queries import (
    Quotation,
    TopicHead,
    TopicPage,
    place_of_post,
    quotation,
    topic_head,
    topic_page,
)
from forum.discussions.signing import Signing
from forum.evidence.mentions.queries import Mentions, mentions_in
from forum.evidence.talk.queries import about_talk
from forum.experiences.queries import card_of_topic
from forum.pages.routes.blueprint import bp
from forum.paging import page_number, page_of

__all__ = ["post", "topic"]


@bp.get("/topics/<ref>")
def topic(ref: str) -> ResponseReturnValue:
    who, public_id = web.viewer(), ref.partition("-")[0]
    if "unread" in request.args and who.is_member:
        return redirect(first_unread(topic_head(who, public_id)))
    page = topic_page(who, public_id, number=page_number(request.args.get("page")))
    if ref != page.head.ref:
        query = request.query_string.decode("utf-8", "replace")
        return redirect(page.head.path + (f"?{query}" if query else ""), 301)
    remember_read(page)
    has_card = page.head.kind == "story" and page.number == 1
    return render_template(
        "pages/topic.html",
        page=page,
        head=page.head,
        reply=reply_box(page.head) if can_reply(who, page.head) else None,
        why_not=why_not_post_in(who, page.head.condition_id),
        card=card_of_topic(who, page.head.id) if has_card else None,
        mentions=mentions_of(page),
        about=about_talk(page.head.id) if page.head.kind == "discussion" else None,
    )


def mentions_of(page: TopicPage) -> dict[int, Mentions]:
    """Our records of the publications that each post names; at most one statement."""
    found = mentions_in([post.html for post in page.posts])
    return {post.number: each for post, each in zip(page.posts, found, strict=True)}


@bp.get("/posts/<public_id>")
def post(public_id: str) -> ResponseReturnValue:
    return redirect(place_of_post(web.viewer(), public_id))


def first_unread(head: TopicHead) -> str:
    """The first post after the member's mark, or the last one where nothing is new."""
    number = min((head.read_number or 0) + 1, head.numbered)
    page = page_of(number, POSTS_PER_PAGE)
    return f"{topic_path(head.public_id, head.title, page=page)}#{post_anchor(number)}"


def remember_read(page: TopicPage) -> None:
    """Move the member's mark forward, after the answer; a page that is only fetched ahead has not been read."""
    member_id, topic_id, number = web.viewer().id, page.head.id, page.last_number
    ahead = request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    if member_id is None or number <= (page.head.read_number or 0) or request.method != "GET" or "prefetch" in ahead:
        return
    later(("read", member_id, topic_id), lambda: mark_read(member_id, topic_id=topic_id, number=number))


@dataclass(frozen=True, slots=True)
class ReplyBox:
    """What the form under the page holds. It is sent to a page of its own, where a form that fails is shown."""

    body: str
    key: str
    signing: Signing


def reply_box(head: TopicHead) -> ReplyBox:
    """The member's draft, and what is to be quoted."""
    body, who = head.draft or "", web.viewer()
    quoted = quotation(who, head.id, request.args["quote"]) if "quote" in request.args else Quotation()
    if quoted.words:
        body = f"{body.rstrip()}\n\n{quoted.words}" if body.strip() else quoted.words
    signing = Signing(
        own=who.name or "",
        alias=head.draft_alias or suggested_alias(),
        # What was written for members is quoted for members, unless the writer says otherwise.
        audience="members" if "members" in (head.draft_audience, quoted.audience) else "everyone",
        is_alias=head.draft_alias is not None,
        speaks_as=head.speaks_as,
        is_members_topic=head.audience == "members",
    )
    return ReplyBox(body=body, key=new_key(), signing=signing)
