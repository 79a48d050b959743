"""The card of an experience: what a reader is told of it, as plain values that a kept fragment can be made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.accounts.bylines import Byline
from forum.experiences.addresses import experience_path
from forum.experiences.choices import (
    COSTS,
    EFFECT_WORDS,
    EFFORTS,
    FORMS,
    INTEREST_WORDS,
    NOTICED,
    OPIOIDS,
    SEVERITY_WORDS,
    SIDE_EFFECTS,
    STATUS_WORDS,
    STOP_REASONS,
    TIMES_OF_DAY,
)
from forum.experiences.drawing import Drawing, draw
from forum.experiences.facts import Facts, Unwanted
from forum.experiences.models import CheckIn, Experience, SideEffect
from forum.experiences.wording import dose_words, month_words, short_day_words, short_month_words

__all__ = [
    "MOST_ROWS",
    "Card",
    "Fact",
    "TableRow",
    "card_of",
    "check_in_row",
    "facts_told",
    "side_effect",
    "side_effect_words",
    "words",
]

BETTER = frozenset({"very_much_better", "much_better", "a_little_better"})
UNDECIDED = frozenset({"cannot_tell", None})
MOST_ROWS = 40  # check-ins in the table of a card; the page of the experience says how many came before


@dataclass(frozen=True, slots=True)
class Fact:
    """What was asked, and what the member said, in words."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of the timeline's table: a dose step or, with `is_check_in`, a check-in."""

    when: str
    dose: str  # "" where a check-in says none
    is_check_in: bool = False
    effect: str = ""
    rating: int | None = None  # of the complaint, 0 none to 10 the worst imaginable
    side_effects: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """An experience for its readers. Hashable, in the language of whoever asked; templates/experiences/_card.html.

    `chart` is None where neither a dose nor a check-in was told. `check_ins` counts them all, `earlier` those that
    the table leaves out. `declares` is empty where nothing was declared.
    """

    path: str
    byline: Byline
    facts: tuple[Fact, ...]
    side_effects: tuple[Fact, ...]
    declares: str
    chart: Drawing | None
    sentence: str
    rows: tuple[TableRow, ...]
    check_ins: int
    earlier: int
    left_out: str  # a sentence about those, "" where there are none
    purpose: str
    updated_on: date


def card_of(experience: Experience, check_ins: Sequence[CheckIn], *, byline: Byline) -> Card:
    """The card of an experience with its steps and side effects loaded, and its check-ins that stand, by day."""
    steps = doses_told(experience, check_ins)
    marks = [(each.on_day, mark_of(each)) for each in check_ins]
    until = experience.ended_on or experience.updated_at.date()
    shown = check_ins[-MOST_ROWS:]
    return Card(
        path=experience_path(experience.public_id),
        byline=byline,
        facts=tuple(facts_told(experience)),
        side_effects=tuple(side_effect(each) for each in experience.side_effects),
        declares=declared(experience.interest),
        chart=draw(steps, marks, until=until),
        sentence=sentence(steps, check_ins),
        rows=tuple(table(experience, shown)),
        check_ins=len(check_ins),
        earlier=len(check_ins) - len(shown),
        left_out=left_out_words(len(check_ins) - len(shown)),
        purpose=experience.purpose,
        updated_on=experience.updated_at.date(),
    )


def steps_of(experience: Experience) -> list[tuple[date, int]]:
    """The dose steps in order, with the end as a step to nothing."""
    steps = [(each.from_month, each.micrograms) for each in sorted(experience.dose_steps, key=lambda s: s.from_month)]
    end = experience.ended_on
    if steps and end and end > steps[-1][0] and steps[-1][1] and experience.status != "taking":
        steps.append((end, 0))
    return steps


def doses_told(experience: Experience, check_ins: Sequence[CheckIn]) -> list[tuple[date, int]]:
    """The way of the dose in order, as the line of the chart: the steps, and what check-ins tell of another dose."""
    steps = [(day, 0, amount) for day, amount in steps_of(experience)]
    told = [(each.on_day, 1, each.micrograms) for each in check_ins if each.micrograms is not None]
    way: list[tuple[date, int]] = []
    for day, _order, amount in sorted(steps + told):
        if not way or way[-1][1] != amount:
            way.append((day, amount))
    return way


def mark_of(check_in: CheckIn) -> str:
    """Which circle a check-in gets."""
    if check_in.effect in UNDECIDED:
        return "open"
    return "full" if check_in.effect in BETTER else "hollow"


