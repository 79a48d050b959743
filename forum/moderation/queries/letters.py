"""What people read of decisions: the author a letter, those who flagged an outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from forum.accounts.models import Limit
from forum.conditions.models import Condition
from forum.database import db
from forum.discussions.addresses import post_path
from forum.discussions.models import Post, Topic
from forum.discussions.queries import TopicVoice, topic_visible_to
from forum.errors import NotFound
from forum.experiences.addresses import experience_path
from forum.experiences.models import Experience
from forum.moderation.letters import Given, author_letter, call_of, outcome_letter, subject, terms_of
from forum.moderation.models import Case, Decision, Flag, Sanction
from forum.moderation.queries.appeals import AppealState, appeal_state, became_of_appeal
from forum.moderation.queries.cases import experience_of, text_of
from forum.moderation.reasons import REASONS
from forum.moderation.verbs import verb_words
from forum.paging import Page, page_count
from forum.viewers import Viewer

__all__ = [
    "LETTERS_PER_PAGE",
    "LetterPage",
    "LetterRow",
    "OutcomePage",
    "letter_page",
    "letters_page",
    "name_of",
    "outcome_page",
]

LETTERS_PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A decision as whom it is about reads it: the words, the text, and whether it can be changed.

    `experience` is the path of the one that it is about. `appeal_words`: what they had said, where it is about that.
    `ended_at`: when the sanction was ended before its day.
    """

    paragraphs: Sequence[str]
    at: datetime
    own_title: str
    text_html: str
    sent_text: str
    edit_post: str | None
    experience: str | None
    appeal: AppealState
    appeal_words: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class LetterRow:
    """A line in a member's list of decisions."""

    public_id: str
    about: str
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """What became of a flag; no paragraphs while nothing has. The text itself may be nobody's to read any more.

    Before it is settled, the paragraphs may say that somebody looks after it.
    """

    kind: str
    path: str | None
    reason: str
    note: str
    at: datetime
    paragraphs: Sequence[str]
    is_settled: bool
    at_risk: bool


def letter_page(viewer: Viewer, decision: Decision, *, at: datetime) -> LetterPage:
    """The letter of a decision that came from get_decision.

    A reply may stand in a topic that others have closed to this reader since: then its title is left out.
    """
    case = decision.case
    title = case.snapshot_title if case.post is None or can_see(viewer, case.post.topic_id) else ""
    given, ended_at, is_flagged = sanction_given(decision)
    call = call_of(case, is_flagged=is_flagged)
    post = text_of(case)
    name = name_of(case, post)
    return LetterPage(
        paragraphs=author_letter(terms_of(case, decision, name=name, title=title, sanction=given, call=call)),
        at=decision.decided_at,
        own_title=case.snapshot_title if case.kind == "topic" else "",
        text_html=post.body_html if post else "",
        sent_text=case.contact.body if case.contact else "",
        edit_post=post.public_id if post and decision.verb == "hide" and post.state == "hidden" else None,
        experience=experience_path(case.experience.public_id) if case.experience else None,
        appeal=appeal_state(viewer, decision, given=given is not None, at=at),
        appeal_words=case.appeal.words if case.appeal else "",
        ended_at=ended_at,
    )


def sanction_given(decision: Decision) -> tuple[Given | None, datetime | None, bool]:
    """The sanction that a decision gave, as its letter tells it, when it was ended, and whether anybody had flagged."""
    flagged = exists().where(Flag.case_id == decision.case_id, Flag.created_at <= decision.decided_at)
    query = (
        select(Sanction, Condition.name, flagged)
        .select_from(Decision)
        .outerjoin(Sanction, Sanction.decision_id == Decision.id)
        .outerjoin(Limit, Sanction.limit_id == Limit.id)
        .outerjoin(Condition, Limit.condition_id == Condition.id)
        .where(Decision.id == decision.id)
    )
    sanction, condition, is_flagged = db.session.execute(query).one()
    if sanction is None:
        return None, None, is_flagged
    return Given(sanction.kind, sanction.until, condition), sanction.lifted_at, is_flagged


def name_of(case: Case, post: Post | None) -> str:
    """Whom a letter greets: a one-off name if it is about something that stands under it."""
    experience = experience_of(case)
    thing = post or experience
    if thing is not None and thing.voice is not None and thing.voice.is_alias:
        return thing.voice.name
    if experience is not None and experience.voice is None:
        return ""
    return case.author.name if case.author else ""


def can_see(viewer: Viewer, topic_id: int) -> bool:
    """Whether this viewer may read the topic now."""
    topic = select(Topic.id).join(TopicVoice, Topic.voice_id == TopicVoice.id)
    query = select(exists(topic.where(Topic.id == topic_id, topic_visible_to(viewer))))
    return db.session.execute(query).scalar_one()


def letters_page(member_id: int, *, at: datetime, number: int) -> Page[LetterRow]:
    """The decisions a member was told of, newest first."""
    mine = (
        (Case.author_id == member_id)
        & (Decision.message != "")
        & Decision.undone_at.is_(None)
        & (Decision.final_at <= at)
    )
    counted = select(func.count()).select_from(Decision).join(Case, Decision.case_id == Case.id).where(mine)
    total = db.session.execute(counted).scalar_one()
    pages = page_count(total, LETTERS_PER_PAGE)
    number = min(number, pages)
    query = (
        select(Decision)
        .join(Case, Decision.case_id == Case.id)
        .where(mine)
        .options(joinedload(Decision.case))
        .order_by(Decision.id.desc())
        .limit(LETTERS_PER_PAGE)
        .offset((number - 1) * LETTERS_PER_PAGE)
    )
    items = [
        LetterRow(
            public_id=decision.public_id,
            about=_("Your appeal") if decision.case.is_appeal else subject(decision.case.kind),
            words=verb_words(decision.verb),
            at=decision.decided_at,
        )
        for decision in db.session.scalars(query)
    ]
    return Page(items=items, number=number, pages=pages, total=total)


def outcome_page(viewer: Viewer, case_id: str, *, at: datetime) -> OutcomePage:
    """What became of the viewer's flag on the case with this public id. Raises NotFound for everybody else."""
    query = (
        select(Flag, Case, Decision, Post.public_id, Experience.public_id)
        .join(Case, Flag.case_id == Case.id)
        .outerjoin(Post, or_(Post.id == Case.post_id, and_(Post.topic_id == Case.topic_id, Post.number == 1)))
        .outerjoin(Experience, Experience.id == Case.experience_id)
        .outerjoin(
            Decision, (Flag.told_by_id == Decision.id) & (Decision.final_at <= at) & Decision.undone_at.is_(None)
        )
        .where(Case.public_id == case_id, Flag.flagger_id == viewer.id)
    )
    found = db.session.execute(query).one_or_none() if viewer.is_member else None
    if found is None:
        raise NotFound
    flag, case, decision, text, experience = found
    path = post_path(text) if text else None
    return OutcomePage(
        kind=case.kind,
        path=experience_path(experience) if experience else path,
        reason=str(REASONS[flag.reason].choice),
        note=flag.note,
        at=flag.created_at,
        paragraphs=words_for_flagger(flag, case, decision, at=at),
        is_settled=decision is not None,
        at_risk=flag.reason == "at_risk",
    )


def words_for_flagger(flag: Flag, case: Case, decision: Decision | None, *, at: datetime) -> Sequence[str]:
    """What became of it; before it is settled, at most that somebody looks after it."""
    if decision is not None:
        return outcome_letter(decision.verb, case.kind, on_appeal=became_of_appeal(decision.id, at=at))
    return outcome_letter("look_after", case.kind) if flag.looked_after_at else []
