"""The facts step: one flat form, of which nothing need be filled in until the experience is shared."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField

from forum.experiences import choices
from forum.experiences.amounts import question_about
from forum.experiences.facts import Dose, Facts, Unwanted
from forum.experiences.forms.fields import (
    AmountField,
    ChoiceField,
    LineField,
    LinesField,
    MonthField,
    PickField,
    complain,
    sentence,
)
from forum.experiences.policies import has_taken_it, is_over, may_say_why
from forum.experiences.wording import milligrams, month_words

__all__ = ["MOST_DOSES", "FactsForm", "facts_form", "words_of"]

FEWEST_DOSES, MOST_DOSES = 3, 24  # rows on the page
LONGEST_PURPOSE, LONGEST_SIDE_EFFECT, LONGEST_CHANGES = 120, 80, 500
WHO = {"own": sentence("It is about me"), "another": sentence("I tell it for somebody else")}
STILL = {"yes": sentence("Still there"), "no": sentence("Gone")}


class FactsForm(FlaskForm):
    """What is asked of everybody; `facts_form` adds the rows for doses and the side effects."""

    rows = HiddenField()
    asked = HiddenField()  # micrograms that were asked about, and are confirmed by sending them again
    who = ChoiceField(sentence("Whose experience is it?"), choices=WHO, default="own")
    status = ChoiceField(
        sentence("Where are you with LDN now?"),
        choices=choices.STATUS_WORDS,
        description=sentence("Needed before it can be shared."),
    )
    started = MonthField(
        sentence("When did it start?"), description=sentence("A rough month is fine, such as March 2026.")
    )
    ended = MonthField(
        sentence("Since when paused, stopped or finished?"), description=sentence("A month, such as March 2026.")
    )
    stop_reason = PickField(sentence("Why, above all?"), choices.STOP_REASONS)
    purpose = LineField(
        sentence("Which complaint was it to help?"),
        longest=LONGEST_PURPOSE,
        description=sentence("The one that mattered most, in a few words, such as pain or poor sleep."),
    )
    effect = ChoiceField(
        sentence("Since starting LDN, this complaint is …"),
        choices=choices.EFFECT_WORDS,
        description=sentence("Needed before it can be shared, too. Everything else may stay empty."),
    )
    noticed = PickField(sentence("When did you first notice a change?"), choices.NOTICED)
    opioids = ChoiceField(sentence("Did you take opioid medicines at that time?"), choices=choices.OPIOIDS)
    form = PickField(sentence("What form was it?"), choices.FORMS)
    time_of_day = PickField(sentence("At what time of day?"), choices.TIMES_OF_DAY)
    effort = PickField(sentence("How much effort was it to get and take?"), choices.EFFORTS)
    cost = PickField(sentence("How was the cost for you?"), choices.COSTS)
    other_changes = LinesField(
        sentence("What else changed in the same weeks?"),
        longest=LONGEST_CHANGES,
        description=sentence("Another medicine, a diet, a holiday, a job: whatever may have had a part in it."),
    )
    interest = PickField(
        sentence("Do you have an interest in LDN besides taking it?"),
        choices.INTEREST_WORDS,
        description=sentence("Readers see it. Those who sell, prescribe or are paid are not counted in the numbers."),
    )

    other_words = LineField(sentence("What else was it?"), longest=LONGEST_SIDE_EFFECT)

    def __iter__(self) -> Iterator[Any]:  # Any: WTForms' fields
        """The fields in the order of the page, in which a summary names what is wrong."""
        begin = ("rows", "asked", "who", "status", "ended", "stop_reason", "started")
        doses = [name for row in range(self.row_count) for name in (f"amount_{row}", f"from_{row}")]
        middle = ("purpose", "effect", "noticed")
        side = [f"{part}_{kind}" for kind in choices.SIDE_EFFECTS for part in ("se", "bad", "still")]
        first = [*begin, *doses, *middle, *side, "other_words", "opioids"]
        return iter([self._fields[name] for name in dict.fromkeys([*first, *self._fields])])

    @property
    def row_count(self) -> int:
        """How many rows for doses there are."""
        return sum(name.startswith("amount_") for name in self._fields)

    @property
    def doses(self) -> Iterator[tuple[Any, Any]]:  # Any: an AmountField and a MonthField, which WTForms forgets
        """The rows for doses."""
        return ((self[f"amount_{row}"], self[f"from_{row}"]) for row in range(self.row_count))

    @property
    def side_effects(self) -> Iterator[tuple[str, Any, Any, Any]]:  # Any: as above
        """For each kind: whether it is ticked, how bad it was, and whether it is still there."""
        return ((kind, self[f"se_{kind}"], self[f"bad_{kind}"], self[f"still_{kind}"]) for kind in choices.SIDE_EFFECTS)

    @property
    def more_is_said(self) -> bool:
        """Whether anything stands in the fields that are folded away, or is wrong there."""
        folded = (self.form, self.time_of_day, self.effort, self.cost, self.other_changes, self.interest)
        return any(field.errors or field.data for field in folded)

    def validate(self, extra_validators: Any = None) -> bool:  # Any: as WTForms
        """Each field by itself, then what contradicts another."""
        fine: bool = super().validate(extra_validators)
        confirmed = frozenset((self.asked.data or "").split(","))
        for amount, _from in self.doses:
            amount.ask(confirmed=confirmed)
        if has_taken_it(self.status.chosen) or not self.status.chosen:
            self.check_end()
            self.check_doses()
        if self["se_other"].data and not self.other_words.words and not self.other_words.errors:
            complain(self.other_words, _("A word or two is enough."))
        return fine and not any(field.errors for field in self)

    def remember_questions(self) -> None:
        """Let the page carry what it asks about, so that sending it again is an answer."""
        asked = [amount.micrograms for amount, _from in self.doses if question_about(amount.micrograms or 0)]
        self.asked.data = ",".join(map(str, asked))

    def require_shared(self) -> bool:
        """Whether what a shared experience needs is there; the fields say so where it is not."""
        if self.status.chosen is None and not self.status.errors:
            complain(self.status, _("It is shared, and needs an answer here."))
        if has_taken_it(self.status.chosen) and self.effect.chosen is None and not self.effect.errors:
            complain(self.effect, _("It is shared, and needs an answer here. You can say that you cannot tell."))
        return not (self.status.errors or self.effect.errors)

    def check_doses(self) -> None:
        """Refuse half a row, a dose before the start or after the end, and two from the same month."""
        seen: set[date] = set()
        for row, (amount, since) in enumerate(self.doses):
            if amount.errors or since.errors or not (amount.data or since.data):
                continue
            why = self.problem_of_row(row, amount, since, seen)
            if why:
                complain(*why)
            if since.month:
                seen.add(since.month)
            elif row == 0 and self.started.month:
                seen.add(self.started.month)

    def problem_of_row(
        self, row: int, amount: AmountField, since: MonthField, seen: set[date]
    ) -> tuple[Field, str] | None:
        """What is wrong with a row whose fields are fine by themselves, and where to say so."""
        month = since.month or (self.started.month if row == 0 else None)
        if amount.micrograms is None:
            return (amount, _("How much was it? Write 0 for a pause.")) if (since.data or "").strip() else None
        if month is None:
            is_told = row == 0 and self.started.errors
            return None if is_told else (since, _("From which month on? A rough one is fine."))
        why = self.problem_of_month(month, seen, is_pause=amount.micrograms == 0)
        return (since, why) if why else None

    def problem_of_month(self, month: date, seen: set[date], *, is_pause: bool) -> str | None:
        """Why no dose can begin in this month."""
        start, end = self.started.month, self.ended.month
        if start and month < start:
            return _("This is before the start, %(month)s.", month=month_words(start))
        if end and month > end and is_over(self.status.chosen) and not self.ended.errors and not is_pause:
            return _("This is after the end, %(month)s.", month=month_words(end))
        return _("Another dose begins in %(month)s already.", month=month_words(month)) if month in seen else None

    def check_end(self) -> None:
        """Refuse an end before the start."""
        start, end = self.started.month, self.ended.month
        if is_over(self.status.chosen) and start and end and end < start:
            complain(self.ended, _("This is before the start, %(month)s.", month=month_words(start)))

    def facts(self) -> Facts:
        """What the form says, once it is valid. What its status does not ask for is left out."""
        status = self.status.chosen
        taken = has_taken_it(status) or status is None
        doses = self.dose_steps() if taken else ()
        started = self.started.month or (doses[0].from_month if doses else None)
        return Facts(
            for_another=self.who.chosen == "another",
            status=status,
            started_on=started if taken else None,
            ended_on=self.ended.month if is_over(status) else None,
            form=self.form.chosen if taken else None,
            time_of_day=self.time_of_day.chosen if taken else None,
            purpose=self.purpose.words,
            effect=self.effect.chosen if taken else None,
            noticed=self.noticed.chosen if taken else None,
            stop_reason=self.stop_reason.chosen if may_say_why(status) else None,
            effort=self.effort.chosen if taken else None,
            cost=self.cost.chosen if taken else None,
            other_changes=self.other_changes.words if taken else "",
            opioids=self.opioids.chosen,
            interest=self.interest.chosen,
            doses=doses,
            side_effects=tuple(self.unwanted()) if taken else (),
        )

    def dose_steps(self) -> tuple[Dose, ...]:
        """The doses by month; the first row begins with the start."""
        given = [
            (since.month or self.started.month, amount.micrograms)
            for amount, since in self.doses
            if amount.micrograms is not None
        ]
        return tuple(sorted((Dose(month, much) for month, much in given if month), key=lambda dose: dose.from_month))

    def unwanted(self) -> Iterator[Unwanted]:
        """The side effects that are ticked, or told in own words."""
        for kind, ticked, bad, still in self.side_effects:
            words = self.other_words.words if kind == "other" else ""
            if ticked.data or words:
                yield Unwanted(kind, words, bad.chosen, {"yes": True, "no": False}.get(still.chosen or ""))

    def words(self) -> dict[str, str]:
        """Every word as it stands in the form, for a draft."""
        return {name: str(field.data) for name, field in self._fields.items() if is_said(name, field.data)}


def is_said(name: str, data: object) -> bool:
    """Whether something stands in a field that a draft should keep."""
    return name not in ("csrf_token", "asked") and data not in (None, "", "None", False)


def rows_in(words: Mapping[str, str]) -> int:
    """How many rows for doses the page has that these words were typed into."""
    text = words.get("rows", "")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0
    return min(max(wanted, FEWEST_DOSES), MOST_DOSES)


def facts_form(words: Mapping[str, str]) -> FactsForm:
    """The form with these words in it: as they were sent, kept as a draft, or made of facts by `words_of`."""
    rows = rows_in(words)
    form: FactsForm = form_class(rows)(formdata=MultiDict(words))
    form.rows.data = str(rows)
    return form


@cache
def form_class(rows: int) -> type[FactsForm]:
    """The form with so many rows for doses, and with each side effect."""
    fields: dict[str, Any] = {}
    for row in range(rows):
        fields[f"amount_{row}"] = AmountField(sentence("Dose %(number)s, in mg", number=row + 1))
        fields[f"from_{row}"] = MonthField(sentence("Dose %(number)s, from", number=row + 1))
    for kind, name in choices.SIDE_EFFECTS.items():
        fields[f"se_{kind}"] = BooleanField(name)
        fields[f"bad_{kind}"] = PickField(sentence("How bad was it?"), choices.SEVERITY_WORDS)
        fields[f"still_{kind}"] = PickField(sentence("Is it still there?"), STILL)
    return type("FactsForm", (FactsForm,), fields)


def words_of(facts: Facts) -> dict[str, str]:
    """The facts as somebody would type them."""
    words = {"who": "another" if facts.for_another else "own", "rows": str(len(facts.doses))}
    for name in ("status", "stop_reason", "purpose", "effect", "noticed", "opioids", "form", "time_of_day"):
        words[name] = getattr(facts, name) or ""
    for name in ("effort", "cost", "other_changes", "interest"):
        words[name] = getattr(facts, name) or ""
    words["started"] = month_words(facts.started_on) if facts.started_on else ""
    words["ended"] = month_words(facts.ended_on) if facts.ended_on else ""
    words["asked"] = ",".join(str(dose.micrograms) for dose in facts.doses)
    for row, dose in enumerate(facts.doses):
        words[f"amount_{row}"] = milligrams(dose.micrograms)
        is_start = row == 0 and dose.from_month == facts.started_on
        words[f"from_{row}"] = "" if is_start else month_words(dose.from_month)
    for each in facts.side_effects:
        words[f"se_{each.kind}"] = "y"
        words[f"bad_{each.kind}"] = each.severity or ""
        words[f"still_{each.kind}"] = {True: "yes", False: "no", None: ""}[each.is_still_there]
        if each.kind == "other":
            words["other_words"] = each.words
    return words
