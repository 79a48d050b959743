"""What is typed while somebody is looked after."""

from dataclasses import dataclass

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from forum.fields import as_written, plain
from forum.lazy import lazy as _l
from forum.moderation.forms.cases import LONGEST_REASON
from forum.moderation.forms.fields import LONGEST_MESSAGE, LONGEST_NOTE
from forum.moderation.risk_words import Opening

__all__ = ["AnswerForm", "Caring", "CloseForm", "GiveBackForm", "MessageForm", "NoteForm", "OrdinaryForm", "Versioned"]


def no_blank(sentence: str) -> list[object]:
    """Validators: something must stand there that is not only space."""

    def check(_form: FlaskForm, field: Field) -> None:
        if not field.data:
            raise ValidationError(sentence)

    return [InputRequired(sentence), check]


class NoteForm(FlaskForm):
    """What was done."""

    step = TextAreaField(
        _l("Note a step"),
        description=_l("Only moderators read it. It is forgotten when the member leaves."),
        filters=[as_written],
        validators=[*no_blank(_l("Write what was done.")), plain(LONGEST_NOTE)],
    )


class GiveBackForm(FlaskForm):
    """A word for whoever goes on."""

    known = TextAreaField(
        _l("What should the next one know?"),
        description=_l("You need not say why. Only moderators read it."),
        filters=[as_written],
        validators=[*no_blank(_l("Write a word for whoever goes on.")), plain(LONGEST_NOTE)],
    )


class Versioned(FlaskForm):
    """A form that says which version of the case its moderator saw."""

    version = HiddenField(validators=[InputRequired()])

    def validate_version(self, field: Field) -> None:
        """A number, or the form is not ours."""
        text = field.data or ""
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ValidationError(_("This form is incomplete. Please open the case again."))

    @property
    def seen(self) -> int:
        """The version of the case that the moderator saw."""
        return int(self.version.data or 0)


class CloseForm(Versioned):
    """The end of looking after somebody."""

    closing = TextAreaField(
        _l("Closing note"),
        description=_l("How it was left, for whoever looks here later. Only moderators read it."),
        filters=[as_written],
        validators=[*no_blank(_l("Write how it was left.")), plain(LONGEST_NOTE)],
    )


class OrdinaryForm(Versioned):
    """Out of the path of those at risk."""

    reason = StringField(
        _l("Why is nobody at risk?"),
        description=_l("It stands in the log for ever. Leave names and health out."),
        filters=[as_written],
        validators=[*no_blank(_l("Say why.")), plain(LONGEST_REASON)],
    )


class MessageForm(FlaskForm):
    """A message of the team."""

    words = TextAreaField(
        _l("Your words"),
        description=_l("Plain words. Leave an empty line between paragraphs."),
        filters=[as_written],
        validators=[*no_blank(_l("Write what they will read.")), plain(LONGEST_MESSAGE)],
    )

    def has_own_words(self, openings: list[Opening]) -> bool:
        """Whether the words are more than a beginning of ours. Otherwise the field says so."""
        if (self.words.data or "").strip() not in {opening.words for opening in openings}:
            return True
        self.words.errors = [*self.words.errors, _("This is only our beginning. Please add a sentence of your own.")]
        return False


class AnswerForm(FlaskForm):
    """What the member answers."""

    words = TextAreaField(
        _l("Your answer"),
        description=_l("Moderators read it. If you wrote under a one-off name, they see no other."),
        filters=[as_written],
        validators=[*no_blank(_l("Write what you want to say.")), plain(LONGEST_MESSAGE)],
    )


@dataclass(frozen=True, slots=True)
class Caring:
    """The forms on the page of a case about somebody at risk."""

    note: NoteForm
    give_back: GiveBackForm
    close: CloseForm
    ordinary: OrdinaryForm

    @classmethod
    def of(cls, sent: FlaskForm | None = None) -> "Caring":
        """All of them empty, but for the one that was sent."""
        return cls(
            note=sent if isinstance(sent, NoteForm) else NoteForm(formdata=None),
            give_back=sent if isinstance(sent, GiveBackForm) else GiveBackForm(formdata=None),
            close=sent if isinstance(sent, CloseForm) else CloseForm(formdata=None),
            ordinary=sent if isinstance(sent, OrdinaryForm) else OrdinaryForm(formdata=None),
        )

    @property
    def wrong(self) -> FlaskForm | None:
        """The one that was refused."""
        return next((form for form in self.forms if form.errors), None)

    @property
    def typed(self) -> str:
        """What was sent, for a page that has its form no more."""
        fields = (self.note.step, self.give_back.known, self.close.closing, self.ordinary.reason)
        return next((field.data for field in fields if field.data), "")

    @property
    def forms(self) -> tuple[FlaskForm, ...]:
        """All four."""
        return self.note, self.give_back, self.close, self.ordinary
