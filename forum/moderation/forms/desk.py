"""What moderators and admins set: who looks after what, views of one's own, several decisions with one press."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from forum.accounts.models import Rule
from forum.fields import as_written, plain
from forum.lazy import lazy as _l
from forum.moderation.forms.cases import VERB_CHOICES
from forum.moderation.forms.fields import LONGEST_MESSAGE, LONGEST_NOTE
from forum.moderation.models import HIGHEST_CAP, LONGEST_VIEW_NAME
from forum.moderation.operations import BATCH_VERBS, Choice
from forum.moderation.reasons import REASONS

__all__ = ["BatchForm", "CareForm", "ScopeForm", "ViewForm"]


class ScopeForm(FlaskForm):
    """Which conditions somebody moderates."""

    where = RadioField(
        _l("What they moderate"),
        choices=[("all", _l("The whole forum")), ("some", _l("Only these conditions"))],
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    conditions = SelectMultipleField(
        _l("Conditions"),
        description=_l("They see the cases of these conditions and no others."),
        option_widget=CheckboxInput(),
    )

    def offer(self, conditions: Sequence[tuple[str, str]]) -> "ScopeForm":
        """The conditions to choose from: slug and name."""
        self.conditions.choices = list(conditions)
        return self

    def validate_conditions(self, field: Field) -> None:
        """Of nothing is not what was meant."""
        if self.where.data == "some" and not field.data:
            raise ValidationError(_("Choose at least one condition."))


class ViewForm(FlaskForm):
    """The name of a view of the queue."""

    name = StringField(
        _l("Name of the view"),
        description=_l("Only you see it."),
        filters=[as_written],
        validators=[InputRequired(_l("Give it a name.")), plain(LONGEST_VIEW_NAME)],
    )

    def validate_name(self, field: Field) -> None:
        """Blank is empty."""
        if not field.data:
            raise ValidationError(_("Give it a name."))


class BatchForm(FlaskForm):
    """One decision on several cases."""

    verb = RadioField(
        _l("What to do with all of them"),
        choices=[(verb, VERB_CHOICES[verb]) for verb in BATCH_VERBS],
        default=BATCH_VERBS[0],
        validators=[InputRequired(_l("Choose what to do."))],
    )
    rule = SelectField(
        _l("Which rule is it about?"), validators=[InputRequired(_l("Choose the rule that this is about."))]
    )
    message = TextAreaField(
        _l("What you want to say"),
        description=_l("The author of each text reads it, in a letter about that text alone."),
        filters=[as_written],
        validators=[InputRequired(_l("Write what they will read.")), plain(LONGEST_MESSAGE)],
    )
    note = TextAreaField(
        _l("A note for moderators"),
        description=_l("It stands in the log."),
        filters=[as_written],
        validators=[plain(LONGEST_NOTE)],
    )

    def offer(self, rules: Sequence[Rule]) -> "BatchForm":
        """The rules in force."""
        self.rule.choices = [("", _("No rule")), *((str(rule.id), f"{rule.number}. {rule.title}") for rule in rules)]
        return self

    def validate_message(self, field: Field) -> None:
        """Blank is empty."""
        if not field.data:
            raise ValidationError(_("Write what they will read."))

    def choice(self, rules: Sequence[Rule]) -> Choice:
        """What was chosen, for each of the cases; the version is each case's own."""
        rule = next((rule for rule in rules if str(rule.id) == self.rule.data), None)
        return Choice(
            verb=self.verb.data, version=0, rule=rule, message=self.message.data or "", note=self.note.data or ""
        )


class CareForm(FlaskForm):
    """What a moderator would rather not see, and how they want to work."""

    reasons = SelectMultipleField(
        _l("What you would rather not see"),
        description=_l("Such cases go to others. If nobody else remains, you see them with their words covered."),
        choices=[(name, each.words) for name, each in REASONS.items()],
        option_widget=CheckboxInput(),
    )
    conditions = SelectMultipleField(
        _l("Conditions that are too close to you"),
        description=_l("The same for everything about them."),
        option_widget=CheckboxInput(),
    )
    covers_words = BooleanField(
        _l("Cover the words of every case until I press"),
    )
    daily_cap = IntegerField(
        _l("Enough for a day"),
        description=_l("After so many decisions the queue says that it is enough for today. Empty: no limit."),
        validators=[
            Optional(),
            NumberRange(1, HIGHEST_CAP, _l("Write a number from 1 to 200, or leave it empty.")),
        ],
    )

    def offer(self, conditions: Mapping[str, tuple[int, str]]) -> "CareForm":
        """The conditions to choose from: key and name by slug."""
        self.conditions.choices = [(slug, name) for slug, (_key, name) in conditions.items()]
        return self
