"""The story step: in the member's own words, in their own order. It may stay empty as a whole."""

from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from forum import markup
from forum.discussions.forms import (
    LONGEST_DRAFT,
    LONGEST_DRAFT_LINE,
    LONGEST_GIST,
    LONGEST_TITLE,
    no_problem,
    one_line,
)
from forum.experiences.forms.fields import complain, sentence

__all__ = ["StoryStepForm"]


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

    @property
    def fits_in_draft(self) -> bool:
        """Whether a draft can hold it, whatever else is wrong."""
        words = self.typed()
        return max(len(words["title"]), len(words["gist"])) <= LONGEST_DRAFT_LINE and not markup.problem(
            "".join(words.values()), longest=LONGEST_DRAFT
        )

    def problems(self) -> list[str]:
        """Why it cannot be posted as it stands: sentences. For a form that nobody sent just now."""
        self.validate()
        return [str(why) for field in (self.title, self.gist, self.body) for why in field.errors]

    def typed(self) -> dict[str, str]:
        """The words as they stand, with line ends as LF."""
        fields = {"title": self.title, "gist": self.gist, "body": self.body}
        return {name: markup.clean_newlines(field.data or "") for name, field in fields.items()}

    def validate(self, extra_validators: Any = None) -> bool:  # Any: as WTForms
        """A story needs a title and a text; no story needs neither."""
        fine: bool = super().validate(extra_validators)
        if not self.is_blank:
            if not (self.title.data or "").strip():
                complain(self.title, _("A title helps others to find it."))
            if not (self.body.data or "").strip():
                complain(self.body, _("There is no story yet. To go on without one, empty the title, too."))
        return fine and not any(field.errors for field in self)
