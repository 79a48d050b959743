"""What people type into moderation: flags, messages to the team, decisions."""

from collections.abc import Sequence
from datetime import UTC, datetime

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from forum import clock
from forum.accounts.models import Rule
from forum.fields import as_written, plain
from forum.lazy import lazy as _l
from forum.mail import is_one_address
from forum.moderation.forms.arranging import ArrangingForm
from forum.moderation.forms.fields import LONGEST_MESSAGE, LONGEST_NOTE
from forum.moderation.models import Case
from forum.moderation.operations import NEEDS_MESSAGE, NEEDS_RULE, WITHOUT_SANCTION, Choice, instead_of, verbs_for
from forum.moderation.queries import Places
from forum.moderation.reasons import FLAGGING, REASONS
from forum.moderation.sanctions import LIMIT_OF, LONGEST, Measure, kind_words

__all__ = [
    "LONGEST_REASON",
    "ContactForm",
    "DecisionForm",
    "FlagForm",
    "LiftForm",
    "QuestionForm",
]

LONGEST_ABOUT = 200
LONGEST_REASON = 500


VERB_CHOICES = {
    "keep": _l("Keep it"),
    "ask_edit": _l("Ask the author to change it; it stays meanwhile"),
    "content_note": _l("Put a note before it; it opens with a press"),
    "slow": _l("Let the topic go slowly"),
    "move": _l("Move the topic to another condition"),
    "duplicate": _l("Close the topic: it goes on in another one"),
    "merge": _l("Put the topic together with another one"),
    "split": _l("Give the reply a topic of its own"),
    "hide": _l("Hide it; the author may change it and ask again"),
    "remove": _l("Remove it; the author can only read it"),
    "lock": _l("Lock the topic; nobody can reply any more"),
    "nothing": _l("Close it without doing anything"),
    "message": _l("Send a message"),
    "answer": _l("Answer"),
    "uphold": _l("Uphold the decision"),
    "change": _l("Change it into something milder"),
    "reverse": _l("Reverse it, with everything that followed from it"),
}


class FlagForm(FlaskForm):
    reason = RadioField(
        _l("What is it?"),
        choices=[(name, REASONS[name].choice or "") for name in FLAGGING],
        validators=[InputRequired(_l("Choose what comes closest."))],
    )
    note = TextAreaField(
        _l("What should we know?"),
        description=_l("Only moderators read this, and your name. The author learns neither. You may leave it empty."),
        filters=[as_written],
        validators=[plain(LONGEST_NOTE)],
    )


class ContactForm(FlaskForm):
    about = StringField(
        _l("What is it about?"),
        filters=[as_written],
        validators=[plain(LONGEST_ABOUT)],
    )
    body = TextAreaField(
        _l("Your message"),
        filters=[as_written],
        validators=[InputRequired(_l("Write what you want to tell us.")), plain(LONGEST_MESSAGE)],
    )
    reply_to = StringField(
        _l("An e-mail address, if you want an answer"),
        description=_l("We use it for the answer and for nothing else."),
        filters=[as_written],
        validators=[Optional()],
    )

    def validate_body(self, field: Field) -> None:
        """Blank is empty."""
        if not field.data:
            raise ValidationError(_("Write what you want to tell us."))

    def validate_reply_to(self, field: Field) -> None:
        """One address, or none."""
        name, _at, host = (field.data or "").partition("@")
        if not (is_one_address(field.data) and name and "." in host):
            raise ValidationError(_("This is not an e-mail address. It looks like name@example.org."))


class LiftForm(FlaskForm):
    reason = StringField(
        _l("Why does it end?"),
        description=_l("It stands in the log for all moderators. Leave names out."),
        filters=[as_written],
        validators=[InputRequired(_l("Say why it ends.")), plain(LONGEST_REASON)],
    )

    def validate_reason(self, field: Field) -> None:
        """Blank is empty."""
        if not field.data:
            raise ValidationError(_("Say why it ends."))


class QuestionForm(FlaskForm):
    question = StringField(
        _l("What would you like to hear?"),
        description=_l("Only moderators read it, also later in the log. Leave names out."),
        filters=[as_written],
        validators=[InputRequired(_l("Write what you would like to hear.")), plain(LONGEST_REASON)],
    )

    def validate_question(self, field: Field) -> None:
        """Blank is empty."""
        if not field.data:
            raise ValidationError(_("Write what you would like to hear."))


