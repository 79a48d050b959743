"""What can be flagged, as a case keeps it: which thing, whose it is, and its words at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass

from forum import markup
from forum.accounts.bylines import NOBODY
from forum.accounts.models import Member
from forum.discussions.models import Post, Topic
from forum.experiences.card import Card, card_of
from forum.experiences.models import CheckIn, Experience
from forum.moderation.models import ContactMessage

__all__ = ["Target", "of_contact", "of_experience", "of_member", "of_text"]

MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>#+-!|~&"})  # what Markdown would take for more


@dataclass(frozen=True, slots=True)
class Target:
    """What a case is about: `kind` as in Case, `id` the key of that row; `name` is its line in the log."""

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
    """A topic whose voice is loaded, with its opening text, of a story also what it is in two lines."""
    gist = topic.gist.splitlines()
    return Target(
        kind="topic",
        id=topic.id,
        name=f"topic:{topic.public_id}",
        author_id=topic.voice.member_id,
        condition_id=topic.condition_id,
        title=topic.title,
        markdown="\n".join([*gist, "", opening.body_markdown]) if gist else opening.body_markdown,
        html=as_html(gist) + opening.body_html,
    )


def of_experience(experience: Experience, check_ins: Sequence[CheckIn]) -> Target:
    """An experience, whole, with the check-ins that stand: what its readers see, line by line."""
    lines = lines_of(card_of(experience, check_ins, byline=NOBODY))
    return Target(
        kind="experience",
        id=experience.id,
        name=f"experience:{experience.public_id}",
        author_id=experience.member_id,
        condition_id=experience.condition_id,
        title=experience.condition.name,
        markdown="\n".join(lines),
        html=as_html(lines),
    )


def lines_of(card: Card) -> list[str]:
    """The words of a card, without its chart."""
    told = [f"{fact.name}: {fact.words}" for fact in card.facts]
    told += [f"{fact.name}: {fact.words}" if fact.words else fact.name for fact in card.side_effects]
    told += [card.declares] if card.declares else []
    rows = [
        (row.when, row.dose, row.effect, "" if row.rating is None else f"{row.rating}/10", row.side_effects, row.line)
        for row in card.rows
    ]
    return [*told, *(" · ".join(filter(None, row)) for row in rows)]


def as_html(lines: Sequence[str]) -> str:
    """The lines as they are, each on its own; as many as a text may have."""
    kept, length = [], 0
    for line in (line.translate(MARKS) for line in lines):
        length += len(line) + 1
        if length > markup.LONGEST_BODY:
            break
        kept.append(line)
    return markup.render("\n".join(kept))


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
