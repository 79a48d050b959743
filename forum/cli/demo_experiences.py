"""Experiences for the demonstration: many for one condition, some for others, and too few to show for one."""

import random  # noqa: TID251 - a seeded generator, so that the same demonstration comes out every time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from forum import clock
from forum.accounts.aliases import FIRST_WORDS, NUMBERS, SECOND_WORDS
from forum.accounts.models import Voice
from forum.cli import queries
from forum.cli.inventing_experiences import month_after
from forum.cli.seeding import store
from forum.cli.seeding_experiences import Person, Plan, seed_experiences
from forum.conditions.models import Condition, Follow
from forum.database import change, transaction
from forum.discussions import operations as discussions
from forum.discussions.models import Post, Topic
from forum.experiences.models import AppointmentQuestion, CheckInReminder, Experience
from forum.experiences.operations.releasing import make_release

__all__ = ["fill_experiences"]

# Of all members, how many tell of it; the rest of the conditions have none.
SHARES = {"fibromyalgia": 0.82, "me-cfs": 0.13, "crohns-disease": 0.12, "long-covid": 0.05}
TOO_FEW = {"psoriasis": 4}
BEFORE_FIRST_RELEASE = 0.35  # of them
SINCE_FIRST_RELEASE = timedelta(days=56)
FOLLOWS = 0.97
GISTS = (
    "Invented: one slow year, written down month by month.\nSome of it changed and some did not.",
    "Invented: what I noticed and what I did not.\nThe notebook knows better than I do.",
    "Invented: a short account of a long winter.\nI would write things down sooner.",
)
QUESTIONS = ("Invented: what should I write down until next time?", "Invented: who do I call on a weekend?")


def fill_experiences(conditions: Sequence[Condition], *, members: int, until: datetime, seed: int) -> str | None:
    """Make them, with followers, stories and what one member keeps for an appointment. Commits.

    Gives the name of a member with check-ins, for whoever wants to sign in as one.
    """
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    names = one_off_names(chance)
    sizes = {slug: int(share * members) for slug, share in SHARES.items()} | TOO_FEW
    chosen = [condition for condition in conditions if condition.slug in sizes]
    for number, condition in enumerate(chosen):
        people = tellers(condition, count=min(sizes[condition.slug], members), names=names, chance=chance)
        early = round(len(people) * BEFORE_FIRST_RELEASE)
        first = Plan(condition.id, until=until - SINCE_FIRST_RELEASE, seed=seed + 2 * number)
        tell(people[:early], first, chance=chance)
        second = Plan(condition.id, until=until, days=SINCE_FIRST_RELEASE.days - 1, seed=seed + 2 * number + 1)
        tell(people[early:], second, chance=chance)
        with transaction():
            put_to_stories(condition, chance=chance)
    with transaction():
        discussions.recount_all()
        return prepare_one()


def tell(people: Sequence[Person], plan: Plan, *, chance: random.Random) -> None:
    """Let these people tell, follow the condition, and be counted on the day of the plan."""
    seed_experiences(people, plan)
    following = [key for key, _, _ in people if chance.random() < FOLLOWS]
    with transaction():
        store([Follow(member_id=key, condition_id=plan.condition_id) for key in following])
    with transaction():
        condition = queries.find_condition(plan.condition_id)
        release = make_release(condition, day=plan.until.date()) if condition else None
        if release is not None:
            release.made_at = plan.until


def tellers(condition: Condition, *, count: int, names: Iterator[str], chance: random.Random) -> list[Person]:
    """Whose experiences these are: first those who wrote a story about the condition."""
    everybody = queries.own_voices()
    authors = {story.voice_id for story in queries.stories_about(condition.id)}
    chance.shuffle(everybody)
    everybody.sort(key=lambda pair: pair[1] not in authors)
    return [(*pair, next(names)) for pair in everybody[:count]]


def one_off_names(chance: random.Random) -> Iterator[str]:
    """One-off names, none of them twice."""
    taken: set[str] = set()
    while True:
        name = f"{chance.choice(FIRST_WORDS)} {chance.choice(SECOND_WORDS)} {chance.choice(NUMBERS)}"
        if name not in taken:
            taken.add(name)
            yield name


def put_to_stories(condition: Condition, *, chance: random.Random) -> None:
    """Put the experience of each story's author beside the story, which goes under the same name."""
    told = {row.member_id: row for row in queries.experiences_about(condition.id)}
    for story in queries.stories_about(condition.id):
        row = told.pop(story.member_id, None)
        if row is None:
            continue
        change(update(Experience).where(Experience.id == row.id).values(topic_id=story.id, audience="everyone"))
        gist = chance.choice(GISTS)
        change(update(Topic).where(Topic.id == story.id).values(voice_id=row.voice_id, gist=gist))
        own = Post.topic_id == story.id, Post.voice_id == story.voice_id
        change(update(Post).where(*own).values(voice_id=row.voice_id))
        one_off = Voice.id == row.voice_id, Voice.is_alias
        change(update(Voice).where(*one_off).values(topic_id=story.id))


def prepare_one() -> str | None:
    """Give one member questions for an appointment and a reminder that is due. Gives the member's name."""
    found = queries.somebody_with_check_ins()
    if found is None:
        return None
    name, experience_id = found
    today = clock.now().date()
    store([AppointmentQuestion(experience_id=experience_id, words=words) for words in QUESTIONS])
    later = month_after(today.replace(day=1), 6)
    store(
        [
            CheckInReminder(experience_id=experience_id, months=1, due_on=today),
            CheckInReminder(experience_id=experience_id, months=6, due_on=later),
        ]
    )
    return name
