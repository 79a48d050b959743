"""Reading the words that the team sends again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from forum.accounts.models import Member, Rule
from forum.database import db
from forum.errors import NotFound
from forum.moderation.models import Wording, WordingVersion

__all__ = [
    "Offered",
    "RuleWords",
    "Words",
    "find_rule_wording",
    "get_current_rule",
    "get_reply",
    "newest_version",
    "offered_words",
    "replies",
    "rules_with_words",
    "versions_of",
    "worded_numbers",
]

VERSIONS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Words:
    """A version, with the name of who wrote it; `public_id` is that of its wording."""

    public_id: str
    number: int
    title: str
    body: str
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule in force with the words that are offered with it; None if there are none."""

    rule: Rule
    words: Words | None


@dataclass(frozen=True, slots=True)
class Offered:
    """What a moderator can start a letter from: words by the number of a rule, and replies."""

    by_rule: dict[int, str]
    replies: Sequence[Words]

    def fitting(self, *, reply: str, rule: int | None) -> str:
        """The words for what was chosen: a reply goes before a rule; empty if neither has any."""
        chosen = next((each.body for each in self.replies if each.public_id == reply), "")
        return chosen or (self.by_rule.get(rule, "") if rule is not None else "")

    def holds(self, message: str) -> bool:
        """Whether a message is one of these, untouched."""
        return message in self.by_rule.values() or any(each.body == message for each in self.replies)


def current() -> Select[tuple[WordingVersion, str]]:
    """The newest version of every wording, with who wrote it."""
    return (
        select(WordingVersion, Member.name)
        .join(Wording, (WordingVersion.wording_id == Wording.id) & (WordingVersion.number == Wording.version))
        .outerjoin(Member, WordingVersion.written_by_id == Member.id)
        .where(Wording.retired_at.is_(None))
        .options(contains_eager(WordingVersion.wording))
        .order_by(WordingVersion.title, Wording.id)
    )


def words(version: WordingVersion, by: str | None, *, public_id: str) -> Words:
    """A version as it is shown."""
    return Words(public_id, version.number, version.title, version.body, by, version.written_at)


def offered_words() -> Offered:
    """Everything that can be offered; one statement."""
    found = [(version.wording, words(version, by, public_id=version.wording.public_id)) for version, by in rows()]
    return Offered(
        by_rule={wording.rule_number: each.body for wording, each in found if wording.rule_number and each.body},
        replies=[each for wording, each in found if wording.rule_number is None],
    )


def rows() -> Sequence[tuple[WordingVersion, str | None]]:
    """The same as rows."""
    return [(version, by) for version, by in db.session.execute(current())]


def replies() -> Sequence[Words]:
    """The replies that are offered, by title."""
    return offered_words().replies


def rules_with_words() -> Sequence[RuleWords]:
    """The rules in force, each with the words that are offered with it."""
    found = {version.wording.rule_number: words(version, by, public_id="") for version, by in rows()}
    rules = db.session.scalars(select(Rule).where(Rule.is_current).order_by(Rule.number))
    return [RuleWords(rule, found.get(rule.number)) for rule in rules]


def worded_numbers() -> set[int | None]:
    """The rules that ever had words; None is among them where there ever was a reply."""
    return set(db.session.scalars(select(Wording.rule_number).distinct()))


def get_current_rule(number: int) -> Rule:
    """The rule in force with this number. Raises NotFound."""
    rule = db.session.scalars(select(Rule).where(Rule.number == number, Rule.is_current)).one_or_none()
    if rule is None:
        raise NotFound
    return rule


def find_rule_wording(number: int) -> Wording | None:
    """The words for a rule, if there ever were any."""
    return db.session.scalars(select(Wording).where(Wording.rule_number == number)).one_or_none()


def get_reply(public_id: str) -> Wording:
    """A reply, also one that is offered no more. Raises NotFound."""
    query = select(Wording).where(Wording.public_id == public_id, Wording.rule_number.is_(None))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def newest_version(wording_id: int) -> WordingVersion | None:
    """The words as they stand."""
    query = select(WordingVersion).where(WordingVersion.wording_id == wording_id)
    return db.session.scalars(query.order_by(WordingVersion.number.desc()).limit(1)).one_or_none()


def versions_of(wording: Wording | None) -> Sequence[Words]:
    """Every version, newest first."""
    if wording is None:
        return []
    query = (
        select(WordingVersion, Member.name)
        .outerjoin(Member, WordingVersion.written_by_id == Member.id)
        .where(WordingVersion.wording_id == wording.id)
        .order_by(WordingVersion.number.desc())
        .limit(VERSIONS_SHOWN)
    )
    return [words(version, by, public_id=wording.public_id) for version, by in db.session.execute(query)]
