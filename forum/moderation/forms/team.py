"""What moderators and admins type for each other: explanations of the log, and words that letters begin with."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from forum.accounts.models import Rule
from forum.fields import as_written, plain
from forum.lazy import lazy as _l
from forum.moderation.forms.cases import LONGEST_REASON, DecisionForm
from forum.moderation.forms.fields import LONGEST_MESSAGE, LONGEST_NOTE
from forum.moderation.queries import Offered

__all__ = ["EmailForm", "ExplainForm", "NoteForm", "ReplyForm", "RevealForm", "RuleWordsForm", "offer_words"]

LONGEST_TITLE = 120


def offer_words(form: DecisionForm, words: Offered, rules: Sequence[Rule]) -> None:
    """The replies to choose from, and with each rule and reply the words that it puts into the letter."""
    none = ("", _("No rule"), {"data-words": ""})
    form.rule.choices = [
        none,
        *(
            (str(rule.id), f"{rule.number}. {rule.title}", {"data-words": words.fitting(reply="", rule=rule.number)})
            for rule in rules
        ),
    ]
    replies = ((each.public_id, each.title, {"data-words": each.body}) for each in words.replies)
    form.reply.choices = [("", _("No reply")), *replies]


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


class RevealForm(FlaskForm):
    """Why somebody has to know who is behind a one-off name."""

    reason = StringField(
        _l("Why do you need to know?"),
        description=_l("It stands in the log for all moderators. The member reads it after a week. Leave names out."),
        filters=[as_written],
        validators=[InputRequired(_l("Say why you need to know.")), plain(LONGEST_REASON)],
    )

    def validate_reason(self, field: Field) -> None:
        """Blank is empty."""
        if not field.data:
            raise ValidationError(_("Say why you need to know."))


class NoteForm(FlaskForm):
    """What other moderators should know."""

    words = TextAreaField(
        _l("What should other moderators know?"),
        description=_l(
            "Whom it is about can read it in the file of their data, without your name. Write what happened, not what"
            " somebody is like, and leave the names of others out."
        ),
        filters=[as_written],
        validators=[InputRequired(_l("Write what they should know.")), plain(LONGEST_NOTE)],
    )

    def validate_words(self, field: Field) -> None:
        """Blank is empty."""
        if not field.data:
            raise ValidationError(_("Write what they should know."))


class EmailForm(FlaskForm):
    """Why somebody has to see an address."""

    reason = StringField(
        _l("Why do you need the address?"),
        description=_l("It stands in the log for all moderators. The member reads it after a week. Leave names out."),
        filters=[as_written],
        validators=[InputRequired(_l("Say why you need it.")), plain(LONGEST_REASON)],
    )

    def validate_reason(self, field: Field) -> None:
        """Blank is empty."""
        if not field.data:
            raise ValidationError(_("Say why you need it."))


class VersionedForm(FlaskForm):
    """A form that says which version it was made from."""

    seen = HiddenField(default="0")

    def validate_seen(self, field: Field) -> None:
        """A number, or the form is not ours."""
        text = field.data or ""
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ValidationError(_("This form is incomplete. Please open the page again."))

    @property
    def version(self) -> int:
        """The version that it was made from."""
        return int(self.seen.data or 0)


class RuleWordsForm(VersionedForm):
    """The words that are offered with a rule."""

    body = TextAreaField(
        _l("Words to the author"),
        description=_l(
            "The letter says before them what was done and which rule it is about. Say what the author can do now."
            " Empty words offer nothing."
        ),
        filters=[as_written],
        validators=[plain(LONGEST_MESSAGE)],
    )


class ReplyForm(VersionedForm):
    """A reply that all moderators can start a letter from."""

    title = StringField(
        _l("What it is for"),
        description=_l("Only moderators read this."),
        filters=[as_written],
        validators=[InputRequired(_l("Write what it is for.")), plain(LONGEST_TITLE)],
    )
    body = TextAreaField(
        _l("The words"),
        filters=[as_written],
        validators=[InputRequired(_l("Write the words.")), plain(LONGEST_MESSAGE)],
    )

    def validate_title(self, field: Field) -> None:
        """Blank is empty."""
        if not field.data:
            raise ValidationError(_("Write what it is for."))

    def validate_body(self, field: Field) -> None:
        """Blank is empty."""
        if not field.data:
            raise ValidationError(_("Write the words."))
