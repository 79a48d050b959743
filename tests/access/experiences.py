"""The experiences of the small forum: one of every kind that somebody may not see, and somebody who hides a name."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from forum import clock
from forum.accounts.models import Block, Voice
from forum.accounts.queries import own_voice
from forum.conditions.models import Condition
from forum.database import db
from forum.discussions.models import Draft, Post, Topic
from forum.experiences.models import (
    AppointmentQuestion,
    CheckIn,
    CheckInReminder,
    CountingConsent,
    DoseStep,
    Experience,
    ExperienceRevision,
    Release,
    SideEffect,
)
from forum.moderation.models import Case, Decision, Flag
from tests import factories
from tests.experiences.responses import DAY, releases

if TYPE_CHECKING:
    from tests.access.world import World

__all__ = ["ALIAS", "SEEN", "make_experiences", "make_hidden_name"]

ALIAS = "Amber Teasel 27"
EVERYBODY = frozenset({"visitor", "member", "author", "moderator", "editor", "admin", "silenced"})
# Who may read a word, as in world.READERS.
SEEN = {
    "canarysharedexperience": EVERYBODY,
    "canarysharedline": EVERYBODY,
    "canarysharedsideeffect": EVERYBODY,
    "canaryheldexperience": {"author", "moderator"},
    "canaryhiddenexperience": {"author", "moderator"},
    "canaryremovedexperience": {"author", "moderator"},
    "canaryunsharedexperience": {"author"},
    "canarymembersexperience": EVERYBODY - {"visitor"},
    "canarywithheldexperience": {"withdrawn"},
    "canaryblockedexperience": EVERYBODY - {"author"},
    "canaryreplacedline": {"author"},
    "canaryoldfact": {"author"},
    "canaryquestion": {"author"},
    "canarygistdraft": {"author"},
    "canaryaliasstory": EVERYBODY | {"blocked"},  # also to who has a block with the person behind the name
    "canaryaliasreply": EVERYBODY | {"blocked"},
    "canaryaliasexperience": EVERYBODY | {"blocked"},
    "canaryaliasmembers": EVERYBODY - {"visitor"} | {"blocked"},
    "canaryowner": {"nobody"},  # the member behind the one-off name: no page says it, not to moderators either
}


def record(world: "World", member_id: int, word: str, *, slug: str, **rest: object) -> Experience:
    """A shared experience for this condition, holding the word."""
    condition = db.session.scalars(select(Condition).where(Condition.slug == slug)).one()
    fields: dict[str, object] = {
        "voice_id": own_voice(member_id).id,
        "shared_at": clock.now(),
        "status": "taking",
        "effect": "no_change",
        "effect_first_on": date(2026, 3, 1),
        "started_on": date(2026, 1, 1),
    }
    new = Experience(member_id=member_id, condition_id=condition.id, purpose=f"A purpose, {word}", **fields | rest)
    db.session.add(new)
    db.session.flush()
    db.session.add(DoseStep(experience_id=new.id, from_month=date(2026, 1, 1), micrograms=1_500))
    world.other[f"experience_{word}"] = new.public_id
    return new


def make_experiences(world: "World", condition: Condition) -> None:
    """All of them; the author's open one belongs to the open story."""
    author = world.members["author"]
    others = db.session.scalars(
        select(Condition.slug).where(Condition.id != condition.id).order_by(Condition.id).limit(8)
    ).all()
    world.slugs = [condition.slug, *others]
    topic = db.session.query(Topic).filter_by(public_id=world.topics["open"]).one()
    make_open_one(world, record(world, author, "canarysharedexperience", slug=condition.slug, topic_id=topic.id))
    for slug, state in zip(others, ("held", "hidden", "removed"), strict=False):
        record(world, author, f"canary{state}experience", slug=slug, state=state, state_at=clock.now())
    record(world, author, "canaryunsharedexperience", slug=others[3], shared_at=None, voice_id=None)
    record(world, author, "canarymembersexperience", slug=others[4], audience="members")
    record(world, world.members["withdrawn"], "canarywithheldexperience", slug=condition.slug)
    record(world, world.members["blocked"], "canaryblockedexperience", slug=condition.slug)
    db.session.add(
        Draft(member_id=author, place=f"condition/{others[5]}/story", gist="canarygistdraft", body_markdown="")
    )
    world.other["experience"] = world.other["experience_canarysharedexperience"]
    make_experience_case(world)
    figures = releases(3, many=1)[1][0]
    db.session.add(
        Release(condition_id=condition.id, number=1, counted_on=DAY, method=figures.method, figures=figures.as_json())
    )


