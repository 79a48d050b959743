"""One question of a version of a summary, as an editor fills it in."""

from collections.abc import Sequence
from typing import Any, cast

from flask_babel import gettext as _
from wtforms import BooleanField, Field, Form, FormField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from forum.evidence.drafts.rating import MOST_LEVELS, rated
from forum.evidence.labels import DIRECTIONS, DOMAINS, RATINGS
from forum.evidence.starter import StarterCertainty, StarterQuestion
from forum.fields import as_written, plain
from forum.lazy import lazy as _l

__all__ = ["LONGEST_LINE", "QuestionForm"]

LONGEST_LINE = 1_000
LONGEST_ANSWER = 10_000

Choices = list[tuple[str, str]]


def one_line(text: str | None) -> str:
    """A line, its spaces single."""
    return " ".join((text or "").split())


def line(label: str, longest: int, description: str = "") -> StringField:
    """A field of one line that may stay empty."""
    return StringField(label, description=description, filters=[one_line], validators=[plain(longest)])


def long_line(label: str, description: str = "") -> TextAreaField:
    """A line for which a phone needs several; it may stay empty."""
    return TextAreaField(label, description=description, filters=[one_line], validators=[plain(LONGEST_LINE)])


class StepForm(Form):
    """Whether a rating goes down for one reason."""

    levels = SelectField(
        _l("Levels down"),
        choices=[(str(count), str(count)) for count in range(MOST_LEVELS + 1)],
        default="0",
    )
    why = line(_l("Reason"), LONGEST_LINE)

    def validate_why(self, field: Field) -> None:
        """A level and its reason go together."""
        goes_down = self.levels.data != "0"
        if goes_down and not field.data:
            raise ValidationError(_("Say why it goes down."))
        if field.data and not goes_down:
            raise ValidationError(_("You gave a reason. By how many levels does it go down?"))


def step(domain: str) -> "FormField[StepForm]":
    """The reason of one domain of GRADE."""
    return FormField(StepForm, label=cast(str, DOMAINS[domain]))


class QuestionForm(Form):
    """A question, where the studies point, why, the answer, and how sure one can be."""

    question = line(_l("Question"), 300, _l("As a reader would ask it"))
    direction = SelectField(
        _l("Where studies point"), choices=cast(Choices, list(DIRECTIONS.items())), default="too-little-research"
    )
    because = long_line(_l("Why you say so, in one line"))
    answer = TextAreaField(
        _l("Answer"),
        description=_l("An empty line begins a new paragraph; lines that begin with - make a list."),
        filters=[as_written],
        validators=[plain(LONGEST_ANSWER)],
    )
    source = line(_l("Key of the source that rates it"), 80)
    wording = long_line(_l("Its words, letter for letter"), _l("They have to stand in its record."))
    rating = SelectField(
        _l("Which rating is that?"),
        choices=cast(Choices, [("", _l("No source rates it")), *RATINGS.items()]),
        default="",
    )
    start = SelectField(
        _l("Where does your rating start?"),
        choices=[
            ("", _l("I do not rate it")),
            ("high", _l("High: randomised trials")),
            ("low", _l("Low: other studies")),
        ],
        default="",
    )
    risk_of_bias = step("risk-of-bias")
    inconsistency = step("inconsistency")
    indirectness = step("indirectness")
    imprecision = step("imprecision")
    publication_bias = step("publication-bias")
    take_out = BooleanField(_l("Take this question out when I save"))

    @property
    def steps(self) -> Sequence[tuple[str, StepForm]]:
        """The reasons to lower a rating, by their domain, one of labels.DOMAINS."""
        return [(domain, getattr(self, domain.replace("-", "_")).form) for domain in DOMAINS]

    @property
    def named_steps(self) -> Sequence[tuple[str, StepForm]]:
        """The same, by what the domain is called."""
        return [(cast(str, DOMAINS[domain]), each) for domain, each in self.steps]

    @property
    def lowered(self) -> list[dict[str, Any]]:  # Any: JSON
        """The reasons for which the rating goes down."""
        told = [(domain, int(each.levels.data), each.why.data) for domain, each in self.steps]
        return [{"domain": domain, "levels": levels, "why": why} for domain, levels, why in told if levels]

    @property
    def is_rated(self) -> bool:
        """Whether anything is filled in about certainty."""
        return self.quotes or bool(self.start.data) or any(each.why.data for _domain, each in self.steps)

    @property
    def is_rated_wrongly(self) -> bool:
        """Whether anything of that has to be mended."""
        within = [each.errors for _domain, each in self.steps]
        return any([self.source.errors, self.wording.errors, self.rating.errors, self.start.errors, *within])

    @property
    def quotes(self) -> bool:
        """Whether any of the fields for a source that rates is filled in."""
        return any(field.data for field in (self.source, self.wording, self.rating))

    def validate(self, extra_validators: Any = None) -> bool:  # Any: as WTForms'
        """What is taken out need not be right."""
        return bool(self.take_out.data) or super().validate(extra_validators)

    def validate_rating(self, _field: Field) -> None:
        """Either a source rates, or an editor does."""
        if self.quotes and self.start.data:
            raise ValidationError(_("Either a source rates it, or you do. Empty one of the two."))

    def validate_start(self, field: Field) -> None:
        """Reasons lead down from somewhere."""
        if not field.data and any(each.why.data or each.levels.data != "0" for _domain, each in self.steps):
            raise ValidationError(_("You gave reasons. Where does the rating start?"))

    def validate_source(self, field: Field) -> None:
        """A key, also where it was typed as a citation."""
        field.data = (field.data or "").removeprefix("[@").removesuffix("]")

    def show(self, asked: StarterQuestion) -> None:
        """What the draft has."""
        self.question.data, self.direction.data = asked.question, asked.direction
        self.because.data, self.answer.data = asked.because, asked.answer
        if asked.certainty is not None:
            self.show_certainty(asked.certainty)

    def show_certainty(self, stated: StarterCertainty) -> None:
        """The rating that the draft has."""
        if stated.start:
            self.start.data = stated.start
        else:
            self.source.data, self.wording.data, self.rating.data = stated.source, stated.wording, stated.rating
        found = {each.domain: each for each in stated.steps}
        for domain, each in self.steps:
            if domain in found:
                each.levels.data, each.why.data = str(found[domain].levels), found[domain].why

    def value(self) -> dict[str, Any]:  # Any: JSON
        """The question in the shape of StarterQuestion."""
        names = ("question", "direction", "answer", "because")
        return {**{name: getattr(self, name).data or "" for name in names}, "certainty": self.certainty()}

    def certainty(self) -> dict[str, Any] | None:  # Any: JSON
        """The rating in the shape of StarterCertainty; an editor's is reckoned here, never typed."""
        if self.start.data:
            rating = rated(self.start.data, (each["levels"] for each in self.lowered))
            given = {"rating": rating, "source": None, "wording": None, "start": self.start.data}
            return {**given, "steps": self.lowered}
        if self.quotes:
            quoted = {
                "rating": self.rating.data,
                "source": self.source.data or None,
                "wording": self.wording.data or None,
            }
            return {**quoted, "start": None, "steps": []}
        return None
