"""What an experience said before: earlier facts beside what replaced them, and check-ins that were changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from forum.experiences.card import TableRow, check_in_row, facts_told, side_effect, words
from forum.experiences.choices import INTEREST_WORDS
from forum.experiences.facts import COLUMNS, Dose, Facts, Unwanted, facts_of
from forum.experiences.models import CheckIn, Experience, ExperienceRevision
from forum.experiences.wording import dose_words, month_words

__all__ = ["CheckInChange", "FactChange", "FactsChange", "Past", "facts_from", "history_of"]

MONTHS = ("started_on", "ended_on")


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact in words; empty where nothing was said."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FactsChange:
    """What changed at one moment."""

    at: datetime
    changes: tuple[FactChange, ...]


@dataclass(frozen=True, slots=True)
class CheckInChange:
    """A check-in that was replaced, and by what; None: taken out."""

    at: datetime
    before: TableRow
    after: TableRow | None


@dataclass(frozen=True, slots=True)
class Past:
    """Everything that was replaced, the latest first."""

    facts: tuple[FactsChange, ...]
    check_ins: tuple[CheckInChange, ...]


def history_of(
    experience: Experience,
    revisions: Sequence[ExperienceRevision],
    replaced: Sequence[CheckIn],
    present: Sequence[CheckIn],
) -> Past:
    """The history of an experience; revisions and replaced check-ins the latest first."""
    after = facts_of(experience)
    facts = []
    for revision in revisions:
        before = facts_from(revision.facts)
        facts.append(FactsChange(revision.replaced_at, tuple(differences(before, after))))
        after = before
    successors = {each.replaces_id: each for each in (*replaced, *present) if each.replaces_id}
    return Past(facts=tuple(facts), check_ins=tuple(change_of(each, successors.get(each.id)) for each in replaced))


def change_of(before: CheckIn, after: CheckIn | None) -> CheckInChange:
    """One check-in that was replaced."""
    assert before.replaced_at is not None
    return CheckInChange(before.replaced_at, check_in_row(before), check_in_row(after) if after else None)


def differences(before: Facts, after: Facts) -> list[FactChange]:
    """The facts that are not the same, in words."""
    old, new = in_words(before), in_words(after)
    names = dict.fromkeys([*old, *new])
    return [FactChange(name, old.get(name, ""), new.get(name, "")) for name in names if old.get(name) != new.get(name)]


def in_words(facts: Facts) -> dict[str, str]:
    """Every fact that was said, by its name."""
    told = {fact.name: fact.words for fact in facts_told(facts)}
    effects = [side_effect(each) for each in facts.side_effects]
    lists = {
        _("Doses"): "; ".join(f"{month_words(each.from_month)}: {dose_words(each.micrograms)}" for each in facts.doses),
        _("Side effects"): "; ".join(f"{each.name}: {each.words}" if each.words else each.name for each in effects),
        _("Declared interest"): words(INTEREST_WORDS, facts.interest),
    }
    return told | {name: said for name, said in lists.items() if said}


def facts_from(kept: Mapping[str, Any]) -> Facts:
    """Facts as a revision keeps them; what an older version did not know is not said."""
    plain = {name: kept[name] for name in COLUMNS if name in kept}
    for name in MONTHS:
        plain[name] = date.fromisoformat(kept[name]) if kept.get(name) else None
    return Facts(
        **plain,
        doses=tuple(Dose(date.fromisoformat(e["from_month"]), e["micrograms"]) for e in kept.get("doses", ())),
        side_effects=tuple(Unwanted(**each) for each in kept.get("side_effects", ())),
    )
