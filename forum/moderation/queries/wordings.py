"""Reading the words that the team sends again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

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
    "rules_and_replies",
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
    """The rules in force, and what a moderator can start a letter from: words by the number of a rule, and replies."""

    rules: Sequence[Rule]
    by_rule: dict[int, str]
    replies: Sequence[Words]

    def fitting(self, *, reply: str, rule: int | None) -> str:
        """The words for what was chosen: a reply goes before a rule; empty if neither has any."""
        chosen = next((each.body for each in self.replies if each.public_id == reply), "")
        return chosen or (self.by_rule.get(rule, "") if rule is not None else "")

    def holds(self, message: str) -> bool:
        """Whether a message is one of these, untouched."""
        return message in self.by_rule.values() or any(each.body == message for each in self.replies)


def newest() -> ColumnElement[bool]:
    """Whether a WordingVersion is what its Wording offers now."""
    return (WordingVersion.wording_id == Wording.id) & (WordingVersion.number == Wording.version)


def words(version: WordingVersion, by: str | None, *, public_id: str) -> Words:
    """A version as it is shown."""
    return Words(public_id, version.number, version.title, version.body, by, version.written_at)


def replies() -> Sequence[Words]:
    """The replies that are offered, by title."""
    query = (
        select(Wording, WordingVersion, Member.name)
        .join(WordingVersion, newest())
        .outerjoin(Member, WordingVersion.written_by_id == Member.id)
        .where(Wording.rule_number.is_(None), Wording.retired_at.is_(None))
        .order_by(WordingVersion.title, Wording.id)
    )
    return [words(version, by, public_id=each.public_id) for each, version, by in db.session.execute(query)]


def rules_and_replies() -> tuple[Sequence[RuleWords], Sequence[Words]]:
    """The rules in force with their words, and the replies; one statement, since the page of a case asks many.

    Every rule comes with its own words, the first one with the replies as well.
    """
    first = select(func.min(Rule.number)).where(Rule.is_current).scalar_subquery()
    is_reply = Wording.rule_number.is_(None) & (Rule.number == first)
    query = (
        select(Rule, Wording, WordingVersion, Member.name)
        .outerjoin(Wording, Wording.retired_at.is_(None) & or_(Wording.rule_number == Rule.number, is_reply))
        .outerjoin(WordingVersion, newest())
        .outerjoin(Member, WordingVersion.written_by_id == Member.id)
        .where(Rule.is_current)
        .order_by(Rule.number, WordingVersion.title, Wording.id)
    )
    by_rule: dict[int, RuleWords] = {}
    found: list[Words] = []
    for rule, wording, version, by in db.session.execute(query):
        by_rule.setdefault(rule.number, RuleWords(rule, None))
        if version is None:
            continue
        told = words(version, by, public_id=wording.public_id)
        if wording.rule_number is None:
            found.append(told)
        else:
            by_rule[rule.number] = RuleWords(rule, told)
    return (list(by_rule.values()), found) if by_rule else ([], replies())


def offered_words() -> Offered:
    """The rules in force, and everything that a letter can be started from."""
    rules, found = rules_and_replies()
    by_rule = {each.rule.number: each.words.body for each in rules if each.words and each.words.body}
    return Offered(rules=[each.rule for each in rules], by_rule=by_rule, replies=found)


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
