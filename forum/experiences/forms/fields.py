"""Fields that keep what was typed, and know what it means once they are validated."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms import Field, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import ValidationError

from forum import markup
from forum.experiences.amounts import question_about, read_amount
from forum.experiences.months import read_month

__all__ = [
    "AmountField",
    "ChoiceField",
    "LineField",
    "LinesField",
    "MonthField",
    "PickField",
    "complain",
    "sentence",
]

# A web or mail address, also one without https://, in a field that others read and no moderator has seen.
ADDRESS = re.compile(
    r"[a-z][a-z0-9+.-]*://|\bwww\.|[^\s@]@[^\s@]+\.[^\s@]|"
    r"\b[a-z0-9-]+\.(?:com|org|net|info|biz|shop|store|online|eu|de|ca|(?:co|org)\.uk)\b",
    re.IGNORECASE,
)


def sentence(text: str, **filled: object) -> str:
    """A sentence that is looked up when the form is shown; WTForms' types know no lazy strings."""
    return cast(str, lazy_gettext(text, **filled))


class AmountField(StringField):
    """A dose. After validation `micrograms` is what it means, None where nothing or nothing possible was typed."""

    micrograms: int | None = None

    def pre_validate(self, _form: Any) -> None:  # Any: WTForms' own type of forms is not typed
        """Read it. Raises ValidationError with a sentence."""
        self.micrograms = None
        if (self.data or "").strip():
            try:
                self.micrograms = read_amount(self.data or "")
            except ValueError as unclear:
                raise ValidationError(str(unclear)) from None

    def ask(self, *, confirmed: Collection[str] = ()) -> None:
        """Add a question about an amount far above low dose, unless these micrograms were asked about before."""
        if self.micrograms is None or str(self.micrograms) in confirmed:
            return
        question = question_about(self.micrograms)
        if question:
            complain(self, question)


class MonthField(StringField):
    """A month. After validation `month` is its first day, None where nothing or nothing possible was typed."""

    month: date | None = None

    def pre_validate(self, _form: Any) -> None:  # Any: as above
        """Read it. Raises ValidationError with a sentence."""
        self.month = None
        if (self.data or "").strip():
            try:
                self.month = read_month(self.data or "")
            except ValueError as unclear:
                raise ValidationError(str(unclear)) from None


Choices = Mapping[str, str] | Iterable[tuple[str, str]]


class Chosen:
    """What choices below one another and a list to pick from have in common: nothing need be chosen."""

    data: Any  # WTForms sets it
    values: frozenset[str]

    def pre_validate(self, _form: Any) -> None:  # Any: as above
        """Refuse what is not on the list. Raises ValidationError with a sentence."""
        if self.chosen is not None and self.chosen not in self.values:
            raise ValidationError(_("Please choose one of these."))

    @property
    def chosen(self) -> str | None:
        """The choice that was made, if any."""
        return self.data if self.data and self.data != "None" else None


class ChoiceField(Chosen, RadioField):
    """Choices below one another."""

    def __init__(self, label: str, *, choices: Choices, **rest: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(label, choices=as_choices(choices), **rest)
        self.values = frozenset(dict(choices))


class PickField(Chosen, SelectField):
    """A list that opens; its first line stands for nothing."""

    def __init__(self, label: str, choices: Choices, **rest: Any) -> None:  # Any: as above
        super().__init__(label, choices=[SelectChoice("", "–"), *as_choices(choices)], **rest)
        self.values = frozenset(dict(choices))


def as_choices(choices: Choices) -> list[SelectChoice]:
    """What WTForms wants: values with their words."""
    return [SelectChoice(value, words) for value, words in dict(choices).items()]


def clean(text: str | None, *, longest: int) -> str:
    """A text without white space around it. Raises ValidationError for one that cannot be kept or shown."""
    text = markup.clean_newlines(text or "").strip()
    problem = markup.problem(text, longest=longest)
    if problem:
        raise ValidationError(problem)
    if ADDRESS.search(text):
        raise ValidationError(_("Please leave out links and e-mail addresses here."))
    return text


class LineField(StringField):
    """A few words in one line, without links and addresses; `words` after validation."""

    words = ""

    def __init__(self, label: str, *, longest: int, **rest: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(label, **rest)
        self.longest = longest

    def pre_validate(self, _form: Any) -> None:  # Any: as above
        """Raises ValidationError with a sentence for what cannot be kept."""
        self.words = " ".join(clean(self.data, longest=self.longest).split())


class LinesField(TextAreaField):
    """The same in several lines."""

    words = ""

    def __init__(self, label: str, *, longest: int, **rest: Any) -> None:  # Any: WTForms' own arguments
        super().__init__(label, **rest)
        self.longest = longest

    def pre_validate(self, _form: Any) -> None:  # Any: as above
        """Raises ValidationError with a sentence for what cannot be kept."""
        self.words = clean(self.data, longest=self.longest)


def complain(field: Field, why: str) -> None:
    """Add a sentence to a field that was validated."""
    field.errors = [*field.errors, why]
