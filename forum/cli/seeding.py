"""Filling a database with invented members, topics and posts, quickly and the same every time.

Rows are made through the models in bulk, not through the operations: fifty thousand posts would take the operations
a quarter of an hour. What is stored twice (counters, last posts) is counted afterwards by the forum itself.
"""

import random  # noqa: TID251 - a seeded generator, so that the same rows come out every time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from forum import markup
from forum.accounts.models import Consent, Member, Voice
from forum.accounts.names import name_key, name_skeleton
from forum.columns import ALPHABET, PUBLIC_ID_LENGTH
from forum.conditions.models import Condition
from forum.database import Base, db, transaction
from forum.discussions import operations as discussions
from forum.discussions.models import Post, Topic

__all__ = ["Plan", "learn_sizes", "seed_members", "seed_topics", "store"]

BATCH = 2_000
KINDS = ("story", "question", "discussion")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is made, from which seed, and over which days before `until`."""

    topics: int
    posts: int  # opening texts included
    until: datetime
    days: int = 300
    seed: int = 1


def seed_members(names: Sequence[str], *, password_hash: str, joined_at: datetime) -> list[int]:
    """Make members who have agreed to everything and share one password. Gives the keys of their voices."""
    members = [
        Member(
            name=name,
            name_key=name_key(name),
            name_skeleton=name_skeleton(name),
            password=password_hash,
            fs_uniquifier=f"seeded-{number}-{name}"[:64],
            joined_at=joined_at,
        )
        for number, name in enumerate(names)
    ]
    with transaction():
        store(members)
        for kind in ("rules", "health_data"):
            store([Consent(member_id=member.id, kind=kind, version="1", given_at=joined_at) for member in members])
        voices = [Voice(member_id=member.id, name=member.name) for member in members]
        store(voices)
        keys = [voice.id for voice in voices]
    return keys


def learn_sizes() -> None:
    """Let the engine look how much there is now: else it plans as if the tables were as small as before."""
    db.session.connection().exec_driver_sql("ANALYZE")


def store(rows: Sequence[Base]) -> None:
    """Insert many rows with few statements."""
    for start in range(0, len(rows), BATCH):
        db.session.add_all(rows[start : start + BATCH])
        db.session.flush()


class Seeder:
    """Makes topics and numbers their posts."""

    def __init__(self, plan: Plan, *, voices: Sequence[int]) -> None:
        self.plan = plan
        self.voices = voices
        self.chance = random.Random(plan.seed)  # noqa: S311 - nothing secret

    def public_id(self) -> str:
        """Like columns.new_public_id, from the seed."""
        return "".join(self.chance.choices(ALPHABET, k=PUBLIC_ID_LENGTH))

    def topic(self, condition: Condition, *, number: int, title: Callable[[str, str], str]) -> Topic:
        """The topic made as number so-and-so of the plan."""
        kind = KINDS[number % len(KINDS)]
        age = timedelta(days=self.plan.days) * (1 - number / self.plan.topics)
        return Topic(
            public_id=self.public_id(),
            condition_id=condition.id,
            voice_id=self.chance.choice(self.voices),
            kind=kind,
            title=title(kind, condition.name)[:200],
            created_at=self.plan.until - age,
        )

    def sizes(self) -> list[int]:
        """How many posts each topic gets: some many, most few, the sum as planned."""
        weights = [self.chance.paretovariate(1.5) for _ in range(self.plan.topics)]
        free = self.plan.posts - self.plan.topics
        sizes = [1 + int(free * weight / sum(weights)) for weight in weights]
        sizes[0] += self.plan.posts - sum(sizes)
        return sizes

    def post(self, topic: Topic, *, number: int, of: int, text: tuple[str, str]) -> Post:
        """One post; the posts of a topic are spread from its beginning to the last day of the plan."""
        part = ((number - 1) / of) ** 2
        return Post(
            public_id=self.public_id(),
            topic_id=topic.id,
            number=number,
            voice_id=topic.voice_id if number == 1 else self.chance.choice(self.voices),
            body_markdown=text[0],
            body_html=text[1],
            markup_version=markup.VERSION,
            created_at=topic.created_at + (self.plan.until - topic.created_at) * part,
        )


def seed_topics(
    plan: Plan,
    *,
    conditions: Sequence[Condition],
    voices: Sequence[int],
    title: Callable[[str, str], str],
    text: Callable[[int], tuple[str, str]],
) -> None:
    """Make the topics and posts of the plan. `text` gets the number of the post in its topic."""
    seeder = Seeder(plan, voices=voices)
    with transaction():
        topics = [seeder.topic(conditions[n % len(conditions)], number=n, title=title) for n in range(plan.topics)]
        sizes = seeder.sizes()
        for topic, size in zip(topics, sizes, strict=True):
            topic.numbered = size
        store(topics)
        posts = (
            seeder.post(topic, number=number, of=size, text=text(number))
            for topic, size in zip(topics, sizes, strict=True)
            for number in range(1, size + 1)
        )
        while batch := list(islice(posts, BATCH)):
            store(batch)
            for post in batch:
                db.session.expunge(post)
        learn_sizes()
        discussions.recount_all()