def facts_told(experience: Experience | Facts) -> Iterable[Fact]:
    """What was said, and nothing about what was not."""
    taken = [words(FORMS, experience.form), words(TIMES_OF_DAY, experience.time_of_day)]
    told = [
        (_("Told for"), _("Another person") if experience.for_another else ""),
        (_("Now"), standing(experience)),
        (_("Why stopped"), words(STOP_REASONS, experience.stop_reason)),
        (_("Form and time"), " · ".join(filter(None, taken))),
        (_("Taken for"), experience.purpose),
        (_("Effect on that"), words(EFFECT_WORDS, experience.effect)),
        (_("Change noticed"), words(NOTICED, experience.noticed)),
        (_("What else changed"), experience.other_changes),
        (_("Opioids at the time"), words(OPIOIDS, experience.opioids if experience.opioids != "not_said" else None)),
        (_("Effort"), words(EFFORTS, experience.effort)),
        (_("Cost"), words(COSTS, experience.cost)),
        (_("Declared interest"), words(INTEREST_WORDS, "none") if experience.interest == "none" else ""),
    ]
    return (Fact(name, said) for name, said in told if said)


def words(choices: dict[str, str], key: str | None) -> str:
    """What a choice is called; nothing for one that was not made."""
    return str(choices.get(key, key)) if key else ""


def standing(experience: Experience | Facts) -> str:
    """Status, with the months of start and end as far as they were told."""
    said = words(STATUS_WORDS, experience.status)
    started, ended = experience.started_on, experience.ended_on
    if started is None:
        return said
    month = month_words(started)
    if experience.status == "taking":
        return _("%(status)s (since %(month)s)", status=said, month=month)
    if ended is None:
        return _("%(status)s (started %(month)s)", status=said, month=month)
    return _("%(status)s (%(started)s to %(ended)s)", status=said, started=month, ended=month_words(ended))


def side_effect(one: SideEffect | Unwanted) -> Fact:
    """A side effect with how bad it was and whether it is still there, as far as that was said."""
    there = {True: _("still there"), False: _("gone"), None: ""}[one.is_still_there]
    bad = words(SEVERITY_WORDS, one.severity)
    return Fact(one.words or words(SIDE_EFFECTS, one.kind), ", ".join(filter(None, [bad, there])))


def side_effect_words(kinds: Iterable[str]) -> str:
    """What the side effects of a check-in are called, in a row."""
    return ", ".join(words(SIDE_EFFECTS, kind) for kind in kinds)


def declared(interest: str | None) -> str:
    """What the member has to do with LDN besides taking it: a plain sentence for readers, "" where that is nothing."""
    sentences = {
        "sell": _("Declares: sells or makes LDN"),
        "prescribe": _("Declares: prescribes or dispenses LDN"),
        "paid": _("Declares: is paid by somebody who sells or prescribes LDN"),
    }
    return sentences.get(interest or "", "")


def table(experience: Experience, check_ins: Sequence[CheckIn]) -> list[TableRow]:
    """Dose steps and check-ins by day: the facts of the chart, and what it cannot show."""
    rows = [(day, 0, TableRow(short_month_words(day), dose_words(amount))) for day, amount in steps_of(experience)]
    rows += [(each.on_day, 1, check_in_row(each)) for each in check_ins]
    return [row for _day, _order, row in sorted(rows, key=lambda each: each[:2])]


def check_in_row(check_in: CheckIn) -> TableRow:
    """A check-in as a line of the table."""
    return TableRow(
        when=short_day_words(check_in.on_day),
        dose="" if check_in.micrograms is None else dose_words(check_in.micrograms),
        is_check_in=True,
        effect=words(EFFECT_WORDS, check_in.effect),
        rating=check_in.rating,
        side_effects=side_effect_words(check_in.side_effects),
        line=check_in.line,
    )


def left_out_words(count: int) -> str:
    """What a table says of check-ins that are not in it."""
    if not count:
        return ""
    return ngettext(
        "%(num)d earlier check-in is not in this table.", "%(num)d earlier check-ins are not in this table.", count
    )


def sentence(steps: Sequence[tuple[date, int]], check_ins: Sequence[CheckIn]) -> str:
    """What the chart shows, for those who do not see it. It never goes without the number of check-ins."""
    better = sum(mark_of(each) == "full" for each in check_ins)
    counted = (
        _(
            "%(check_ins)s, %(better)s of them better.",
            check_ins=ngettext("%(num)d check-in", "%(num)d check-ins", len(check_ins)),
            better=better,
        )
        if check_ins
        else _("No check-ins yet.")
    )
    return " ".join(filter(None, [doses(steps), counted, _("The table has the same facts.")]))


def doses(steps: Sequence[tuple[date, int]]) -> str:
    """The way of the dose in a sentence."""
    amounts = [amount for _day, amount in steps if amount]
    if not amounts:
        return ""
    first = month_words(steps[0][0])
    if min(amounts) == max(amounts):
        said = _("%(dose)s a day from %(month)s on", dose=dose_words(amounts[0]), month=first)
    else:
        low, high = dose_words(min(amounts)), dose_words(max(amounts))
        said = _("Between %(low)s and %(high)s a day from %(month)s on", low=low, high=high, month=first)
    return _("%(doses)s, with a time without it.", doses=said) if any(not each for _d, each in steps) else f"{said}."
