"""What editors type when a new source changes nothing."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired

from forum.fields import as_written, plain
from forum.lazy import lazy as _l

__all__ = ["UnchangedForm"]

LONGEST_WHY = 1_000


class UnchangedForm(FlaskForm):
    """Why a new source changes nothing; `seen` is the version of the record that was on the page."""

    seen = HiddenField()
    why = TextAreaField(
        _l("Why does it change nothing?"),
        description=_l("A sentence or two. Everyone reads it on the page of the source, with the day, without a name."),
        filters=[as_written],
        validators=[DataRequired(_l("Write a sentence.")), plain(LONGEST_WHY)],
    )

    @property
    def version(self) -> int:
        """The version that was seen; 0, which no record has, for anything that is no number."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
