"""What somebody types who appeals against a decision."""

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from forum.fields import as_written, plain
from forum.lazy import lazy as _l
from forum.moderation.forms.fields import LONGEST_MESSAGE

__all__ = ["AppealForm"]


class AppealForm(FlaskForm):
    """What somebody who appeals wants to be heard."""

    words = TextAreaField(
        _l("What do we have wrong?"),
        description=_l("Somebody who did not decide it reads this, and what you wrote. A few sentences are enough."),
        filters=[as_written],
        validators=[InputRequired(_l("Write what we have wrong.")), plain(LONGEST_MESSAGE)],
    )

    def validate_words(self, field: Field) -> None:
        """Blank is empty."""
        if not field.data:
            raise ValidationError(_("Write what we have wrong."))
