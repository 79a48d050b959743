"""What a member types into a check-in, and what they want to be asked and to ask."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from forum.experiences.answers import Answers
from forum.experiences.choices import EFFECT_WORDS, SIDE_EFFECTS
from forum.experiences.forms.fields import AmountField, ChoiceField, LineField, as_choices, complain, sentence
from forum.experiences.reminding import MONTHS
from forum.experiences.wording import milligrams

__all__ = ["CheckInForm", "QuestionForm", "RemindersForm", "words_of"]

LONGEST_LINE = 300
LONGEST_QUESTION = 300
LOWEST, HIGHEST = 0, 10


class DayField(StringField):
    """A day as browsers send it. After validation `day` is what it means; nothing else that is typed gets lost."""

    day: date | None = None

    @property
    def is_readable(self) -> bool:
        """Whether a calendar can show what stands in it."""
        return day_of(self.data) is not None or not self.data

    def pre_validate(self, _form: Any) -> None:  # Any: WTForms' own type of forms is not typed
        """Read it. Raises ValidationError with a sentence."""
        self.day = day_of(self.data)
        if self.day is None:
            raise ValidationError(_("Please write the day as year, month and day, such as 2026-11-22."))


def day_of(text: str | None) -> date | None:
    """The day that this means; None where it means none."""
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None


class ManyField(SelectMultipleField):
    """Choices below one another, of which any number may be ticked."""

    option_widget = CheckboxInput()

    def __init__(self, label: str, choices: dict[str, str], **rest: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(label, choices=as_choices(choices), **rest)
        self.values = tuple(choices)

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is ticked, in the order of the list."""
        return tuple(value for value in self.values if value in (self.data or ()))

    def pre_validate(self, _form: Any) -> None:  # Any: as above
        """Refuse what is not on the list. Raises ValidationError with a sentence."""
        if set(self.data or ()) - set(self.values):
            raise ValidationError(_("Please choose from the list."))


ENDS = {LOWEST: sentence("0: none at all"), HIGHEST: sentence("10: the worst imaginable")}
RATINGS = {str(each): ENDS.get(each, str(each)) for each in range(LOWEST, HIGHEST + 1)}


class RatingField(SelectField):
    """The complaint from 0 to 10, both ends named, or nothing."""

    def __init__(self, label: str, **rest: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(label, choices=as_choices({"": "–"} | RATINGS), **rest)

    @property
    def rating(self) -> int | None:
        """The number that is chosen, if any."""
        return int(self.data) if self.data in RATINGS else None

    def pre_validate(self, _form: Any) -> None:  # Any: as above
        """Refuse what is not on the list. Raises ValidationError with a sentence."""
        if self.data and self.data != "None" and self.data not in RATINGS:
            raise ValidationError(_("Please choose a number from 0 to 10."))


class CheckInForm(FlaskForm):
    """One check-in, new or changed."""

    asked = HiddenField()  # micrograms that were asked about, and are confirmed by sending them again
    on_day = DayField(sentence("Which day is it about?"))
    amount = AmountField(
        sentence("How much do you take now?"),
        description=sentence("In mg a day, such as 4.5. For none, write 0. May stay empty."),
    )
    rating = RatingField(
        sentence("The complaint on that day"), description=sentence("From 0, none at all, to 10, the worst imaginable.")
    )
    effect = ChoiceField(sentence("Compared with before LDN, the complaint is"), choices=EFFECT_WORDS)
    side_effects = ManyField(sentence("Side effects on that day"), choices=SIDE_EFFECTS)
    line = LineField(
        sentence("A line about it"), longest=LONGEST_LINE, description=sentence("May stay empty, as everything here.")
    )

    def validate(self, extra_validators: Any = None) -> bool:  # Any: as WTForms
        """Each field by itself, then whether anything is said at all."""
        fine: bool = super().validate(extra_validators)
        asked = self.asked.data or ""
        self.amount.ask(confirmed=[asked])
        if self.amount.micrograms is not None:
            self.asked.data = str(self.amount.micrograms)
        if fine and not self.amount.errors and not self.says_anything:
            complain(self.effect, _("There is nothing in this check-in yet. One answer is enough."))
        return fine and not any(field.errors for field in self)

    @property
    def says_anything(self) -> bool:
        """Whether it tells more than a day."""
        told = self.amount.micrograms, self.rating.rating, self.effect.chosen
        return any(each is not None for each in told) or bool(self.side_effects.chosen or self.line.words)

    def answers(self) -> Answers:
        """What the form says, once it is valid."""
        assert self.on_day.day is not None
        return Answers(
            on_day=self.on_day.day,
            micrograms=self.amount.micrograms,
            rating=self.rating.rating,
            effect=self.effect.chosen,
            side_effects=self.side_effects.chosen,
            line=self.line.words,
        )


def words_of(told: Answers) -> dict[str, object]:
    """A check-in as somebody would type it: the data of a form."""
    return {
        "on_day": told.on_day.isoformat(),
        "amount": "" if told.micrograms is None else milligrams(told.micrograms),
        "asked": "" if told.micrograms is None else str(told.micrograms),
        "rating": "" if told.rating is None else str(told.rating),
        "effect": told.effect,
        "side_effects": list(told.side_effects),
        "line": told.line,
    }


class RemindersForm(FlaskForm):
    """When to be asked."""

    months = ManyField(sentence("Ask me for a check-in"), choices={str(each): str(each) for each in MONTHS})


class QuestionForm(FlaskForm):
    """One question for the next appointment."""

    words = LineField(
        sentence("What would you like to ask?"),
        longest=LONGEST_QUESTION,
        description=sentence("Only you can read it. It is printed on your sheet."),
    )

    def validate(self, extra_validators: Any = None) -> bool:  # Any: as WTForms
        """A question has words."""
        fine: bool = super().validate(extra_validators)
        if fine and not self.words.words:
            complain(self.words, _("There is nothing in your question yet."))
        return not self.words.errors
