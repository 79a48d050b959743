"""What readers type when they object, and editors when they answer."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from forum import markup
from forum.evidence.challenges.sentences import Part, find_sentence, stands_in
from forum.evidence.reading import Account
from forum.fields import as_written
from forum.lazy import lazy as _l

__all__ = ["AnswerForm", "ChallengeForm"]

LONGEST_QUOTE = 1_000
LONGEST_WORDS = 2_000
LONGEST_ANSWER = 5_000


def check_text(text: str, *, longest: int, empty: str) -> None:
    """Raise ValidationError for nothing at all, for too much, and for invisible characters."""
    reason = markup.problem(text, longest=longest) if text else empty
    if reason:
        raise ValidationError(reason)


class ChallengeForm(FlaskForm):
    number = HiddenField()
    picked = RadioField(_l("Which sentence?"), validators=[Optional()], validate_choice=False)
    quoted = TextAreaField(
        _l("Or copy the words here"),
        description=_l("For words of the table, or a part of a sentence. They have to stand on the page like this."),
        filters=[as_written],
    )
    words = TextAreaField(
        _l("What is wrong with it?"),
        description=_l(
            "If you know of a publication, give its DOI or PMID. What you write can be read by everybody once an"
            " editor has answered. Your name is not shown."
        ),
        filters=[as_written],
        validators=[InputRequired(_l("Write what is wrong with it."))],
    )
    is_personal = BooleanField(
        _l("This is about a person"),
        description=_l("Then only you and the editors ever read it."),
    )

    def offer(self, parts: Sequence[Part], account: Account) -> None:
        """Take these sentences of the page as the choice."""
        self.parts, self.account = parts, account
        self.picked.choices = [pair for part in parts for pair in part.keyed]

    @property
    def sentence(self) -> str:
        """What is objected to: the words copied, else the sentence picked."""
        return self.quoted.data or find_sentence(self.parts, self.picked.data) or ""

    def validate_quoted(self, field: Field) -> None:
        """Words of the page, or none where a sentence is picked."""
        if not field.data:
            if not self.sentence:
                raise ValidationError(_("Pick a sentence, or copy the words."))
            return
        check_text(field.data, longest=LONGEST_QUOTE, empty="")
        if not stands_in(self.account, field.data):
            raise ValidationError(_("These words do not stand on the page. Please copy them as they are there."))

    def validate_words(self, field: Field) -> None:
        """Not blank."""
        check_text(field.data, longest=LONGEST_WORDS, empty=_("Write what is wrong with it."))


class AnswerForm(FlaskForm):
    outcome = RadioField(
        _l("What comes of it?"),
        choices=[
            ("changed", _l("The summary is changed, or will be in its next version")),
            ("answered", _l("The sentence stays, and the answer explains it")),
            ("declined", _l("The sentence stays: what is said against it does not hold")),
        ],
        validators=[InputRequired(_l("Choose what comes of it."))],
    )
    answer = TextAreaField(
        _l("Your answer"),
        description=_l("In plain words, with sources. Everybody can read it, with what the reader wrote."),
        filters=[as_written],
        validators=[InputRequired(_l("Write an answer."))],
    )
    is_personal = BooleanField(
        _l("This is about a person"),
        description=_l("Then only the reader and the editors read it. This cannot be taken back."),
    )

    def validate_answer(self, field: Field) -> None:
        """Not blank."""
        check_text(field.data, longest=LONGEST_ANSWER, empty=_("Write an answer."))