class DecisionForm(ArrangingForm):
    is_appeal = False
    verb = RadioField(_l("What to do"), validators=[InputRequired(_l("Choose what to do."))])
    instead = SelectField(_l("If it is changed: the text"), default="")
    rule = SelectField(_l("Which rule is it about?"), default="")
    reply = SelectField(_l("Start from a reply"), choices=[("", _l("No reply"))], default="", validate_choice=False)
    sanction = SelectField(_l("A sanction, too?"), default="")
    place = SelectField(_l("Where the sanction holds"), default="")
    until = DateField(
        _l("The sanction ends on"),
        description=_l("It ends by itself at the start of this day (UTC), after a year at most."),
        validators=[Optional()],
    )
    message = TextAreaField(
        _l("What you want to say"),
        description=_l("If you only keep it, you may leave this empty: then its author is told nothing."),
        filters=[as_written],
        validators=[plain(LONGEST_MESSAGE)],
    )
    note = TextAreaField(
        _l("A note for moderators"),
        description=_l("It stands in the log."),
        filters=[as_written],
        validators=[plain(LONGEST_NOTE)],
    )
    version = HiddenField(validators=[InputRequired()])

    def offer(self, case: Case, rules: Sequence[Rule], places: Places, *, can_answer: bool = True) -> "DecisionForm":
        """The choices for this case, and the rules in force. On an appeal the rule is that of the first decision."""
        self.is_appeal = case.is_appeal
        self.offer_places("" if case.is_appeal else case.kind, places.for_topic)
        verbs = [verb for verb in verbs_for(case) if can_answer or verb != "answer"]
        as_it_is = ("", _("Stays as it is"))
        self.instead.choices = [as_it_is, *((verb, VERB_CHOICES[verb]) for verb in instead_of(case))]
        self.verb.choices = [(verb, VERB_CHOICES[verb]) for verb in verbs]
        none = ("", _("No rule"))
        self.rule.choices = [none, *((str(rule.id), f"{rule.number}. {rule.title}") for rule in rules)]
        self.sanction.choices = [("", _("No sanction")), *((kind, kind_words(kind)) for kind in LIMIT_OF)]
        whole = ("", _("In the whole forum"))
        self.place.choices = [
            whole,
            *((str(place.id), _("Only about %(name)s", name=place.name)) for place in places.for_sanction),
        ]
        return self

    def validate_rule(self, field: Field) -> None:
        """Whoever is limited is told by which rule."""
        if not self.is_appeal and (self.verb.data in NEEDS_RULE or self.sanction.data) and not field.data:
            raise ValidationError(_("Choose the rule that this is about."))

    def validate_until(self, field: Field) -> None:
        """A sanction ends, not yesterday and not in ten years."""
        if not self.sanction.data:
            return
        if field.data is None or self.moment <= clock.now():
            raise ValidationError(_("Choose a day in the future."))
        if self.moment > clock.now() + LONGEST:
            raise ValidationError(_("A sanction lasts a year at most. Choose an earlier day."))

    def validate_sanction(self, field: Field) -> None:
        """A sanction comes with a letter."""
        if field.data and self.verb.data in WITHOUT_SANCTION:
            raise ValidationError(_("A sanction cannot be given with this decision."))
        if field.data and self.until.data is None:
            raise ValidationError(_("Choose the day on which it ends."))

    def validate_place(self, field: Field) -> None:
        """A suspension is of the account."""
        if field.data and self.sanction.data == "suspension":
            raise ValidationError(_("A suspension holds for the whole site. Choose a silence for one condition."))

    def validate_message(self, field: Field) -> None:
        """Nobody is limited without a word, and no word is lost."""
        if (self.verb.data in NEEDS_MESSAGE or self.sanction.data) and not field.data:
            raise ValidationError(_("Write what they will read."))
        if self.reply.data and not field.data and self.verb.data != "nothing":
            raise ValidationError(_("The words of the reply are filled in now. Read them before you send them."))
        if self.verb.data == "nothing" and field.data:
            raise ValidationError(_("With this decision nothing is sent. Choose another one, or take the words out."))

    def validate_version(self, field: Field) -> None:
        """A number, or the form is not ours."""
        text = field.data or ""
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise ValidationError(_("This form is incomplete. Please open the case again."))

    def validate_instead(self, field: Field) -> None:
        """Only a decision that is changed takes another's place."""
        if field.data and self.verb.data != "change":
            raise ValidationError(_("Choose “Change it”, or leave the text as it is."))

    def choice(self, rules: Sequence[Rule], places: Places) -> Choice:
        """What was chosen, for the operation."""
        return Choice(
            verb=self.verb.data,
            version=int(self.version.data or 0),
            rule=next((rule for rule in rules if str(rule.id) == self.rule.data), None),
            message=self.message.data or "",
            note=self.note.data or "",
            sanction=self.measure(places),
            instead=self.instead.data or "",
            plan=self.plan(places.for_topic),
        )

    def measure(self, places: Places) -> Measure | None:
        """The sanction that was chosen."""
        if not self.sanction.data:
            return None
        place = next((place for place in places.for_sanction if str(place.id) == self.place.data), None)
        return Measure(self.sanction.data, self.moment if self.until.data else None, place)

    @property
    def moment(self) -> datetime:
        """The start of the chosen day."""
        assert self.until.data is not None
        return datetime.combine(self.until.data, datetime.min.time(), UTC)
