"""Decisions that let a text stay and arrange something about it: its place, its pace, a note, a day to change it.

What stands under a one-off name stays in its topic, and a story stays with the condition of its experience.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from forum import clock
from forum.conditions.queries import get_condition
from forum.database import db
from forum.discussions import operations as discussions
from forum.discussions.models import Post, Topic
from forum.discussions.queries import find_topic, posts_by_key
from forum.errors import Refused
from forum.experiences.models import Experience
from forum.moderation import queries
from forum.moderation.models import Decision
from forum.moderation.operations import effects
from forum.moderation.operations.choices import Choice
from forum.viewers import Viewer

__all__ = ["arrange", "due_at", "give_back_place", "told_of"]

Done = dict[str, Any]  # as JSON keeps it


def due_at(choice: Choice, *, at: datetime) -> datetime | None:
    """Until when the author is asked to change the text."""
    return at + timedelta(days=choice.plan.days) if choice.verb == "ask_edit" else None


def told_of(choice: Choice) -> Done:
    """What a letter about this decision tells of what was arranged."""
    plan = choice.plan
    if choice.verb in {"duplicate", "merge"}:
        other = find_topic(plan.other)
        return {"other": other.title if other else ""}
    day = due_at(choice, at=clock.now())
    words: Mapping[str, Done] = {
        "ask_edit": {"day": day.date().isoformat() if day else ""},
        "content_note": {"note": plan.note},
        "slow": {"minutes": plan.minutes},
        "move": {"condition": plan.condition.name if plan.condition else ""},
        "split": {"title": plan.title},
    }
    return words.get(choice.verb, {})


def arrange(thing: Post | Experience | None, *, viewer: Viewer, choice: Choice) -> Done:
    """Let the text be open and arrange what was decided. Gives what undoing and the letter need to know."""
    if thing is None:
        raise Refused(_("This cannot be done here."))
    before = effects.as_it_stands(thing)
    effects.take(thing, viewer=viewer, choice=replace(choice, verb="keep"))
    told = told_of(choice)
    done = ARRANGE[choice.verb](thing, choice) if isinstance(thing, Post) and choice.verb in ARRANGE else {}
    return before | {"after": "open", "plan": told | done}


def note(post: Post, choice: Choice) -> Done:
    """A note before the text."""
    if not choice.plan.note:
        raise Refused(_("Write the note that stands before the text."))
    was = post.content_note
    discussions.note_content(post, note=choice.plan.note)
    return {"was": was}


def slow(post: Post, choice: Choice) -> Done:
    """A wait between two replies of one member."""
    was = post.topic.slow_minutes
    discussions.slow_topic(post.topic, minutes=choice.plan.minutes)
    return {"was": was}


def move(post: Post, choice: Choice) -> Done:
    """Another condition for the topic."""
    condition, was = choice.plan.condition, post.topic.condition
    if condition is None or condition.id == was.id:
        raise Refused(_("Choose the condition to which the topic moves."))
    if queries.has_experience(post.topic.id):
        raise Refused(_("This story belongs to an experience with its condition, so it cannot move away from it."))
    discussions.move_topic(post.topic, condition=condition)
    return {"was": was.slug}


def duplicate(post: Post, choice: Choice) -> Done:
    """The topic takes no more replies and leads to the other one."""
    other = other_topic(post.topic, choice)
    discussions.lock_topic(post.topic, reason="")
    discussions.send_on(post.topic, to=other.public_id)
    return {"to": other.public_id}


def merge(post: Post, choice: Choice) -> Done:
    """The same, and the replies go there; those under one-off names stay."""
    other = other_topic(post.topic, choice)
    moved = discussions.gather_replies(post.topic, into=other)
    return duplicate(post, choice) | {"moved": moved, "from": post.topic.public_id}


def split(post: Post, choice: Choice) -> Done:
    """The reply begins a topic of its own."""
    if post.is_opening or post.voice.is_alias:
        raise Refused(_("Only a reply under its member's own name can begin a topic of its own."))
    if not choice.plan.title:
        raise Refused(_("Write the title of the new topic."))
    origin = post.topic.public_id
    plan = choice.plan
    new, moved = discussions.split_off(post, title=plan.title, with_following=plan.with_following)
    return {"to": new.public_id, "moved": moved, "from": origin}


ARRANGE: Mapping[str, Callable[[Post, Choice], Done]] = {
    "content_note": note,
    "slow": slow,
    "move": move,
    "duplicate": duplicate,
    "merge": merge,
    "split": split,
}


def other_topic(topic: Topic, choice: Choice) -> Topic:
    """Where the topic goes on. Raises Refused for one that cannot be."""
    other = find_topic(choice.plan.other)
    if other is None or other.id == topic.id or other.state != "open" or other.is_locked:
        raise Refused(_("Choose another topic, which is open, by its address."))
    return other


def give_back_place(thing: Post | Experience | None, decision: Decision) -> None:
    """Undo what `arrange` did, but for the state of the text."""
    decision.due_at = None
    plan: Done = decision.before.get("plan", {})
    if not isinstance(thing, Post):
        return
    if decision.verb == "content_note":
        discussions.note_content(thing, note=plan["was"])
    elif decision.verb == "slow":
        discussions.slow_topic(thing.topic, minutes=plan["was"])
    elif decision.verb == "move":
        discussions.move_topic(thing.topic, condition=get_condition(plan["was"]))
    elif decision.verb in {"duplicate", "merge"}:
        discussions.send_on(thing.topic, to="")
    if "moved" in plan:
        give_back_replies(plan)
    db.session.flush()


def give_back_replies(plan: Done) -> None:
    """Let the replies stand again where they stood. Refused where what was made for them is needed by now."""
    numbers = dict(plan["moved"])
    posts = [(post, numbers[post.id]) for post in posts_by_key(numbers)]
    origin, out_of = find_topic(plan["from"]), find_topic(plan["to"])
    if not posts:
        return
    if origin is None or out_of is None:
        raise Refused(_("The text has changed since: its author took it back, or it was decided anew."))
    was_made = any(post.is_opening for post, _number in posts)
    if was_made and (out_of.numbered > len(posts) or queries.has_cases("topic", out_of.id)):
        raise Refused(_("Somebody has replied in the new topic already, so it stays."))
    discussions.return_replies(posts, origin=origin, out_of=out_of)