def make_open_one(world: "World", experience: Experience) -> None:
    """What only its member reads hangs on the experience that everybody may see."""
    now = clock.now()
    old = CheckIn(
        experience_id=experience.id,
        on_day=date(2026, 4, 2),
        line="canaryreplacedline",
        replaced_at=now,
        side_effects=[],
    )
    new = CheckIn(
        experience_id=experience.id,
        on_day=date(2026, 4, 2),
        line="canarysharedline",
        rating=4,
        side_effects=["headache"],
    )
    question = AppointmentQuestion(experience_id=experience.id, words="canaryquestion")
    db.session.add_all(
        [
            old,
            new,
            question,
            SideEffect(experience_id=experience.id, kind="other", words="canarysharedsideeffect"),
            CheckInReminder(experience_id=experience.id, months=12, due_on=date(2027, 1, 1)),
            CountingConsent(experience_id=experience.id, version="1"),
            ExperienceRevision(experience_id=experience.id, number=1, facts={"purpose": "canaryoldfact"}),
        ]
    )
    db.session.flush()
    world.other["check_in"] = new.public_id
    world.other["question"] = str(question.id)


def make_experience_case(world: "World") -> None:
    """An open case about the author's hidden experience."""
    hidden = db.session.query(Experience).filter_by(public_id=world.other["experience_canaryhiddenexperience"]).one()
    case = Case(
        experience_id=hidden.id,
        author_id=hidden.member_id,
        reason="other",
        severity=7,
        snapshot_markdown=hidden.purpose,
        snapshot_html=hidden.purpose,
    )
    db.session.add(case)
    db.session.flush()
    db.session.add(Flag(case_id=case.id, flagger_id=world.members["member"], reason="other", note="", seen_markdown=""))
    world.other["case_experience"] = case.public_id


def make_hidden_name(world: "World", condition: Condition) -> None:
    """Somebody who writes under a one-off name alone: a story with an experience, a reply, and a case about each."""
    owner = factories.member("canaryowner").id
    db.session.add_all(
        [
            Block(blocker_id=owner, blocked_id=world.members["member"]),
            Block(blocker_id=owner, blocked_id=world.members["editor"]),
        ]
    )
    voice = Voice(member_id=owner, name=ALIAS, is_alias=True)
    db.session.add(voice)
    db.session.flush()
    story = Topic(condition_id=condition.id, voice_id=voice.id, kind="story", title="canaryaliasstory", numbered=1)
    db.session.add(story)
    db.session.flush()
    voice.topic_id = story.id
    opening = text_of(story, voice, "canaryaliasstory", number=1)
    alone = db.session.query(Topic).filter_by(public_id=world.topics["open"]).one()
    elsewhere = Voice(member_id=owner, name="Quiet Sedge 40", is_alias=True, topic_id=alone.id)
    db.session.add(elsewhere)
    db.session.flush()
    alone.numbered += 1
    reply = text_of(alone, elsewhere, "canaryaliasreply", number=alone.numbered)
    alone.numbered += 1
    text_of(alone, elsewhere, "canaryaliasmembers", number=alone.numbered, audience="members")
    record(world, owner, "canaryaliasexperience", slug=condition.slug, voice_id=voice.id, topic_id=story.id)
    world.topics["alias"], world.posts["alias"] = story.public_id, reply.public_id
    experience = db.session.query(Experience).filter_by(public_id=world.other["experience_canaryaliasexperience"]).one()
    for name, target in (
        ("case_alias", {"post_id": reply.id}),
        ("case_alias_story", {"topic_id": story.id}),
        ("case_alias_experience", {"experience_id": experience.id}),
    ):
        world.other[name] = closed_and_open_case(target, owner=owner, words=opening.body_markdown, world=world)


def text_of(topic: Topic, voice: Voice, word: str, *, number: int, audience: str = "everyone") -> Post:
    """A text under this name."""
    new = Post(
        topic_id=topic.id,
        number=number,
        voice_id=voice.id,
        audience=audience,
        body_markdown=f"Some words, {word}.",
        body_html=f"<p>Some words, {word}.</p>",
        markup_version=1,
    )
    db.session.add(new)
    db.session.flush()
    return new


def closed_and_open_case(target: dict[str, int], *, owner: int, words: str, world: "World") -> str:
    """A decision in the past and an open case about the same thing."""
    for closed in (clock.ago(days=3), None):
        case = Case(
            **target,
            author_id=owner,
            reason="other",
            severity=7,
            closed_at=closed,
            snapshot_markdown=words,
            snapshot_html="",
        )
        db.session.add(case)
        db.session.flush()
        db.session.add(
            Flag(case_id=case.id, flagger_id=world.members["silenced"], reason="other", note="", seen_markdown="")
        )
        if closed:
            db.session.add(
                Decision(
                    case_id=case.id,
                    verb="keep",
                    message="",
                    note="",
                    decided_by_id=world.members["moderator"],
                    decided_at=closed,
                    final_at=closed,
                )
            )
    return case.public_id
