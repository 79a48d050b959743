"""What an admin types into a rule that acts before people do."""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from forum import clock
from forum.conditions.models import Condition
from forum.fields import as_written, plain
from forum.lazy import lazy as _l
from forum.moderation import matching
from forum.moderation.drafts import LONGEST_SENTENCE, RuleDraft
from forum.moderation.forms.arranging import LONGEST_CONTENT_NOTE
from forum.moderation.models import ScreeningRule

__all__ = ["ACTION_WORDS", "KIND_WORDS", "SCOPE_WORDS", "RuleForm"]

LONGEST_NAME = 80
LONGEST_WORDS = 10_000
LONGEST_REASON = 500
FIRST_REVIEW = timedelta(days=90)
LATEST_REVIEW = timedelta(days=366)  # words that were right two years ago hold the wrong texts today

KIND_WORDS = {
    "word": _l("Words or phrases"),
    "link": _l("Links to a site"),
    "vendor": _l("Names of vendors"),
    "pattern": _l("A pattern"),
}
ACTION_WORDS = {
    "nudge": _l("Ask the author before it is posted; they may post it as it is"),
    "hold": _l("Hold it until a moderator has looked"),
    "flag": _l("Post it, and let a moderator look"),
    "note": _l("Post it with a note before it, which opens with a press"),
}
SCOPE_WORDS = {"everyone": _l("Texts of all members"), "newcomers": _l("Only texts of newcomers")}


class RuleForm(FlaskForm):
    """A rule; `version` is the one it was opened with, `tried` its signed trial."""

    name = StringField(
        _l("A name for the rule"),
        filters=[as_written],
        validators=[InputRequired(_l("Give it a name.")), plain(LONGEST_NAME)],
    )
    kind = RadioField(_l("What does it look for?"), choices=list(KIND_WORDS.items()), default="word")
    words = TextAreaField(
        _l("Words, sites, names or the pattern"),
        description=_l(
            "One in each line; a star at the end of a word stands for any ending. Of a site, its name, such as"
            " example.org. A pattern is one line in the language of RE2."
        ),
        filters=[as_written],
        validators=[InputRequired(_l("Write what the rule looks for.")), plain(LONGEST_WORDS)],
    )
    condition = SelectField(_l("Where"), default="")
    scope = RadioField(_l("Whose texts?"), choices=list(SCOPE_WORDS.items()), default="everyone")
    action = RadioField(_l("What then?"), choices=list(ACTION_WORDS.items()), default="nudge")
    sentence = TextAreaField(
        _l("What the author is asked, or the note"),
        description=_l(
            "A question before posting: kind, short, and with a way on. A note: a few words on what it tells of."
        ),
        filters=[as_written],
        validators=[plain(LONGEST_SENTENCE)],
    )
    reason = TextAreaField(
        _l("Why there is this rule"),
        description=_l("For moderators. It stands in the log."),
        filters=[as_written],
        validators=[InputRequired(_l("Say why there is this rule.")), plain(LONGEST_REASON)],
    )
    owner = SelectField(_l("Who looks after it"), default="")
    review_on = DateField(_l("To be reviewed on"), description=_l("Within a year."))
    is_on = BooleanField(_l("It is on"), default=True)
    version = HiddenField()
    tried = HiddenField()

    def offer(self, conditions: Sequence[Condition], staff: Sequence[tuple[int, str]]) -> "RuleForm":
        """The conditions it can be narrowed to, and who can look after it."""
        everywhere = ("", _("In the whole forum"))
        self.condition.choices = [
            everywhere,
            *((str(each.id), _("Only about %(name)s", name=each.name)) for each in conditions),
        ]
        self.owner.choices = [("", _("Nobody yet")), *((str(member_id), name) for member_id, name in staff)]
        return self

    @classmethod
    def of(cls, rule: ScreeningRule) -> "RuleForm":
        """The form filled with a rule."""
        words = {
            name: getattr(rule, name) for name in ("name", "kind", "words", "scope", "action", "sentence", "reason")
        }
        words |= {"condition": str(rule.condition_id or ""), "owner": str(rule.owner_id or "")}
        return cls(
            formdata=None, data=words | {"review_on": rule.review_on, "is_on": rule.is_on, "version": str(rule.version)}
        )

    @classmethod
    def new(cls, owner_id: int | None) -> "RuleForm":
        """The form for a new rule, looked after by whoever makes it."""
        review = (clock.now() + FIRST_REVIEW).date()
        return cls(formdata=None, data={"owner": str(owner_id or ""), "review_on": review, "is_on": True})

    def validate_words(self, field: Field) -> None:
        """What can be looked for, in a time that grows with the text alone."""
        reason = matching.problem(self.kind.data, field.data or "") if self.kind.data in KIND_WORDS else None
        if reason:
            raise ValidationError(reason)

    def validate_sentence(self, field: Field) -> None:
        """A question and a note need their words."""
        if self.action.data in {"nudge", "note"} and not field.data:
            raise ValidationError(_("Write the question, or the note."))
        if self.action.data == "note" and len(field.data or "") > LONGEST_CONTENT_NOTE:
            raise ValidationError(_("A note has %(count)s letters at most.", count=LONGEST_CONTENT_NOTE))

    def validate_review_on(self, field: Field) -> None:
        """A day that comes, and not in ten years."""
        today = clock.now().date()
        if field.data is None or not today < field.data <= today + LATEST_REVIEW:
            raise ValidationError(_("Choose a day within the coming year."))

    def draft(self) -> RuleDraft:
        """What was typed, for the operation."""
        assert self.review_on.data is not None  # validated
        return RuleDraft(
            name=self.name.data or "",
            kind=self.kind.data,
            words="\n".join(matching.entries_of(self.words.data or "")),
            condition_id=int(self.condition.data) if self.condition.data else None,
            scope=self.scope.data,
            action=self.action.data,
            sentence=self.sentence.data or "",
            reason=self.reason.data or "",
            owner_id=int(self.owner.data) if self.owner.data else None,
            review_on=self.review_on.data,
            is_on=bool(self.is_on.data),
        )
