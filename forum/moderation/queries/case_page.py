"""The page of one case: the text then and now, what stands around it, who flagged it, and what was decided before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager

from forum.accounts.bylines import Byline, byline
from forum.accounts.models import Member, Rule
from forum.database import db
from forum.discussions.addresses import post_path
from forum.discussions.models import Post
from forum.discussions.queries import PostVoice, post_visible_to
from forum.experiences.models import CheckIn, Experience
from forum.moderation.models import Case, Decision, Flag
from forum.moderation.queries.aliases import under_alias
from forum.moderation.queries.automatic import Automatic, automatic_of
from forum.moderation.queries.care import Cover
from forum.moderation.queries.case_text import Text, alias_of, experience_now, is_withheld, text_now
from forum.moderation.queries.cases import text_of, timeline_of
from forum.moderation.queries.claims import Claim, claim_of
from forum.moderation.queries.history import Facts, Past, counts_against_somebody, facts_about, past_decisions
from forum.moderation.queries.notes import Beside, NoteRow, beside_case
from forum.moderation.queries.risks import Care, care_of
from forum.moderation.queries.scopes import in_charge
from forum.moderation.queries.wordings import Offered, offered_words
from forum.moderation.reasons import REASONS, urgency_word
from forum.viewers import Viewer

__all__ = ["Appealed", "Around", "CasePage", "FlagRow", "case_page"]

PAST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Around:
    """A post before or after the one in question."""

    byline: Byline
    number: int
    html: str
    at: datetime
    state: str
    path: str
    is_before: bool


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag as moderators see it; nobody else learns who raised it."""

    name: str | None
    reason: str
    note: str
    at: datetime
    is_own: bool
    is_worry: bool


