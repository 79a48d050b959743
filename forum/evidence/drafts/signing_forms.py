"""What editors type when they sign, send back, publish, and comment."""

from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from forum import markup
from forum.evidence.signed import Declaration
from forum.fields import as_written
from forum.lazy import lazy as _l

__all__ = [
    "AloneForm",
    "ClinicianForm",
    "CommentForm",
    "DeclarationForm",
    "PublishForm",
    "SendBackForm",
    "SettleForm",
    "StampForm",
    "UrgentForm",
    "as_number",
]

LONGEST_INTERESTS = 1_000
LONGEST_QUALIFICATION = 120
LONGEST_WORDS = 2_000
LONGEST_REASON = 500
LONGEST_NUMBER = 9  # digits


def needed(longest: int, empty: str) -> list[Any]:  # Any: WTForms' validators
    """Validators: something, not too much, nothing invisible."""

    def check(_form: FlaskForm, field: Field) -> None:
        reason = markup.problem(field.data, longest=longest) if field.data else str(empty)
        if reason:
            raise ValidationError(reason)

    return [InputRequired(empty), check]


def as_number(text: str | None) -> int:
    """The number in a hidden field; 0, which no version has, for anything else."""
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else 0


class StampForm(FlaskForm):
    """Which version of a draft an editor had before them, and of which number."""

    seen = HiddenField()
    number = HiddenField()


class DeclarationForm(StampForm):
    """What an editor declares with their signature, for everyone to read."""

    interests = TextAreaField(
        _l("Your interests"),
        description=_l(
            "Money, work, shares, a company, a patient group: whatever somebody could want to know about you who reads"
            " this summary. “None” is an answer, too."
        ),
        filters=[as_written],
        validators=needed(LONGEST_INTERESTS, _l("Write your interests, or “None”.")),
    )
    qualification = StringField(
        _l("Your qualification, if you want to name one"),
        description=_l("Such as nurse, pharmacist, patient. It is shown as you declare it; nobody checks it."),
        filters=[as_written],
    )
    is_clinician = RadioField(
        _l("Are you a clinician: trained and licensed to treat patients?"),
        description=_l("As you declare it; nobody checks it. Then the page says that a clinician has read this."),
        choices=[("yes", _l("Yes")), ("no", _l("No"))],
        validators=[InputRequired(_l("Choose yes or no."))],
    )

    def prefill(self, declared: Declaration | None) -> None:
        """Start from what this editor declared last."""
        if declared is not None:
            self.interests.data, self.qualification.data = declared.interests, declared.qualification
            self.is_clinician.data = "yes" if declared.is_clinician else "no"

    @property
    def declaration(self) -> Declaration:
        """What is declared, in a form that was found valid."""
        return Declaration(self.interests.data or "", self.qualification.data or "", self.is_clinician.data == "yes")

    def validate_qualification(self, field: Field) -> None:
        """Short, and named where it is a clinician's."""
        reason = markup.problem(field.data, longest=LONGEST_QUALIFICATION) if field.data else ""
        if reason:
            raise ValidationError(reason)
        if self.is_clinician.data == "yes" and not field.data:
            raise ValidationError(_("A clinician says with which qualification."))


class ClinicianForm(DeclarationForm):
    """The same, by somebody who signs because they are a clinician."""

    def validate_is_clinician(self, field: Field) -> None:
        """Whoever is none does not sign here."""
        if field.data == "no":
            raise ValidationError(_("Only a clinician signs here. Nothing else is asked of you."))


class PublishForm(StampForm):
    """That the text speaks of what became of its sources, where something did."""

    marks = HiddenField()
    knows = BooleanField(_l("We know; the text says so"))

    @property
    def known(self) -> str:
        """The marks that the editor had before them and ticked."""
        return (self.marks.data or "") if self.knows.data else ""

    def validate_knows(self, field: Field) -> None:
        """Needed where a source is marked."""
        if self.marks.data and not field.data:
            raise ValidationError(_("Say in the text what became of these sources, then tick this."))


class AloneForm(DeclarationForm, PublishForm):
    """Publishing where nobody else may approve."""


class UrgentForm(DeclarationForm, PublishForm):
    """Publishing what cannot wait for a second person."""

    why = TextAreaField(
        _l("Why can this not wait?"),
        description=_l("A sentence. Everyone reads it in the history, after your words on what changed."),
        filters=[as_written],
        validators=needed(LONGEST_REASON, _l("Say why it cannot wait.")),
    )


class SendBackForm(StampForm):
    """What has to change before another editor approves."""

    words = TextAreaField(
        _l("What should change?"),
        description=_l("Its writer and the other editors read it; nobody else does."),
        filters=[as_written],
        validators=needed(LONGEST_WORDS, _l("Say what should change.")),
    )


class CommentForm(FlaskForm):
    """What an editor says about a part of a draft."""

    place = HiddenField()
    words = TextAreaField(
        _l("Your comment"),
        description=_l("Only editors read it."),
        filters=[as_written],
        validators=needed(LONGEST_WORDS, _l("Write something, or go back.")),
    )


class SettleForm(FlaskForm):
    """Whether a comment is done."""

    act = HiddenField()
