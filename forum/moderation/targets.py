"""What can be flagged, as a case keeps it: which thing, whose it is, and its words at this moment."""

from dataclasses import dataclass

from forum.accounts.models import Member
from forum.discussions.models import Post, Topic
from forum.moderation.models import ContactMessage

__all__ = ["Target", "of_contact", "of_member", "of_text"]


@dataclass(frozen=True, slots=True)
class Target:
    """`kind` is topic, post, member or contact, and `id` the key of that row; `name` is its line in the log."""

    kind: str
    id: int
    name: str
    author_id: int | None
    condition_id: int | None
    title: str
    markdown: str
    html: str


def of_text(post: Post) -> Target:
    """A post whose voice and topic (with its voice) are loaded. The opening text stands for its topic."""
    if post.number == 1:
        return of_topic(post.topic, post)
    return Target(
        kind="post",
        id=post.id,
        name=f"post:{post.public_id}",
        author_id=post.voice.member_id,
        condition_id=post.topic.condition_id,
        title=post.topic.title,
        markdown=post.body_markdown,
        html=post.body_html,
    )


def of_topic(topic: Topic, opening: Post) -> Target:
    """A topic whose voice is loaded, with its opening text."""
    return Target(
        kind="topic",
        id=topic.id,
        name=f"topic:{topic.public_id}",
        author_id=topic.voice.member_id,
        condition_id=topic.condition_id,
        title=topic.title,
        markdown=opening.body_markdown,
        html=opening.body_html,
    )


def of_member(member: Member) -> Target:
    """A member; there is no text to keep."""
    return Target(
        kind="member",
        id=member.id,
        name=f"member:{member.id}",
        author_id=member.id,
        condition_id=None,
        title=member.name,
        markdown="",
        html="",
    )


def of_contact(message: ContactMessage) -> Target:
    """What somebody wrote to the team. It is plain text and never rendered."""
    return Target(
        kind="contact",
        id=message.id,
        name=f"contact:{message.id}",
        author_id=message.member_id,
        condition_id=None,
        title=message.about,
        markdown=message.body,
        html="",
    )
