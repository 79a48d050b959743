"""What moderators and admins type for each other: explanations of the log."""

from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import Field, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from forum.moderation.forms import LONGEST_NOTE, as_written, plain

__all__ = ["ExplainForm"]


def _l(sentence: str) -> str:
    """A sentence that is translated when it is shown; typed as the text that it is then."""
    return cast(str, lazy_gettext(sentence))


class ExplainForm(FlaskForm):
    """What was wrong with a line of the log, or needs more words."""

    words = TextAreaField(
        _l("What should be known about this line?"),
        description=_l("It becomes a line of its own, which stays as well. Leave names and health out."),
        filters=[as_written],
        validators=[InputRequired(_l("Write what should be known.")), plain(LONGEST_NOTE)],
    )

    def validate_words(self, field: Field) -> None:
        """Blank is empty."""
        if not field.data:
            raise ValidationError(_("Write what should be known."))
