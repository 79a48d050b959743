"""Keeping the stored counters and last-post pointers true."""

from collections.abc import Iterable

from sqlalchemy import update

from forum.conditions.models import Condition
from forum.database import change, db
from forum.discussions.models import Post, Topic
from forum.discussions.queries import counting

__all__ = [
    "count_new_topic",
    "count_reply",
    "recount_all",
    "recount_condition",
    "recount_topic",
    "recount_topics_of_member",
]

STORED = tuple(counting.topic_values())


def count_reply(topic: Topic, *, reply: Post) -> None:
    """Count a new open post with the highest number, without asking the others. The topic is locked."""
    for audience in ("everyone", "members") if reply.audience == "everyone" else ("members",):
        if not reply.is_opening:
            setattr(topic, f"replies_{audience}", getattr(topic, f"replies_{audience}") + 1)
        setattr(topic, f"last_at_{audience}", reply.created_at)
        setattr(topic, f"last_number_{audience}", reply.number)
        setattr(topic, f"last_voice_{audience}_id", reply.voice_id)


def count_new_topic(topic: Topic) -> None:
    """Count a new open topic in its condition."""
    more: dict[str, object] = {"topics_members": Condition.topics_members + 1}
    if topic.audience == "everyone":
        more["topics_everyone"] = Condition.topics_everyone + 1
    change(update(Condition).where(Condition.id == topic.condition_id).values(more))


def recount_topic(topic: Topic) -> None:
    """Set what is stored about a topic from its posts. The topic is locked."""
    db.session.flush()
    change(update(Topic).where(Topic.id == topic.id).values(counting.topic_values()))
    db.session.refresh(topic, STORED)


def recount_condition(condition: Condition) -> None:
    """Set what is stored about a condition from its topics."""
    db.session.flush()
    recount_conditions([condition.id])
    db.session.refresh(condition, ["topics_everyone", "topics_members"])


def recount_conditions(condition_ids: Iterable[int]) -> None:
    """The same for several, each locked first: a count that began before another's commit would miss it."""
    for condition_id in sorted(condition_ids):
        chosen = Condition.id == condition_id
        change(update(Condition).where(chosen).values(topics_members=Condition.topics_members))
        change(update(Condition).where(chosen).values(counting.condition_values()))


def recount_topics_of_member(member_id: int) -> None:
    """Set what is stored about every topic in which this member wrote: after a voice was withheld, or returned."""
    db.session.flush()
    counting.lock_topics_of_member(member_id)
    written = Topic.id.in_(counting.topics_of_member(member_id))
    change(update(Topic).where(written).values(counting.topic_values()))
    recount_conditions(counting.conditions_of_member(member_id))
    forget_counts()


def recount_all() -> int:
    """Mend whatever is stored wrongly, everywhere. Returns how many topics and conditions that were."""
    db.session.flush()
    topics, conditions = counting.topic_values(), counting.condition_values()
    mended = change(update(Topic).where(counting.is_stale(Topic, topics)).values(topics))
    mended += change(update(Condition).where(counting.is_stale(Condition, conditions)).values(conditions))
    forget_counts()
    return mended


def forget_counts() -> None:
    """Have counts that were loaded read afresh when they are next asked for."""
    for row in db.session:
        if isinstance(row, Topic):
            db.session.expire(row, STORED)
        elif isinstance(row, Condition):
            db.session.expire(row, ["topics_everyone", "topics_members"])
