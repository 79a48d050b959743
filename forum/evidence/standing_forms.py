"""What editors type: what became of a source, and why a summary stands."""

from datetime import date

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from forum import clock, markup
from forum.evidence.marks import STANDING_WORDS
from forum.fields import as_written
from forum.lazy import lazy as _l

__all__ = ["LONGEST_NOTICE", "MarkForm", "StandsForm"]

LONGEST_NOTICE = 1_000


def plain(form: FlaskForm, field: Field) -> None:  # noqa: ARG001 - WTForms' signature
    """Words, not too many, and nothing invisible in them."""
    if not field.data:
        raise ValidationError(_("Write a sentence."))
    reason = markup.problem(field.data, longest=LONGEST_NOTICE)
    if reason:
        raise ValidationError(reason)


class MarkForm(FlaskForm):
    """What became of a publication after it appeared."""

    standing = RadioField(
        _l("What became of it?"),
        choices=[(name, str(words)) for name, words in STANDING_WORDS.items()],
        validators=[InputRequired(_l("Choose what became of it."))],
    )
    day = DateField(
        _l("Day of the notice"),
        description=_l("The day on which the journal, or whoever said so, published it."),
        validators=[InputRequired(_l("Enter the day of the notice."))],
    )
    notice = TextAreaField(
        _l("What the notice says, and where it stands"),
        description=_l("A sentence or two, with its address. Everyone reads it on the page of the source."),
        filters=[as_written],
        validators=[plain],
    )

    @property
    def chosen_day(self) -> date:
        """The day, of a form that was found valid."""
        return self.day.data or clock.now().date()

    def validate_day(self, field: Field) -> None:
        """A notice is never of tomorrow, not even where it is tomorrow already."""
        if field.data and field.data > clock.ahead(hours=14).date():
            raise ValidationError(_("This day has not come yet."))


class StandsForm(FlaskForm):
    """Why a summary stands although something became of one of its sources."""

    seen = HiddenField()
    why = TextAreaField(
        _l("Why does the summary stand as it is?"),
        description=_l("Everyone reads it on the page, with the day. Say what you looked at."),
        filters=[as_written],
        validators=[plain],
    )
