"""What members type: topics, replies, changes, drafts. Every word stays in a form that fails."""

import secrets
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from forum import markup
from forum.discussions.models import REACTIONS

__all__ = ["ChangeForm", "DraftForm", "ReactionForm", "ReplyForm", "TopicForm"]

LONGEST_TITLE = 200
LONGEST_REASON = 200
LONGEST_KEY = 64
LONGEST_DRAFT = 100_000
LONGEST_DRAFT_TITLE = 400


def _l(sentence: str) -> str:
    """A sentence that is looked up when the form is shown; WTForms' types know no lazy strings."""
    return cast(str, lazy_gettext(sentence))


def new_key() -> str:
    """A random key: a form that carries it makes one post, however often it is sent."""
    return secrets.token_urlsafe(18)


def written(message: str) -> Any:  # Any: WTForms has no type for a validator
    """Refuse a field in which nothing stands but white space."""

    def check(_form: FlaskForm, field: Any) -> None:
        if not (field.data or "").strip():
            raise ValidationError(str(message))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]  # where WTForms looks for them
    return check


def no_problem(longest: int) -> Any:  # Any: WTForms has no type for a validator
    """Refuse a text that is too long, or that could not be stored as it is."""

    def check(_form: FlaskForm, field: Any) -> None:
        reason = markup.problem(markup.clean_newlines(field.data or ""), longest=longest)
        if reason:
            raise ValidationError(reason)

    return check


def one_line(_form: FlaskForm, field: Any) -> None:
    """Refuse what an input of one line cannot hold."""
    if any(letter in (field.data or "") for letter in "\n\r\t"):
        raise ValidationError(_("Please write it in one line."))


def short(_form: FlaskForm, field: Any) -> None:
    """Refuse a key that is none of ours."""
    if len(field.data or "") > LONGEST_KEY or not (field.data or "").isprintable():
        raise ValidationError(_("This form is damaged. Please open the page again; your text is still here."))


class SentOnce(FlaskForm):
    key = HiddenField(validators=[short])

    def sent_key(self) -> str:
        """The key that the form carried, or a new one for a form without."""
        return self.key.data or new_key()


class ReplyForm(SentOnce):
    body = TextAreaField(
        _l("Write a reply"),
        [written(_l("There is nothing in your reply yet.")), no_problem(markup.LONGEST_BODY)],
        description=_l("Plain words are fine. You can change it later."),
    )


class TopicForm(SentOnce):
    title = StringField(
        _l("Title"),
        [written(_l("A title helps others to find it.")), no_problem(LONGEST_TITLE), one_line],
        description=_l("In a few words: what is it about?"),
    )
    body = TextAreaField(
        _l("Your text"),
        [written(_l("There is nothing in your text yet.")), no_problem(markup.LONGEST_BODY)],
        description=_l("Plain words are fine. You can change it later, and take it back."),
    )


class ChangeForm(FlaskForm):
    title = StringField(
        _l("Title"), [written(_l("A title helps others to find it.")), no_problem(LONGEST_TITLE), one_line]
    )
    body = TextAreaField(
        _l("Your text"), [written(_l("There is nothing in your text yet.")), no_problem(markup.LONGEST_BODY)]
    )
    reason = StringField(
        _l("Why did you change it?"),
        [no_problem(LONGEST_REASON), one_line],
        description=_l("May stay empty. Others see it beside what changed."),
    )


class DraftForm(FlaskForm):
    place = HiddenField()
    title = StringField(_l("Title"), [no_problem(LONGEST_DRAFT_TITLE)])
    body = TextAreaField(_l("Your text"), [no_problem(LONGEST_DRAFT)])


class ReactionForm(FlaskForm):
    add = HiddenField()
    drop = HiddenField()

    def is_known(self) -> bool:
        """Whether one reaction that exists is to be added or dropped."""
        return bool(self.add.data) != bool(self.drop.data) and (self.add.data or self.drop.data) in REACTIONS