@dataclass(frozen=True, slots=True)
class Appealed:
    """What an appeal says, the decision that it is against, and who had flagged what that was about."""

    words: str
    decision: Past
    flags: Sequence[FlagRow]


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything a moderator needs to decide. `earlier` is about the same person, `decided` on this case.

    `alias` is the one-off name under which it stands: then there are no facts and nothing earlier, and `author_name`
    is the alias, too. `behind` is whose it is, for a moderator who asked; `can_ask` whether this one still can.
    `recused`: the viewer is too close to decide it. `words`: what a letter can be started from.
    `care`: how somebody at risk is looked after.
    """

    public_id: str
    kind: str
    reason: str
    severity: int
    urgency: str
    condition: str | None
    opened_at: datetime
    closed_at: datetime | None
    version: int
    snapshot_title: str
    snapshot_html: str
    contact_text: str
    can_answer: bool
    author_name: str
    alias: str | None
    behind: str | None
    can_ask: bool
    cover: Cover
    claim: Claim
    can_sanction: bool
    care: Care
    text: Text | None
    around: Sequence[Around]
    flags: Sequence[FlagRow]
    notes: Sequence[NoteRow]
    facts: Facts | None
    appealed: Appealed | None
    decided: Sequence[Past]
    earlier: Sequence[Past]
    words: Offered
    automatic: Automatic

    @property
    def rules(self) -> Sequence[Rule]:
        """The rules in force."""
        return self.words.rules

    @property
    def recused(self) -> bool:
        """Whether the viewer is too close to decide it."""
        return self.cover.recused


def case_page(viewer: Viewer, case: Case, *, at: datetime) -> CasePage:
    """The page of a case that came from get_case; at most ten statements more."""
    post, experience, check_ins = things_of(case)
    thing = post or experience
    alias = alias_of(thing) if thing else None
    flags = flag_rows(viewer, case.appeal.decision.case_id if case.appeal else case.id)
    past = past_decisions(
        decided_about(viewer, case, under_own_name=alias is None),
        first=case.appeal.decision_id if case.appeal else None,
        limit=PAST_SHOWN,
    )
    beside = beside_case(viewer, case, alias=alias)
    return CasePage(
        **as_it_came_up(case, is_withheld=thing is not None and is_withheld(thing)),
        author_name=alias or (case.author.name if case.author else ""),
        alias=alias,
        behind=case.author.name if alias and beside.revealed and case.author else None,
        can_ask=alias is not None and can_ask(case, beside),
        cover=beside.cover,
        claim=claim_of(viewer, case, at=at),
        can_sanction=can_sanction(case),
        care=care_of(viewer, case, was_worried_about=any(flag.is_worry for flag in flags), at=at),
        text=text_now(viewer, case, post) if post else experience_now(viewer, case, experience, check_ins),
        around=posts_around(viewer, post) if post else [],
        flags=[] if case.is_appeal else flags,
        notes=beside.notes,
        appealed=appealed_of(case, past, flags),
        facts=facts_on(viewer, case, alias=alias, at=at),
        decided=[each for each in past if each.case == case.public_id],
        earlier=[each for each in past if each.case != case.public_id],
        words=offered_words(),
        automatic=automatic_of(case, post_id=post.id if post else None),
    )


def things_of(case: Case) -> tuple[Post | None, Experience | None, Sequence[CheckIn]]:
    """The text, or the experience with its check-ins, that a case is about."""
    experience, check_ins = timeline_of(case.experience.public_id) if case.experience else (None, [])
    return text_of(case), experience, check_ins


def can_sanction(case: Case) -> bool:
    """Whether a sanction may come with a decision on it."""
    return case.kind != "contact" and case.author_id is not None and case.reason != "at_risk"


def facts_on(viewer: Viewer, case: Case, *, alias: str | None, at: datetime) -> Facts | None:
    """The numbers about whom a case is about; none where it stands under a one-off name."""
    if case.author_id is None or alias is not None:
        return None
    return facts_about(case.author_id, viewer=viewer, at=at)


def as_it_came_up(case: Case, *, is_withheld: bool) -> dict[str, Any]:  # Any: fields of CasePage
    """What the row of the case tells by itself; nothing of a text that its author has withdrawn."""
    return {
        "public_id": case.public_id,
        "kind": case.kind,
        "reason": str(REASONS[case.reason].words),
        "severity": case.severity,
        "urgency": str(urgency_word(case.severity)),
        "condition": case.condition.name if case.condition else None,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "version": case.version,
        "snapshot_title": "" if is_withheld else case.snapshot_title,
        "snapshot_html": "" if is_withheld else case.snapshot_html,
        "contact_text": case.contact.body if case.contact else "",
        "can_answer": bool(case.contact and (case.contact.reply_to or case.author_id)),
    }


def decided_about(viewer: Viewer, case: Case, *, under_own_name: bool) -> ColumnElement[bool]:
    """Which decisions its page shows: those on it, and those about the same person under their own name."""
    about = Decision.case_id == case.id
    if case.appeal is not None:
        about = or_(about, Decision.id == case.appeal.decision_id)
    if case.author_id is None or not under_own_name:
        return about
    theirs = (Case.author_id == case.author_id) & ~under_alias() & counts_against_somebody() & in_charge(viewer.id)
    return or_(about, theirs)


def can_ask(case: Case, beside: Beside) -> bool:
    """Whether there is somebody behind the name, and the viewer may decide."""
    present = case.author is not None and case.author.deleted_at is None
    return present and not beside.cover.recused and not beside.revealed


def posts_around(viewer: Viewer, post: Post) -> list[Around]:
    """The post before and the post after, as this moderator may read them."""
    query = (
        select(Post)
        .join(PostVoice, Post.voice_id == PostVoice.id)
        .where(Post.topic_id == post.topic_id, Post.number.in_([post.number - 1, post.number + 1]))
        .where(post_visible_to(viewer))
        .options(contains_eager(Post.voice.of_type(PostVoice)))
        .order_by(Post.number)
    )
    return [
        Around(
            byline=byline(each.voice, viewer),
            number=each.number,
            html=each.body_html,
            at=each.created_at,
            state=each.state,
            path=post_path(each.public_id),
            is_before=each.number < post.number,
        )
        for each in db.session.scalars(query)
    ]


def appealed_of(case: Case, past: Sequence[Past], flags: Sequence[FlagRow]) -> Appealed | None:
    """What stands on the page of an appeal besides. Nobody flags an appeal: the flags are of what it is about."""
    if case.appeal is None:
        return None
    decision = next(each for each in past if each.public_id == case.appeal.decision.public_id)
    return Appealed(case.appeal.words, decision, flags)


def flag_rows(viewer: Viewer, case_id: int) -> list[FlagRow]:
    """Who flagged it, when, why and with which words."""
    query = (
        select(Flag, Member.name)
        .outerjoin(Member, Flag.flagger_id == Member.id)
        .where(Flag.case_id == case_id)
        .order_by(Flag.created_at, Flag.id)
    )
    return [
        FlagRow(
            name=name,
            reason=str(REASONS[flag.reason].words),
            note=flag.note,
            at=flag.created_at,
            is_own=flag.flagger_id == viewer.id,
            is_worry=flag.reason == "at_risk",
        )
        for flag, name in db.session.execute(query)
    ]
