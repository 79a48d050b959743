"""The story step: in the member's own words, in their own order. It may stay empty as a whole."""

from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from forum import markup
from forum.discussions.forms import LONGEST_TITLE, no_problem, one_line
from forum.experiences.forms.fields import complain, sentence

__all__ = ["StoryStepForm"]

LONGEST_GIST = 280


class StoryStepForm(FlaskForm):
    """A title, two lines and the text; `place` is that of its draft."""

    place = HiddenField()
    title = StringField(
        sentence("Title"),
        [no_problem(LONGEST_TITLE), one_line],
        description=sentence("In a few words: what is it about?"),
    )
    gist = TextAreaField(
        sentence("Your story in two lines"),
        [no_problem(LONGEST_GIST)],
        description=sentence("It stands above the story and in lists. May stay empty."),
    )
    body = TextAreaField(
        sentence("Your story"),
        [no_problem(markup.LONGEST_BODY)],
        description=sentence("What you hoped for, what you took and how it went, also if little or nothing changed."),
    )

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written."""
        return not any((field.data or "").strip() for field in (self.title, self.gist, self.body))

    def validate(self, extra_validators: Any = None) -> bool:  # Any: as WTForms
        """A story needs a title and a text; no story needs neither."""
        fine: bool = super().validate(extra_validators)
        if not self.is_blank:
            if not (self.title.data or "").strip():
                complain(self.title, _("A title helps others to find it."))
            if not (self.body.data or "").strip():
                complain(self.body, _("There is no story yet. To go on without one, empty the title, too."))
        return fine and not any(field.errors for field in self)
